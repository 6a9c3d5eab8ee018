"""What a trigger need not say: by itself it comes once, waits for nothing and has no words."""

from __future__ import annotations

from typing import Literal

from socketlab.triggers.api import Trigger
from socketlab.triggers.at import At
from socketlab.triggers.every import Every


class Some(Trigger):
    kind: Literal["some"] = "some"


def test_a_trigger_that_says_nothing_comes_once_at_no_known_moment() -> None:
    some = Some()
    assert (some.moments(), some.times, some.watch(), some.wording) == ((), 1, None, "")


def test_a_step_comes_as_often_as_there_are_moments() -> None:
    assert At.model_validate({"at": "1s"}).times == 1
    assert Every.model_validate({"every": "1s", "times": 3}).times == 3


def test_a_trigger_without_selectors_is_planned_as_it_is() -> None:
    at = At.model_validate({"at": "1s"})
    assert at.planned(lambda texts: texts, {"run": "r"}) is at
