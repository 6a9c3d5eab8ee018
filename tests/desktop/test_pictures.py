"""The measure by which a page and a screen are compared can tell them apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.desktop.pictures import colours, likeness, read_png, save_small


def grey(value: int) -> Image.Image:
    return Image.new("RGB", (8, 4), (value, value, value))


def test_a_difference_within_the_tolerance_is_none() -> None:
    assert likeness(grey(100), grey(124)) == 1
    assert likeness(grey(100), grey(125)) == 0


def test_the_share_is_that_of_the_channels_that_agree() -> None:
    assert likeness(grey(0), Image.new("RGB", (8, 4), (0, 0, 255))) == pytest.approx(2 / 3)
    half = grey(0)
    half.paste((255, 255, 255), (0, 0, 4, 4))
    assert likeness(grey(0), half) == pytest.approx(1 / 2)


@pytest.mark.parametrize(("count", "mode"), [(2, "P"), (256, "P"), (257, "RGB")])
def test_a_saved_picture_loses_nothing_and_has_a_palette_if_its_colours_fit(
    tmp_path: Path, count: int, mode: str
) -> None:
    row = b"".join(bytes((place % 256, place // 256, 7)) for place in range(count))
    picture = Image.frombytes("RGB", (count, 2), row * 2)
    path = tmp_path / "picture.png"
    save_small(picture, path)
    with Image.open(path) as written:
        assert written.mode == mode
    assert colours(picture) == count
    assert likeness(read_png(path.read_bytes()), picture, tolerance=0) == 1
