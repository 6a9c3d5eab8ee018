"""``summary.md``: a run on half a page of Markdown, for the page of a CI job."""

from __future__ import annotations

import re
from collections.abc import Iterator

from socketlab.checks.api import Verdict
from socketlab.language.printable import printable
from socketlab.record.layout import SUMMARY
from socketlab.report.api import Report
from socketlab.report.result import CheckReport, Result
from socketlab.report.wording import (
    details_of,
    fleet_sentence,
    full_logs_of,
    killed_of,
    leftovers_of,
    open_questions,
    place_of,
    why_cut_short,
    word_of,
)

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&$!])")


class Summary:
    """Outcome, checks and fleets in Markdown; details only of what did not pass."""

    name = "markdown"
    file = SUMMARY
    summary = "half a page of Markdown, for the page of a CI job"

    def write(self, report: Report) -> bytes:
        """Markdown with the tables that GitHub and GitLab draw."""
        return markdown_of(report.result).encode()


def markdown_of(result: Result) -> str:
    """The summary of a result, as Markdown that ends with a line."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Result) -> Iterator[str]:
    yield f"## {result.outcome.upper()}: {_escaped(result.label)}"
    yield ""
    told = (*why_cut_short(result), *killed_of(result), *full_logs_of(result), *leftovers_of(result))
    yield from (f"- {_escaped(line.strip())}" for line in told)
    yield from (f"- {_escaped(fleet_sentence(name, fleet))}" for name, fleet in result.fleets.items())
    run = f"run {result.run}, seed {result.seed}, on {result.runtime}"
    yield f"- {_escaped(run)}, evidence in {_code(result.folder)}"
    hidden = open_questions(result)
    shown = [check for check in result.checks if check not in hidden]
    if shown:
        yield from ("", "| verdict | check | seen |", "| --- | --- | --- |")
        yield from (f"| {word_of(c)} | {_escaped(c.name)} | {_escaped(c.seen)} |" for c in shown)
    for check in shown:
        if check.verdict is not Verdict.PASS:
            yield from _details(check, result)


def _details(check: CheckReport, result: Result) -> Iterator[str]:
    yield ""
    yield f"**{_escaped(check.name)}**" + (f" ({_code(place_of(check))})" if place_of(check) else "")
    yield ""
    for word, text in details_of(check, result.folder):
        yield f"- {word}: {_code(text) if word == 'evidence' else _escaped(text)}"


def _escaped(text: str) -> str:
    """Text that a program may have printed, so that nothing in it is taken for Markdown."""
    return _MARKUP.sub(r"\\\1", printable(" ".join(text.split())))


def _code(text: str) -> str:
    """A path as code; a backtick in it would end the code."""
    return f"`{printable(text).replace('`', chr(39))}`"
