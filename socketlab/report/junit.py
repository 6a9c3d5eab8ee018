"""``junit.xml``: a run as a suite of tests, for the test page that every CI system has.

A run is a suite and a check a test case; a check without an answer is an error, so that a page never shows a
run green that proved nothing. The first line of a failure is the place of its check.

Source: the schema that Jenkins validates with, junit-10.xsd of its xUnit plugin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from socketlab.checks.api import Verdict
from socketlab.judging.record import Record
from socketlab.language.printable import printable
from socketlab.record.layout import JUNIT, log_name
from socketlab.report.api import Report
from socketlab.report.result import CheckReport, Result
from socketlab.report.wording import details_of, place_of, why_cut_short, word_of

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no way to write. Source: XML 1.0, 2.2 "Characters"."""

_LAST_LINES = 20
"""Lines of a log that a failed check is shown with."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)

_ELEMENT = {Verdict.FAIL: "failure", Verdict.UNKNOWN: "error"}


class JUnit:
    """The checks as test cases of one suite."""

    name = "junit"
    file = JUNIT
    summary = "the checks as test cases, for the test page of a CI system"

    def write(self, report: Report) -> bytes:
        """XML in UTF-8."""
        from xml.etree import ElementTree as ET  # noqa: PLC0415 - loads a parser that nothing else needs

        result = report.result
        verdicts = [check.verdict for check in result.checks if word_of(check) != "warning"]
        counts = {
            "tests": str(len(result.checks)),
            "failures": str(verdicts.count(Verdict.FAIL)),
            "errors": str(verdicts.count(Verdict.UNKNOWN)),
        }
        time = f"{result.elapsed_s:.3f}"
        suites = ET.Element("testsuites", {"name": "socketlab", "time": time, **counts})
        suite = ET.SubElement(suites, "testsuite", _clean({"name": result.label, **counts, **_run(result)}))
        properties = ET.SubElement(suite, "properties")
        for name, value in _properties(result).items():
            ET.SubElement(properties, "property", _clean({"name": name, "value": value}))
        for check in result.checks:
            case = ET.SubElement(suite, "testcase", _clean({"name": check.name, "classname": result.label}))
            if word_of(check) == "warning":
                told = f"warning: {_reason(check)['message']}\n{_details(check, result.folder)}"
                ET.SubElement(case, "system-out").text = _text(told)
            elif check.verdict is not Verdict.PASS:
                why = ET.SubElement(case, _ELEMENT[check.verdict], _clean(_reason(check)))
                why.text = _text(_details(check, result.folder))
                if tails := "\n".join(_tails(check, report.record)):
                    ET.SubElement(case, "system-out").text = _text(tails)
        if cut_short := "\n".join(map(printable, why_cut_short(result))):
            ET.SubElement(suite, "system-err").text = _text(cut_short)
        ET.indent(suites)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'.encode()


def _run(result: Result) -> dict[str, str]:
    file = next((place.rsplit(":", 2)[0] for check in result.checks if (place := place_of(check))), "")
    began = found[0] if (found := _MOMENT.match(result.began)) else ""
    given = {"time": f"{result.elapsed_s:.3f}", "skipped": "0", "timestamp": began, "file": file}
    return {name: value for name, value in given.items() if value}


def _properties(result: Result) -> dict[str, str]:
    run = {"run": result.run, "seed": str(result.seed), "outcome": result.outcome, "folder": result.folder}
    return run | {f"matrix.{axis}": value for axis, value in result.cell.items()}


def _reason(check: CheckReport) -> dict[str, str]:
    return {"type": check.kind, "message": f"expected {check.expected}, seen {check.seen}"}


def _details(check: CheckReport, folder: str) -> str:
    lines = [printable(f"{word:<8} {text}") for word, text in details_of(check, folder)]
    return "\n".join(filter(None, [printable(place_of(check)), *lines]))


def _tails(check: CheckReport, record: Record) -> Iterator[str]:
    """The last lines of each log that is evidence of a check."""
    for host, stream in record.outputs:
        if (name := log_name(host, stream)) in check.evidence:
            yield f"{name}:"
            yield from (f"  {printable(line)}" for line in record.last_lines(host, stream, most=_LAST_LINES))


def _clean(attributes: dict[str, str]) -> dict[str, str]:
    return {name: _text(printable(value)) for name, value in attributes.items()}


def _text(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
