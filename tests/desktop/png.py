"""Pictures as the tests compare them: PNG taken apart to its pixels.

Source: the PNG specification (ISO/IEC 15948), 9 "Filtering"; eight bits a channel, not interlaced.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}


@dataclass(frozen=True)
class Picture:
    """A picture, three bytes a pixel, row by row."""

    width: int
    height: int
    pixels: bytes

    def likeness(self, other: Picture, *, tolerance: int = 24) -> float:
        """The share of the bytes that differ by so much at most: what is shown may have been compressed."""
        pairs = zip(self.pixels, other.pixels, strict=True)
        return sum(abs(one - two) <= tolerance for one, two in pairs) / len(self.pixels)

    def colours(self) -> int:
        return len({self.pixels[at : at + 3] for at in range(0, len(self.pixels), 3)})


def read_png(content: bytes) -> Picture:
    at, packed, head = 8, b"", b""
    while at < len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        body = content[at + 8 : at + 8 + size]
        head, packed = body if kind == b"IHDR" else head, packed + (body if kind == b"IDAT" else b"")
        at += size + 12
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    assert (depth, interlaced) == (8, 0)
    channels = CHANNELS[colour]
    rows, stride = zlib.decompress(packed), width * channels
    above, pixels = bytearray(stride), bytearray()
    for row in range(height):
        start = row * (stride + 1)
        line = unfiltered(rows[start], bytearray(rows[start + 1 : start + 1 + stride]), above, channels)
        three = bytearray(width * 3)
        for channel in range(3):
            three[channel::3] = line[channel::channels]
        pixels += three
        above = line
    return Picture(width, height, bytes(pixels))


def write_png(picture: Picture) -> bytes:
    """Write a picture; one of few colours, as windows are, by a table of them."""
    step = 3
    spots = [picture.pixels[at : at + step] for at in range(0, len(picture.pixels), step)]
    table = {colour: number for number, colour in enumerate(dict.fromkeys(spots))}
    indexed = len(table) <= 256
    content = bytes(table[spot] for spot in spots) if indexed else picture.pixels
    stride = picture.width * (1 if indexed else step)
    rows = b"".join(b"\0" + content[at : at + stride] for at in range(0, len(content), stride))
    head = struct.pack(">IIBBBBB", picture.width, picture.height, 8, 3 if indexed else 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    if indexed:
        chunks.insert(1, (b"PLTE", b"".join(table)))
    return SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def unfiltered(kind: int, line: bytearray, above: bytearray, channels: int) -> bytearray:
    if kind == 0:
        return line
    for at, byte in enumerate(line):
        left, corner = (line[at - channels], above[at - channels]) if at >= channels else (0, 0)
        guess = (0, left, above[at], (left + above[at]) // 2, paeth(left, above[at], corner))[kind]
        line[at] = (byte + guess) & 255
    return line


def paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))
