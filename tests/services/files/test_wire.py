"""The file protocol: what is written is read again, and nothing else is taken for it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.files import wire
from services.files.wire import Header, NotGetfile, Request

NAMES = st.binary(min_size=1, max_size=200).filter(lambda name: not {0, 10} & set(name))
NUMBERS = st.integers(0, wire.MOST_NUMBER)
DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)
GOOD = "getfile/2 ok size=5 offset=0 sha256=" + "a" * 64 + "\n"


@given(NAMES, NUMBERS)
def test_a_request_is_read_as_it_was_written(name: bytes, offset: int) -> None:
    line = wire.write_request(name, offset)
    assert (line[-1:], line.count(b"\n")) == (b"\n", 1)
    assert wire.read_request(line[:-1]) == Request(name, offset, with_header=True)


@given(NAMES)
def test_a_classic_request_is_the_name_and_a_line_end(name: bytes) -> None:
    assert wire.write_request(name, None) == name + b"\n"
    assert wire.read_request(name) == Request(name)


def test_the_longest_request_is_as_long_as_a_server_reads() -> None:
    longest = wire.write_request(b"x" * wire.MOST_NAME_BYTES, wire.MOST_NUMBER)
    assert len(longest) == wire.MOST_REQUEST_BYTES


@given(st.binary(max_size=300))
def test_any_line_is_some_request(line: bytes) -> None:
    request = wire.read_request(line)
    assert request.with_header == (b"\0getfile/" in line[line.find(b"\0") :][:9])
    assert request.name in line
    assert 0 <= request.offset <= wire.MOST_NUMBER


@pytest.mark.parametrize(
    ("wish", "trouble"),
    [
        ("getfile/3 0", "this server speaks getfile/2"),
        ("getfile/", "this server speaks getfile/2"),
        ("getfile/22 0", "this server speaks getfile/2"),
        ("getfile/2", "this server speaks getfile/2"),
        ("getfile/2 ", "the request has no valid offset"),
        ("getfile/2 -1", "the request has no valid offset"),
        ("getfile/2 01", "the request has no valid offset"),
        ("getfile/2 1 ", "the request has no valid offset"),
        ("getfile/2 1\0", "the request has no valid offset"),
        (f"getfile/2 {2**63}", "the request has no valid offset"),
        ("getfile/2 9" + "9" * 100, "the request has no valid offset"),
        ("getfile/2 \u0661", "the request has no valid offset"),
    ],
)
def test_a_wish_that_cannot_be_understood_is_answered_with_a_header_that_says_so(
    wish: str, trouble: str
) -> None:
    request = wire.read_request(b"a.txt\0" + wish.encode())
    assert request == Request(b"a.txt", with_header=True, trouble=trouble)


@given(NUMBERS, NUMBERS, DIGESTS)
def test_a_header_is_read_as_it_was_written(first: int, second: int, sha256: str) -> None:
    header = Header(max(first, second), min(first, second), sha256)
    line = wire.write_header(header)
    assert len(line) <= wire.MOST_HEADER_BYTES
    assert wire.read_header(line) == header


@given(st.text(min_size=1))
def test_a_refusal_is_one_short_printable_line_whatever_its_reason(reason: str) -> None:
    line = wire.write_header(Header(refusal=reason))
    assert len(line) <= wire.MOST_HEADER_BYTES
    assert re.fullmatch(rb"[ -~]+\n", line)
    assert len(wire.read_header(line).refusal) == min(len(reason), 160)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "\n",
        GOOD[:-1],
        GOOD + " ",
        GOOD.upper(),
        GOOD.replace("getfile/2", "getfile/1"),
        GOOD.replace("size=5", "size=05"),
        GOOD.replace("size=5", "size=-5"),
        GOOD.replace("size=5", f"size={2**63}"),
        GOOD.replace("offset=0", "offset=6"),
        GOOD.replace(" offset", "  offset"),
        GOOD.replace("aaaa", "aaa"),
        "getfile/2 refused \n",
        "getfile/2 refused a\x1b[2J\n",
        "getfile/2 refused " + "a" * 161 + "\n",
        "HTTP/1.1 400 Bad Request\r\n",
    ],
)
def test_what_is_no_header_is_not_taken_for_one(line: str) -> None:
    with pytest.raises(NotGetfile):
        wire.read_header(line.encode())


@given(st.binary(max_size=300))
def test_bytes_that_nobody_wrote_are_no_header(line: bytes) -> None:
    with pytest.raises(NotGetfile):
        wire.read_header(line)
