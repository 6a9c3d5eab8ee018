"""A run's outcome: how verdicts make one, which one represents several runs, and its exit code."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, get_args

from socketlab.checks.api import Verdict
from socketlab.errors import ExitCode

Outcome = Literal["pass", "fail", "inconclusive", "interrupted"]

OUTCOMES: dict[Outcome, ExitCode] = {
    "interrupted": ExitCode.INTERRUPTED,
    "fail": ExitCode.FAIL,
    "inconclusive": ExitCode.LAB_ERROR,
    "pass": ExitCode.PASS,
}
"""Every outcome with its exit code, the worst first."""

_OF_VERDICT: dict[Verdict, Outcome] = {
    Verdict.PASS: "pass",
    Verdict.FAIL: "fail",
    Verdict.UNKNOWN: "inconclusive",
}


def outcome_of(verdict: Verdict, *, interrupted: bool, lab_error: bool) -> Outcome:
    """A run's outcome; what cut the run short outranks what its checks say.

    Args:
        verdict: The worst verdict of its checks.
        interrupted: Whether the run was asked to stop.
        lab_error: Whether the lab failed during the run.
    """
    if interrupted:
        return "interrupted"
    return "inconclusive" if lab_error else _OF_VERDICT[verdict]


def worst_of(outcomes: Collection[Outcome]) -> Outcome:
    """The outcome that represents several runs."""
    return next(outcome for outcome in OUTCOMES if outcome in outcomes)


def tally(outcomes: Iterable[Outcome]) -> str:
    """``7 pass, 1 fail``: how many runs ended each way."""
    given = list(outcomes)
    counts = {outcome: given.count(outcome) for outcome in get_args(Outcome)}
    return ", ".join(f"{number} {outcome}" for outcome, number in counts.items() if number)


def exit_code_of(outcomes: Iterable[Outcome]) -> ExitCode:
    """The exit code for several runs; no run at all has a code of its own."""
    given = set(outcomes)
    return OUTCOMES[worst_of(given)] if given else ExitCode.NOTHING_RAN
