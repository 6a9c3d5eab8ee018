"""DES, which VNC's password check is made of and Python's library does not have: one block, encrypted.

Source: FIPS 46-3, Data Encryption Standard; the tables are its own, bits counted from 1.
"""

from __future__ import annotations

from collections.abc import Sequence

FIRST = [start - 8 * step for start in (58, 60, 62, 64, 57, 59, 61, 63) for step in range(8)]
LAST = [FIRST.index(place) + 1 for place in range(1, 65)]
EXPANSION = [(4 * group + place - 1) % 32 + 1 for group in range(8) for place in range(6)]
PERMUTATION = [
    *(16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10),
    *(2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25),
]
CHOICE_1 = [
    *(
        57,
        49,
        41,
        33,
        25,
        17,
        9,
        1,
        58,
        50,
        42,
        34,
        26,
        18,
        10,
        2,
        59,
        51,
        43,
        35,
        27,
        19,
        11,
        3,
        60,
        52,
        44,
        36,
    ),
    *(
        63,
        55,
        47,
        39,
        31,
        23,
        15,
        7,
        62,
        54,
        46,
        38,
        30,
        22,
        14,
        6,
        61,
        53,
        45,
        37,
        29,
        21,
        13,
        5,
        28,
        20,
        12,
        4,
    ),
]
CHOICE_2 = [
    *(14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2),
    *(41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32),
]
SHIFTS = (1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1)
BOXES = (
    "e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d",
    "f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9",
    "a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c",
    "7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e",
    "2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453",
    "c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d",
    "4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c",
    "d2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b",
)
"""A digit for each six bits: the outer two choose the row of sixteen, the inner four the place in it."""

Bits = list[int]


def pick(bits: Sequence[int], places: Sequence[int]) -> Bits:
    return [bits[place - 1] for place in places]


def bits_of(number: int, length: int) -> Bits:
    return [number >> place & 1 for place in reversed(range(length))]


def number_of(bits: Sequence[int]) -> int:
    return int("".join(map(str, bits)), 2)


def round_keys(key: bytes) -> list[Bits]:
    chosen = pick(bits_of(int.from_bytes(key, "big"), 64), CHOICE_1)
    left, right, keys = chosen[:28], chosen[28:], []
    for shift in SHIFTS:
        left, right = left[shift:] + left[:shift], right[shift:] + right[:shift]
        keys.append(pick(left + right, CHOICE_2))
    return keys


def scramble(half: Bits, key: Bits) -> Bits:
    mixed = [bit ^ other for bit, other in zip(pick(half, EXPANSION), key, strict=True)]
    out: Bits = []
    for number, box in enumerate(BOXES):
        first, *inner, last = mixed[6 * number : 6 * number + 6]
        out += bits_of(int(box[16 * number_of([first, last]) + number_of(inner)], 16), 4)
    return pick(out, PERMUTATION)


def encrypt(key: bytes, block: bytes) -> bytes:
    """Encrypt eight bytes by eight others."""
    mixed = pick(bits_of(int.from_bytes(block, "big"), 64), FIRST)
    left, right = mixed[:32], mixed[32:]
    for each in round_keys(key):
        left, right = right, [bit ^ other for bit, other in zip(left, scramble(right, each), strict=True)]
    return number_of(pick(right + left, LAST)).to_bytes(8, "big")
