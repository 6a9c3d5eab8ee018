r"""What a file server and its client say to each other, byte for byte.

Teaches: how a protocol grows without leaving anybody behind. The classic exchange tells neither how long
the file is nor why there is none; the newer one does, and each side still understands the other's elder.
Numbers are decimal and below 2**63; LF is a line feed, NUL a zero byte.

The classic exchange::

    client   NAME LF
    server   the bytes of the file, and the end of the connection; of a refusal, the end alone

The exchange with a header::

    client   NAME NUL "getfile/2 " OFFSET LF
    server   "getfile/2 ok size=" SIZE " offset=" OFFSET " sha256=" DIGEST LF
             the bytes of the file from OFFSET on, SIZE - OFFSET of them, and the end of the connection
    or       "getfile/2 refused " REASON LF and the end of the connection

NAME is 1 to 4095 bytes, neither NUL nor LF. DIGEST is that of the whole file, 64 lower-case hexadecimal
digits. REASON is 1 to 160 printable ASCII characters. A header has at most 256 bytes. The server's
OFFSET is the client's, or 0 when the file is not that long: what the client has of it is then not of
this file.

A new client at an old server: no name of a file has a NUL in it, so that an old server, which takes the
whole line for one, cannot open it and closes without a byte. This end without a header is what tells the
client to connect again and ask the classic way. An old client at a new server sends no NUL and is
answered the classic way. A server that is asked for a version it does not speak refuses, with the header
of its own.

Choose it as a pattern: the mark of the new must be something that the old surely refuses, and
harmlessly.

Limits: nothing is encrypted and nobody proves who they are; the digest tells of damage, not of a forger.
"""

import re
from typing import NamedTuple

VERSION = "getfile/2"
MOST_NAME_BYTES = 4095
MOST_REQUEST_BYTES = MOST_NAME_BYTES + len(f"\0{VERSION} {2**63}\n")
MOST_HEADER_BYTES = 256
MOST_NUMBER = 2**63 - 1

FAMILY = b"getfile/"
NUMBER = "(0|[1-9][0-9]{0,18})"
ASKED = re.compile(rf"{VERSION} {NUMBER}".encode())
GRANTED = re.compile(rf"{VERSION} ok size={NUMBER} offset={NUMBER} sha256=([0-9a-f]{{64}})\n".encode())
REFUSED = re.compile(rf"{VERSION} refused ([ -~]{{1,160}})\n".encode())


class Request(NamedTuple):
    """What a client asks for; `trouble` says why that cannot be understood."""

    name: bytes
    offset: int = 0
    with_header: bool = False
    trouble: str = ""


class Header(NamedTuple):
    """What a server says of the file that follows; of one that is refused, only why."""

    size: int = 0
    offset: int = 0
    sha256: str = ""
    refusal: str = ""


class NotGetfile(Exception):
    """What came is no header of this protocol."""


def write_request(name: bytes, offset: int | None) -> bytes:
    """Return the line that asks for a file, the classic one when there is no offset."""
    return name + b"\n" if offset is None else b"%s\0%s %d\n" % (name, VERSION.encode(), offset)


def read_request(line: bytes) -> Request:
    """Understand a request, which comes without its line feed; any bytes are one."""
    name, _, wish = line.partition(b"\0")
    if not wish.startswith(FAMILY):
        return Request(line)
    asked = ASKED.fullmatch(wish)
    if asked and int(asked[1]) <= MOST_NUMBER:
        return Request(name, int(asked[1]), with_header=True)
    trouble = "the request has no good offset" if wish.startswith(f"{VERSION} ".encode()) else ""
    return Request(name, with_header=True, trouble=trouble or f"this server speaks {VERSION}")


def write_header(header: Header) -> bytes:
    """Return the line that a server begins its answer with."""
    if header.refusal:
        reason = "".join(each if " " <= each <= "~" else "?" for each in header.refusal)
        return f"{VERSION} refused {reason[:160]}\n".encode()
    return f"{VERSION} ok size={header.size} offset={header.offset} sha256={header.sha256}\n".encode()


def read_header(line: bytes) -> Header:
    """Understand a header.

    Args:
        line: All of it, with its line feed.

    Raises:
        NotGetfile: It is none, or its numbers cannot be.
    """
    if refused := REFUSED.fullmatch(line):
        return Header(refusal=refused[1].decode())
    if granted := GRANTED.fullmatch(line):
        header = Header(int(granted[1]), int(granted[2]), granted[3].decode())
        if header.offset <= header.size <= MOST_NUMBER:
            return header
    raise NotGetfile
