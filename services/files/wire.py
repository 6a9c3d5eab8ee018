r"""The protocol between a file server and its client, byte for byte.

Teaches: how a protocol is extended compatibly. The classic exchange contains neither the file's length nor
the reason for a refusal; the newer one does, and each side still understands an older peer. Numbers are
decimal and below 2**63; LF is a line feed, NUL a zero byte.

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
OFFSET is the client's, or 0 when the file is shorter: the part that the client has is then of another
file.

A new client with an old server: a file name cannot contain NUL, so an old server, which takes the whole line
for a name, cannot open it and closes without sending a byte. This close without a header makes the client
connect again and use the classic form. An old client with a new server sends no NUL and gets the classic
reply. A server that is asked for a version that it does not support refuses, with the header of its own
version.

Choose it as a pattern: the marker of a new version must be something that an old peer refuses reliably and
harmlessly.

Limits: there is no encryption and no authentication; the digest reveals damage, not a forgery.
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
    """A client's request; `trouble` is the reason why it is invalid, or empty."""

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
    """The received bytes are not a header of this protocol."""


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
    trouble = "the request has no valid offset" if wish.startswith(f"{VERSION} ".encode()) else ""
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
        NotGetfile: It is not a header, or its numbers are invalid.
    """
    if refused := REFUSED.fullmatch(line):
        return Header(refusal=refused[1].decode())
    if granted := GRANTED.fullmatch(line):
        header = Header(int(granted[1]), int(granted[2]), granted[3].decode())
        if header.offset <= header.size <= MOST_NUMBER:
            return header
    raise NotGetfile
