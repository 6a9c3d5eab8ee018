"""Results in the Test Anything Protocol, version 14: a run is a test point, its checks are a subtest of it.

A check that did not pass and does not count is a TODO, as the protocol calls a test that may fail. A check
without an answer is not ok: a consumer never counts a run that proved nothing.

Source: TAP 14 specification (testanything.org): version line, plan, subtests, escaping, YAML diagnostics.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from socketlab.checks.api import Verdict
from socketlab.language.printable import printable
from socketlab.report.result import CheckReport, Result
from socketlab.report.wording import details_of, place_of, why_cut_short, word_of

VERSION = "TAP version 14"

_INDENT = "    "


def point_of(number: int, result: Result) -> Iterator[str]:
    """The lines of one run.

    Args:
        number: Its number among the runs, from 1.
        result: The run.
    """
    name = _escaped(result.label)
    yield f"# Subtest: {name}"
    yield f"{_INDENT}1..{len(result.checks)}"
    for position, check in enumerate(result.checks, start=1):
        yield from (f"{_INDENT}{line}" for line in _check(position, check, result.folder))
    yield f"{'ok' if result.outcome == 'pass' else 'not ok'} {number} - {name}"
    yield from _diagnostics(
        {
            "outcome": result.outcome,
            "run": result.run,
            "seed": result.seed,
            "folder": result.folder,
            "duration_ms": round(result.elapsed_s * 1000),
            "trouble": "; ".join(map(str.strip, why_cut_short(result))),
        }
    )


def plan_of(points: int) -> str:
    """The last line: how many test points there were."""
    return f"1..{points}"


def _check(position: int, check: CheckReport, folder: str) -> Iterator[str]:
    passed = check.verdict is Verdict.PASS
    todo = " # TODO warning" if word_of(check) == "warning" else ""
    yield f"{'ok' if passed else 'not ok'} {position} - {_escaped(check.name)}{todo}"
    if not passed:
        facts: dict[str, object] = {"severity": str(check.verdict), "at": place_of(check)}
        details = list(details_of(check, folder))
        facts |= {word: text for word, text in details if word != "evidence"}
        yield from _diagnostics({**facts, "evidence": [text for word, text in details if word == "evidence"]})


def _diagnostics(facts: dict[str, object]) -> Iterator[str]:
    """A block of YAML; each value is written as JSON, which is YAML."""
    yield "  ---"
    yield from (f"  {name}: {json.dumps(value)}" for name, value in facts.items() if value not in ("", []))
    yield "  ..."


def _escaped(text: str) -> str:
    """A description: one line, in which a backslash and a number sign have no meaning of their own."""
    return printable(" ".join(text.split())).replace("\\", "\\\\").replace("#", "\\#")
