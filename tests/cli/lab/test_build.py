"""``lab build`` as far as it goes without an engine."""

import pytest

from socketlab.errors import InvalidInput
from socketlab.lab.standing import build


def quiet(_: str) -> None:
    pass


def test_a_name_that_is_misspelt_builds_nothing_at_all() -> None:
    with pytest.raises(InvalidInput, match='no image "mail-sever" to build') as caught:
        build(["echo-server", "mail-sever"], everything=False, force=False, say=quiet)

    assert caught.value.hint == 'did you mean "mail-server"?'


def test_a_name_and_all_contradict_each_other() -> None:
    with pytest.raises(InvalidInput, match="both image names and --all are given"):
        build(["mail-server"], everything=True, force=False, say=quiet)
