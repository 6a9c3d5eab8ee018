"""A run whose images are not there says so, and of nothing that it could not remove."""

from pathlib import Path

from tests.run.harness import play, scenario


def test_what_could_not_be_brought_up_is_not_told_as_left(tmp_path: Path) -> None:
    hosts = "server: {service: other}\n  more: {service: other}\n  most: {service: other}"
    result = play(tmp_path, scenario(hosts=hosts)).result
    assert result.outcome == "inconclusive"
    assert 'no image "other"' in result.trouble
    assert result.left == ()
