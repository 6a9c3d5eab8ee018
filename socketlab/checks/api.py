"""What a check is, and what it answers.

A check is one frozen class in one file: its settings, a title that states the expectation, what must be
observed for it while the run lasts, and how it judges the evidence afterwards. Judging is a pure function of
the evidence, so that a stored run can be judged again.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal

from socketlab.language.figures import plural
from socketlab.language.kinds import Kind
from socketlab.language.moments import moments_within
from socketlab.record.evidence import Evidence
from socketlab.record.layout import EVENTS
from socketlab.record.observations import Observation, Participants

NEVER_RELEASED = "the fleet was never released"
NO_CLIENTS = "the fleet has no clients"
NOT_OBSERVED = "not observed: the run ended before then"

_MOST_SHOWN = 3
"""Hosts whose files an answer names; further ones are counted."""


class Verdict(StrEnum):
    """The answer of a check, or of all of them."""

    PASS = "pass"  # noqa: S105 - not a password
    UNKNOWN = "unknown"
    FAIL = "fail"


Level = Literal["error", "warning"]
"""What a check that does not pass means for its run."""

_RANK = {Verdict.PASS: 0, Verdict.UNKNOWN: 1, Verdict.FAIL: 2}


@dataclass(frozen=True, slots=True)
class Measure:
    """One number that a check read from the evidence.

    Args:
        name: What was measured.
        value: The number.
        unit: ``s``, ``B``, ``bit/s``, or empty for a count or a status.
        host: Whose; empty for a fleet's or the run's.
        error: How far the value may be from the truth.
    """

    name: str
    value: float
    unit: Literal["", "s", "B", "bit/s"] = ""
    host: str = ""
    error: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a check found.

    Args:
        verdict: Pass, fail or unknown.
        expected: What had to hold.
        seen: What the evidence shows, as a phrase.
        measures: The numbers behind it.
        evidence: Files that show it, relative to the run's folder.
    """

    verdict: Verdict
    expected: str
    seen: str
    measures: tuple[Measure, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found about one host or client that is not as it should be.

    Args:
        verdict: Fail or unknown.
        seen: What the evidence shows, the host's name in it.
        evidence: Files that show it, relative to the run's folder.
    """

    verdict: Verdict
    seen: str
    evidence: tuple[str, ...] = (EVENTS,)


class Check(Kind):
    """A question to a run's evidence; fields are its settings in YAML.

    Attributes:
        needs_journal: Whether only the journals of its host or of its fleet's clients can answer it.
        limitable: Whether it can be limited to the time in which a step of the timeline was in force.
    """

    needs_journal: ClassVar[bool] = False
    limitable: ClassVar[bool] = False

    @property
    @abstractmethod
    def title(self) -> str:
        """The expectation in plain words: the check's name where its author gave none."""

    @abstractmethod
    def judge(self, evidence: Evidence) -> Answer:
        """Answer from what was recorded; unknown where the record does not tell."""

    def looks(self, participants: Participants) -> Iterable[Observation]:  # noqa: ARG002 - for those that look
        """What must be observed while the run lasts; nothing by default."""
        return ()

    def collects(self, fleet: str) -> Iterable[str]:  # noqa: ARG002 - for those that collect
        """Files to digest on each client of a fleet when it has ended; none by default."""
        return ()


def repeated(check: Check, within_s: float) -> tuple[Check, ...]:
    """A check of a moment, and the same at further moments within a time."""
    at: float = getattr(check, "at")  # noqa: B009 - only some kinds have it
    return tuple(check.model_copy(update={"at": moment}) for moment in moments_within(at, within_s))


def earliest(answers: Iterable[Answer]) -> Answer:
    """The answer of a check that is asked again and again.

    That is the first pass; without one the last unknown, otherwise the last failure.
    """
    every = list(answers)
    passed = next((answer for answer in every if answer.verdict is Verdict.PASS), None)
    if passed is not None:
        return passed
    unknowns = [answer for answer in every if answer.verdict is Verdict.UNKNOWN]
    return (unknowns or every)[-1]


def of_fleet(clients: str, fleet: str) -> str:
    """``every client of late`` for a title; a fleet that is called clients is not named twice."""
    return clients if fleet == "clients" else f"{clients} of {fleet}"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Fail outranks unknown, unknown outranks pass; without any verdict the result is unknown."""
    return max(verdicts, key=_RANK.__getitem__, default=Verdict.UNKNOWN)


def holds(condition: bool) -> Verdict:  # noqa: FBT001 - the condition is the whole point
    """Pass or fail."""
    return Verdict.PASS if condition else Verdict.FAIL


def unknown(expected: str, seen: str) -> Answer:
    """The answer where the events do not tell."""
    return Answer(verdict=Verdict.UNKNOWN, expected=expected, seen=seen, evidence=(EVENTS,))


def answer_of(
    findings: list[Finding], *, asked: int, expected: str, otherwise: str, measures: Iterable[Measure] = ()
) -> Answer:
    """The answer of a check that asks each client: the worst finding decides and is shown.

    Args:
        findings: What is not as it should be.
        asked: How many hosts or clients were asked; without any the answer is unknown.
        expected: What had to hold.
        otherwise: What is seen where there are no findings.
        measures: The numbers behind it.
    """
    numbers = tuple(measures)
    if not asked:
        return unknown(expected, NO_CLIENTS)
    if not findings:
        return Answer(verdict=Verdict.PASS, expected=expected, seen=otherwise, measures=numbers)
    verdict = worst(finding.verdict for finding in findings)
    decisive = [finding for finding in findings if finding.verdict is verdict]
    more = f" (and {len(decisive) - 1} more)" if len(decisive) > 1 else ""
    files = dict.fromkeys(file for finding in decisive[:_MOST_SHOWN] for file in finding.evidence)
    seen = decisive[0].seen + more
    return Answer(verdict=verdict, expected=expected, seen=seen, measures=numbers, evidence=tuple(files))


def answer_of_some(
    verdicts: list[Verdict],
    holds_of: Callable[[int], bool],
    *,
    expected: str,
    measures: Iterable[Measure] = (),
) -> Answer:
    """The answer of a check that asks for a number of clients; unknown where it is so for each of them.

    Args:
        verdicts: One for each client.
        holds_of: Whether a number of clients is as it should be.
        expected: What had to hold.
        measures: The numbers behind it.
    """
    sure, possible = verdicts.count(Verdict.PASS), verdicts.count(Verdict.UNKNOWN)
    if not verdicts:
        return unknown(expected, NO_CLIENTS)
    outcomes = {holds_of(number) for number in range(sure, sure + possible + 1)}
    is_known = len(outcomes) == 1 and possible < len(verdicts)
    verdict = holds(outcomes.pop()) if is_known else Verdict.UNKNOWN
    seen = f"{sure} of {len(verdicts)} {plural(len(verdicts), 'client', 'clients')}"
    seen += f", {possible} unknown" if possible else ""
    return Answer(verdict=verdict, expected=expected, seen=seen, measures=tuple(measures), evidence=(EVENTS,))
