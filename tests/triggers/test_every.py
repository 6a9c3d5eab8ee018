"""Steps that come again and again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from socketlab.triggers.every import MOST_TIMES, Every


def every(**settings: object) -> Every:
    return Every.model_validate({name.rstrip("_"): value for name, value in settings.items()})


def test_a_step_comes_a_number_of_times() -> None:
    assert every(every="500ms", at="1s", times=3).moments() == (1.0, 1.5, 2.0)


def test_a_step_comes_for_a_while_the_end_included() -> None:
    assert every(every="100ms", for_="300ms").moments() == (0.0, 0.1, 0.2, 0.3)
    assert every(every="100ms", for_="299ms").moments() == (0.0, 0.1, 0.2)
    assert every(every="1s", for_="0s").moments() == (0.0,)


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, MOST_TIMES))
def test_moments_are_exact_however_many(every_us: int, at_us: int, times: int) -> None:
    moments = every(every=f"{every_us}us", at=f"{at_us}us", times=times).moments()
    assert [round(moment * 1e6) for moment in moments] == [at_us + every_us * n for n in range(times)]
    assert every(every=f"{every_us}us", at=f"{at_us}us", times=times).times == times


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"every": "1s"}, "either times"),
        ({"every": "1s", "times": 2, "for": "2s"}, "either times"),
        ({"every": "0s", "times": 2}, "more than 0s"),
        ({"every": "1ms", "for": "2s"}, "comes 2001 times"),
        ({"every": "1s", "times": 0}, "greater than or equal to 1"),
        ({"every": "1s", "times": 1001}, "less than or equal to 1000"),
    ],
)
def test_what_has_no_end_or_no_interval_is_refused(settings: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Every.model_validate(settings)


def test_it_says_when_it_comes() -> None:
    assert every(every="500ms", at="1s", for_="1s").wording == "at 1s and every 500ms, 3 times"
