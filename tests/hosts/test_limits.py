"""What a process or a host may have."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from socketlab.hosts.limits import MemoryLimit, ProcessLimit, Processors, Ulimit, Ulimits


def read(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value)


def refusal(kind: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as raised:
        read(kind, value)
    return str(raised.value.errors()[0]["msg"]).removeprefix("Value error, ")


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        ({"nofile": 5}, Ulimit(soft=5, hard=5)),
        ({"nofile": {"soft": 5, "hard": 9}}, Ulimit(soft=5, hard=9)),
        ({"nofile": {"soft": 5, "hard": -1}}, Ulimit(soft=5, hard=-1)),
        ({"nofile": -1}, Ulimit(soft=-1, hard=-1)),
    ],
)
def test_a_ulimit_is_one_number_or_two(written: Any, limit: Ulimit) -> None:
    assert read(Ulimits, written) == {"nofile": limit}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"nofile": {"soft": 9, "hard": 5}}, "soft is above hard"),
        ({"nofile": {"soft": -1, "hard": 5}}, "soft is above hard"),
        ({"nofiles": 5}, '"nofiles" is not a ulimit (did you mean "nofile"?)'),
        ({"nofile": -2}, "Input should be greater than or equal to -1"),
    ],
)
def test_a_ulimit_that_cannot_be_set_says_why(written: Any, message: str) -> None:
    assert refusal(Ulimits, written) == message


@pytest.mark.parametrize("value", [0.01, 0.5, 2, 1024])
def test_processors_are_counted_in_parts_of_one(value: float) -> None:
    assert read(Processors, value) == value


@pytest.mark.parametrize("value", [0, -1, 1e300, float("inf"), float("nan"), "inf", "nan", "1e300", True])
def test_a_number_of_processors_that_no_machine_has_is_refused(value: Any) -> None:
    assert refusal(Processors, value)


@pytest.mark.parametrize(("value", "size"), [("6m", 6 << 20), ("1g", 1 << 30), (0, 0)])
def test_memory_is_as_much_as_the_engine_accepts(value: Any, size: int) -> None:
    assert read(MemoryLimit, value) == size


@pytest.mark.parametrize("value", ["5m", "1k"])
def test_memory_that_the_engine_refuses_says_the_least(value: Any) -> None:
    assert refusal(MemoryLimit, value) == "must be 6m or more, or 0 for no limit"


def test_processes_are_no_more_than_a_kernel_can_have() -> None:
    assert [read(ProcessLimit, value) for value in (-1, 0, 1, 2**22)] == [-1, 0, 1, 2**22]
    assert refusal(ProcessLimit, 2**22 + 1)
    assert refusal(ProcessLimit, -2)
