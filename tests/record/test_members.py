"""Members of a note that are not what they should be read as if they were absent."""

from __future__ import annotations

import pytest

from socketlab.record.members import connection, number, text, whole


@pytest.mark.parametrize(("value", "read"), [("a", "a"), (1, ""), (None, ""), (["a"], "")])
def test_a_text(value: object, read: str) -> None:
    assert text({"member": value}, "member") == read


@pytest.mark.parametrize(("value", "read"), [(7, 7), (-1, -1), (True, None), (7.0, None), ("7", None)])
def test_a_whole_number(value: object, read: int | None) -> None:
    assert whole({"member": value}, "member") == read


@pytest.mark.parametrize(
    ("value", "read"), [(7, 7.0), (0.5, 0.5), (True, None), ("7", None), (1e12, None), (10**400, None)]
)
def test_a_number(value: object, read: float | None) -> None:
    assert number({"member": value}, "member") == read


@pytest.mark.parametrize(("value", "read"), [(7, "7"), ("1.2.3.4:5", "1.2.3.4:5"), (None, "")])
def test_a_connection_has_a_number_or_an_address(value: object, read: str) -> None:
    assert connection({"conn": value}) == read


def test_an_absent_member_is_nothing() -> None:
    assert (text({}, "a"), whole({}, "a"), number({}, "a"), connection({})) == ("", None, None, "")
