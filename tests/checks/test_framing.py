"""Whether each client got its own bytes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab.checks.echo import Echo
from socketlab.checks.framing import Framing, Returned, compare
from socketlab.language.patterns import Expression

NOW = " at Thu Jan  1 00:00:00 1970"


ECHO = Echo(fleet="clients")


USUAL = Framing(Expression(ECHO.prefix), Expression(ECHO.suffix))


MESSAGES = st.lists(
    st.sampled_from(["Echo=>", NOW, " at ", "E", " ", "a", "b", "Echo", " at Thu"]), min_size=1, max_size=6
).map("".join)


@st.composite
def replies(draw: st.DrawFn, suffix: str) -> tuple[str, str]:
    message = draw(MESSAGES)
    cuts = sorted(draw(st.sets(st.integers(1, len(message)), max_size=4)) | {len(message)})
    pieces = [message[a:b] for a, b in zip([0, *cuts], cuts, strict=False)]
    return message, "".join(f"Echo=>{piece}{suffix}" for piece in pieces)


@given(replies(NOW) | replies(""))
def test_a_reply_in_any_pieces_is_all_of_the_message(case: tuple[str, str]) -> None:
    message, reply = case
    assert compare(reply, message, USUAL) is Returned.ALL


@given(replies(NOW) | replies(""), st.data())
def test_what_lacks_a_byte_of_the_message_is_not_all_of_it(
    case: tuple[str, str], data: st.DataObject
) -> None:
    message, reply = case
    assert compare(reply, message + "z", USUAL) is not Returned.ALL
    place = data.draw(st.integers(0, len(reply)))
    assert compare(f"{reply[:place]}\0{reply[place:]}", message, USUAL) is not Returned.ALL


def test_a_long_reply_in_many_pieces_is_compared_in_no_time() -> None:
    pieces = [f"{number:04}" * 256 for number in range(1000)]
    reply = "".join(f"Echo=>{piece}{NOW}" for piece in pieces)
    assert compare(reply, "".join(pieces), USUAL) is Returned.ALL
    assert compare(reply[:-1], "".join(pieces), USUAL) is Returned.BEGINNING


@pytest.mark.timeout(30)
@pytest.mark.parametrize("number", [1, 10, 400, 100_000])
def test_a_message_of_prefixes_alone_is_compared_in_time(number: int) -> None:
    sent = "Echo=>" * number
    assert compare(f"Echo=>{sent}", sent, USUAL) is Returned.ALL
    assert compare(f"Echo=>{sent}X", sent, USUAL) is not Returned.ALL
    assert compare(f"Echo=>{sent}X", sent, USUAL) is not Returned.OTHER


@pytest.mark.no_cover
@pytest.mark.parametrize("piece", ["Echo=>", NOW, f"Echo=>{NOW}", "E"])
@pytest.mark.parametrize("number", [100, 1000, 5000])
def test_no_reply_takes_time_without_bound(piece: str, number: int) -> None:
    for sent, received in ((number, 2 * number), (number, number + number // 2), (2 * number, number)):
        for end in ("", "X"):
            assert compare(piece * received + end, piece * sent, USUAL) in Returned


def test_too_many_ways_to_read_a_reply_are_given_up() -> None:
    framing = Framing(Expression("a?"), Expression("a?"))
    assert compare("a" * 30_000 + "b", "a" * 20_000 + "c", framing) is Returned.AMBIGUOUS


@given(st.text("ab", max_size=12), st.text("ab", max_size=12), st.sampled_from(["a?", "a", "ab", ""]))
def test_every_way_is_tried_where_there_are_few(sent: str, received: str, framing: str) -> None:
    parts = Framing(Expression(framing), Expression(""))
    assert (compare(received, sent, parts) is Returned.ALL) == (
        sent == received or readable(received, sent, parts)
    )


def readable(received: str, sent: str, framing: Framing) -> bool:
    """Whether a reply is a message in pieces: every place is tried as the end of the first one."""
    if not received and not sent:
        return True
    before = framing.prefix.match(received)
    if before is None or (not received and sent):
        return False
    rest = received[before.end() :]
    return any(
        rest.startswith(sent[:length]) and readable(rest[length:], sent[length:], framing)
        for length in range(0 if before.end() else 1, len(sent) + 1)
        if len(rest) >= length
    )
