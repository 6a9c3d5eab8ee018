"""Proof of a note's origin: a nonce for journals, a sealing key for gates.

A program under test shares its standard error with its gate and can print anything. The gate's key reaches
it in the release order, on its standard input, and stays in its process; the seal of a note is a digest of
the line, keyed with it. A journal's nonce is part of each note.

Source: RFC 7693, 2.9, on BLAKE2 with a key.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

SEAL_BYTES = 16
_BEFORE = b', "seal": "'
_AFTER = b'"}'
_TAIL = len(_BEFORE) + 2 * SEAL_BYTES + len(_AFTER)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Credentials:
    """The secrets of one host in one run; they are in no plan and no event.

    Args:
        nonce: What each note of its journal carries; empty where no journal of its is believed.
        key: What its gate seals notes with; empty where it has no gate.
    """

    nonce: str = ""
    key: bytes = b""


def sealed(line: bytes, key: bytes) -> bytes:
    """A note's line, without its end, with its seal as the last member."""
    return line[:-1] + _BEFORE + _seal(line, key) + _AFTER


def is_sealed(line: bytes, key: bytes) -> bool:
    """Whether a line ends with the seal that the key gives to the rest of it."""
    return bool(key) and hmac.compare_digest(line[-_TAIL:], sealed(line[:-_TAIL] + b"}", key)[-_TAIL:])


def _seal(line: bytes, key: bytes) -> bytes:
    return hashlib.blake2b(line, key=key, digest_size=SEAL_BYTES).hexdigest().encode()
