"""A line about an image."""

from __future__ import annotations

from socketlab.building.progress import UP_TO_DATE, about


def test_news_of_several_images_stand_below_each_other() -> None:
    lines = [about("socketlab/base", UP_TO_DATE), about("socketlab/selectors-server", "built in 1.2 s")]
    assert lines[0].split(maxsplit=1) == ["socketlab/base", "up to date"]
    assert lines[0].index("up to date") == lines[1].index("built in")
