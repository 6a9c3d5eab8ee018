"""A scenario whose images are not there is refused before anything starts."""

from pathlib import Path

import pytest

from socketlab.errors import ImageMissing
from socketlab.runtimes.fake.host import Image
from socketlab.runtimes.fake.programs import gated
from socketlab.runtimes.fake.runtime import FakeRuntime
from tests.run.harness import play, scenario


def test_all_missing_images_are_named_at_once_and_nothing_is_made(tmp_path: Path) -> None:
    runtime = FakeRuntime({"client": Image(gated(lambda _: 0), "gate")})
    hosts = "server: {service: other}\n  more: {service: other}\n  most: {service: server}"
    with pytest.raises(ImageMissing, match=r'^no images "other", "server" on this machine'):
        play(tmp_path, scenario(hosts=hosts), runtime=runtime)
    assert runtime.verbs == []
