"""Pass, fail or unknown, and which of them wins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The answer of a check, or of all of them."""

    PASS = "pass"  # noqa: S105 - no password
    UNKNOWN = "unknown"
    FAIL = "fail"


_RANK = {Verdict.PASS: 0, Verdict.UNKNOWN: 1, Verdict.FAIL: 2}

_MOST_SHOWN = 3
"""Hosts whose files an answer names; more are counted."""


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Fail outranks unknown, unknown outranks pass; of nothing at all nothing is known."""
    return max(verdicts, key=_RANK.__getitem__, default=Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a check found.

    Args:
        verdict: Pass, fail or unknown.
        expected: What had to hold.
        seen: What the evidence shows.
        evidence: Files that show it, relative to the run's folder.
    """

    verdict: Verdict
    expected: str
    seen: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found of one client, where it is not as it should be.

    Args:
        verdict: Fail or unknown.
        seen: What the evidence shows, the client's name in it.
        evidence: Files that show it, relative to the run's folder.
    """

    verdict: Verdict
    seen: str
    evidence: tuple[str, ...]


def answer_of(findings: list[Finding], *, expected: str, otherwise: str) -> Answer:
    """The answer of a check that asks each client: the worst finding wins and is shown.

    Args:
        findings: What is not as it should be.
        expected: What had to hold.
        otherwise: What is seen where there are no findings.
    """
    if not findings:
        return Answer(verdict=Verdict.PASS, expected=expected, seen=otherwise)
    verdict = worst(finding.verdict for finding in findings)
    decisive = [finding for finding in findings if finding.verdict is verdict]
    more = f" (and {len(decisive) - 1} more)" if len(decisive) > 1 else ""
    files = dict.fromkeys(file for finding in decisive[:_MOST_SHOWN] for file in finding.evidence)
    return Answer(verdict=verdict, expected=expected, seen=decisive[0].seen + more, evidence=tuple(files))


def answer_of_some(
    verdicts: list[Verdict], holds_of: Callable[[int], bool], *, expected: str, evidence: tuple[str, ...]
) -> Answer:
    """The answer of a check that asks for how many clients something is so.

    Args:
        verdicts: One for each client.
        holds_of: Whether a number of clients is as it should be.
        expected: What had to hold.
        evidence: Files that show it, relative to the run's folder.
    """
    sure, open_ = verdicts.count(Verdict.PASS), verdicts.count(Verdict.UNKNOWN)
    possible = {holds_of(number) for number in range(sure, sure + open_ + 1)}
    verdict = holds(possible.pop()) if len(possible) == 1 else Verdict.UNKNOWN
    seen = f"{sure} of {len(verdicts)}" + (f", {open_} unknown" if open_ else "")
    return Answer(verdict=verdict, expected=expected, seen=seen, evidence=evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """A check's answer with its number, name and place in the scenario."""

    number: int
    name: str
    kind: str
    place: str
    answer: Answer


def holds(condition: bool) -> Verdict:  # noqa: FBT001 - the condition is the whole point
    """Pass or fail."""
    return Verdict.PASS if condition else Verdict.FAIL
