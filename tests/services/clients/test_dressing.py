"""When a reply is complete."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.clients.dressing import Verdict, judge

NOW = b" at Thu Jan  1 00:00:00 1970"
# Messages that look like the dressing are the hard ones.
FRAGMENTS = st.sampled_from([b"Echo=>", b" at ", NOW, b"E", b" ", b"a", b"b", b"Echo", b" at Thu"])
MESSAGES = st.one_of(
    st.binary(min_size=1, max_size=200), st.lists(FRAGMENTS, min_size=1, max_size=8).map(b"".join)
)


@st.composite
def replies(draw: st.DrawFn, suffix: bytes) -> tuple[bytes, bytes]:
    message = draw(MESSAGES)
    cuts = sorted(draw(st.sets(st.integers(1, len(message)), max_size=4)) | {len(message)})
    pieces = [message[a:b] for a, b in zip([0, *cuts], cuts, strict=False)]
    return message, b"".join(b"Echo=>" + piece + suffix for piece in pieces)


@given(replies(NOW))
def test_a_dressed_reply_in_any_pieces_is_whole(case: tuple[bytes, bytes]) -> None:
    message, reply = case
    assert judge(reply, message) is Verdict.WHOLE


@given(replies(b""))
def test_a_reply_without_time_in_any_pieces_is_bare(case: tuple[bytes, bytes]) -> None:
    message, reply = case
    assert judge(reply, message) is Verdict.BARE


@given(MESSAGES)
def test_a_plain_echo_is_bare(message: bytes) -> None:
    assert judge(message, message) is Verdict.BARE


@given(replies(NOW), st.data())
def test_no_part_of_a_reply_is_foreign(case: tuple[bytes, bytes], data: st.DataObject) -> None:
    message, reply = case
    part = reply[: data.draw(st.integers(0, len(reply)))]
    assert judge(part, message) is not Verdict.FOREIGN


@given(st.binary(min_size=1, max_size=50).filter(lambda message: b"E" not in message and b" " not in message))
def test_every_part_of_a_one_piece_reply_is_partial_until_the_message_is_back(message: bytes) -> None:
    reply = b"Echo=>" + message + NOW
    for size in range(len(reply)):
        expected = Verdict.BARE if size == len(message) + 6 else Verdict.PARTIAL
        assert judge(reply[:size], message) is expected


@pytest.mark.parametrize(
    "reply", [b"Hello", b"Echo=>x", b"Echo=>message at noon", b"Echo=>message" + NOW + b"!"]
)
def test_what_is_no_echo_is_foreign(reply: bytes) -> None:
    assert judge(reply, b"message") is Verdict.FOREIGN


def test_a_megabyte_full_of_dressing_is_judged_in_moments() -> None:
    message = (b"Echo=>said at Thu Jan  1 00:00:00 1970 and " * 25_000)[: 1 << 20]
    half = len(message) // 2 + 1
    reply = b"Echo=>" + message[:half] + NOW + b"Echo=>" + message[half:] + NOW
    began = time.process_time()
    assert judge(reply, message) is Verdict.WHOLE
    assert time.process_time() - began < 2
