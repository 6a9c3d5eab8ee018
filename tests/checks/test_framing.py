"""Whether each client got its own bytes back."""

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
