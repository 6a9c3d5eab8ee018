"""Several runs on one page: a row for each, measures across, and a small timeline of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from socketlab.language.figures import milliseconds, seconds, share
from socketlab.report.api import Report
from socketlab.report.outcomes import tally
from socketlab.report.page.figures import bands_of
from socketlab.report.page.lanes import Lane, lanes_of
from socketlab.report.page.markup import Child, Markup, element, table
from socketlab.report.page.shell import document
from socketlab.report.page.tables import is_complete
from socketlab.report.page.times import percentile, waits_of
from socketlab.report.wording import word_of

_WIDTH = 360
_HEIGHT = 64
_MOST_LANES = 64
"""Lanes of a small timeline; of a larger run only as many are drawn, evenly chosen."""


def comparison(reports: Sequence[tuple[Report, str]]) -> bytes:
    """The page of several runs.

    Args:
        reports: Each run, and the address of its own page.
    """
    outcomes = tally(report.result.outcome for report, _ in reports)
    longest_s = max(report.result.elapsed_s for report, _ in reports)
    head = ("run", "outcome", "clients", "start skew", "took", "latency, 50th and 95th", "checks", "timeline")
    rows = (_row(report, address, longest_s) for report, address in reports)
    title = f"{len(reports)} runs: {outcomes}"
    scale = element("p", f"All timelines are {seconds(longest_s)} long.", class_="small")
    return document(title, element("main", element("h1", title), table(head, rows), scale))


def _row(report: Report, address: str, longest_s: float) -> Iterator[Child]:
    result, lanes = report.result, lanes_of(report.record)
    yield element("a", result.label, href=address)
    outcome = result.outcome if is_complete(report) else f"{result.outcome}, incomplete"
    yield element("span", outcome, class_=f"word {result.outcome}")
    fleets = result.fleets.values()
    ended, clients = (sum(getattr(fleet, name) for fleet in fleets) for name in ("ended", "clients"))
    yield share(ended, clients, "client ended", "clients ended")
    yield _worst(milliseconds, [fleet.start_skew_s for fleet in fleets])
    yield _worst(seconds, [fleet.elapsed_s for fleet in fleets])
    waits = sorted(wait.took_s for wait in waits_of(lanes))
    yield ", ".join(milliseconds(percentile(waits, each)) for each in (50.0, 95.0)) if waits else ""
    yield _failed(report)
    yield small_timeline(report, lanes, longest_s)


def _worst(form: Callable[[float], str], values: Iterable[float | None]) -> str:
    return form(max(known)) if (known := [value for value in values if value is not None]) else ""


def _failed(report: Report) -> Markup:
    """How many checks passed, and each that did not."""
    checks = report.result.checks
    passed = sum(word_of(check) == "pass" for check in checks)
    others = (
        element("div", f"{word_of(check)}: {check.name}", class_=word_of(check))
        for check in checks
        if word_of(check) != "pass"
    )
    return element("div", share(passed, len(checks), "check passes", "checks pass"), *others)


def small_timeline(report: Report, lanes: Sequence[Lane], longest_s: float) -> Markup:
    """The states of hosts and clients, and bands of faults, without marks."""
    shown = [lane for lane in lanes if lane.bars]
    shown = shown[:: max(1, -(-len(shown) // _MOST_LANES))]
    scale = _WIDTH / max(longest_s, 1e-6)
    tall = _HEIGHT / max(1, len(shown))
    bars = [
        element(
            "rect",
            x=round(bar.begin_s * scale, 2),
            y=round((row + 0.1) * tall, 2),
            width=round(max(0.5, (bar.end_s - bar.begin_s) * scale), 2),
            height=round(tall * 0.8, 2),
            class_=f"is-{bar.kind}",
        )
        for row, lane in enumerate(shown)
        for bar in lane.bars
    ]
    bands = [
        element(
            "rect",
            element("title", name),
            x=round(begin_s * scale, 2),
            y=0,
            width=round(max(1.0, (end_s - begin_s) * scale), 2),
            height=_HEIGHT,
            class_="is-fault",
        )
        for begin_s, end_s, name in bands_of(report.record)
    ]
    return element(
        "svg",
        *bars,
        *bands,
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        width=_WIDTH,
        height=_HEIGHT,
        role="img",
        aria_label="timeline",
    )
