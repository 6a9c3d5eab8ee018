"""Pictures as the tests compare them and as the documents show them."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageChops

PALETTE = 256


def read_png(content: bytes) -> Image.Image:
    """Read a picture; transparency is dropped."""
    return Image.open(io.BytesIO(content)).convert("RGB")


def likeness(one: Image.Image, other: Image.Image, *, tolerance: int = 24) -> float:
    """The share of channel values that differ by at most the tolerance: a viewer may have compressed them."""
    assert one.size == other.size
    counts = ImageChops.difference(one, other).histogram()
    alike = sum(count for place, count in enumerate(counts) if place % 256 <= tolerance)
    return alike / sum(counts)


def colours(picture: Image.Image) -> int:
    """How many colours a picture has."""
    found = picture.getcolors(maxcolors=picture.width * picture.height)
    assert found is not None
    return len(found)


def save_small(picture: Image.Image, path: Path) -> None:
    """Write a picture without loss, by a palette if it has few colours, as windows do."""
    if colours(picture) <= PALETTE:
        indexed = picture.quantize(PALETTE, dither=Image.Dither.NONE)
        assert likeness(indexed.convert("RGB"), picture, tolerance=0) == 1
        picture = indexed
    picture.save(path, optimize=True)
