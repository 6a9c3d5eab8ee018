"""When a step was in force."""

import math

from socketlab.events import FaultDone
from socketlab.record.spans import Span, spans_of


def fault(at_s: float, name: str = "cut", host: str = "server", step: int = 1, **how: object) -> FaultDone:
    return FaultDone(at_s=at_s, step=step, name=name, host=host, **how)  # type: ignore[arg-type]


def test_a_step_is_in_force_from_its_injection_until_its_undoing_begins() -> None:
    faults = [
        fault(1.0),
        fault(1.5, name="other"),
        fault(2.0, host="client"),
        fault(3.0, undone=True),
        fault(4.0, host="client", undone=True),
        fault(5.0),
        fault(6.0),
        fault(7.0, undone=True),
    ]
    assert spans_of(faults, "cut") == (
        Span(1.0, 3.0),
        Span(2.0, 4.0),
        Span(5.0, math.inf),
        Span(6.0, 7.0),
    )


def test_one_that_could_not_be_injected_never_was_and_one_that_could_not_be_undone_still_is_until_then() -> (
    None
):
    faults = [fault(1.0, trouble="no"), fault(2.0), fault(3.0, undone=True, trouble="no")]
    assert spans_of(faults, "cut") == (Span(2.0, 3.0),)
    assert spans_of([fault(1.0, undone=True)], "cut") == ()


def test_a_fault_that_is_not_undone_is_over_at_once() -> None:
    assert (Span(1.0, math.inf).over_s, Span(1.0, 2.0).over_s) == (1.0, 2.0)
