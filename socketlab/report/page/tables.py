"""The parts of the page that need no script: the verdict, the checks and what was measured, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from socketlab.events import Cleaned, FaultDone
from socketlab.language.figures import milliseconds, reading_in_words
from socketlab.links.events import LinkMeasured, LinksMade
from socketlab.links.wording import conditions_in_words
from socketlab.report.api import Report
from socketlab.report.page.lanes import Lane
from socketlab.report.page.markup import Child, Markup, element, section, table
from socketlab.report.page.times import PERCENTILES, Wait, histogram, percentile
from socketlab.report.result import CheckReport, Result
from socketlab.report.wording import (
    fleet_sentence,
    full_logs_of,
    killed_of,
    leftovers_of,
    measure_of,
    place_of,
    why_cut_short,
    word_of,
)

MOST_MEASURES = 12
"""Measures of a check that are shown."""


def is_complete(report: Report) -> bool:
    """Whether the record goes to the end of the run: the last event of a run is that it was removed."""
    return any(isinstance(event, Cleaned) for event in report.record.events[-2:])


def verdict(report: Report) -> Markup:
    """Outcome and reasons."""
    result = report.result
    complete = is_complete(report)
    title = result.outcome if complete else f"{result.outcome}, incomplete"
    reasons = list(_reasons(result))
    if not complete:
        reasons.insert(
            0, "incomplete: the record ends before the run was over; this is everything up to then"
        )
    reasons += [fleet_sentence(name, fleet) for name, fleet in result.fleets.items()]
    run = f"run {result.run}, seed {result.seed}, on {result.runtime}, began {result.began or 'never'}"
    return element(
        "header",
        element("h1", element("span", title.upper(), class_=f"word {result.outcome}"), f" {result.label}"),
        element("p", report.record.plan.title),
        element("ul", *(element("li", reason) for reason in reasons)),
        element("p", run, class_="small"),
        id="verdict",
    )


def _reasons(result: Result) -> Iterator[str]:
    yield from (line.strip() for line in why_cut_short(result))
    for check in result.checks:
        if word_of(check) not in ("pass", "warning"):
            yield f"{word_of(check)}: {check.name}: expected {check.expected}, seen {check.seen}"
    yield from (*killed_of(result), *full_logs_of(result), *leftovers_of(result), *result.notes)


def checks(result: Result) -> Markup:
    """Each check with what was expected, what was seen, and its evidence."""
    head = ("verdict", "check", "expected", "seen", "measured", "evidence")
    return section("Checks", table(head, map(_check, result.checks)), name="checks")


def _check(check: CheckReport) -> Iterator[Child]:
    yield element("span", word_of(check), class_=f"word {word_of(check)}")
    place = place_of(check)
    yield element("span", check.name, *(element("small", f" {place}"),) if place else ())
    yield check.expected
    yield check.seen
    shown = [measure_of(measure) for measure in check.measures[:MOST_MEASURES]]
    rest = len(check.measures) - len(shown)
    yield "; ".join([*shown, *([f"and {rest} more"] if rest > 0 else [])])
    yield element("span", *(_link(file) for file in check.evidence))


def _link(file: str) -> Markup:
    return element("a", file, href=f"./{file}", class_="file")


_MILESTONES = ("started", "ready", "gate", "connect", "accept", "sent", "received", "closed", "exited")


def hosts(lanes: Sequence[Lane]) -> Markup:
    """When each host and client did what for the first time, and how often it sent and received."""
    rows = (_milestones(lane) for lane in lanes)
    counts = ("times sent", "times received")
    return section("Hosts and clients", table(("host", "fleet", *_MILESTONES, *counts), rows), name="hosts")


def _milestones(lane: Lane) -> Iterator[Child]:
    yield lane.name
    yield lane.group
    firsts = {mark.kind: mark.at_s for mark in reversed(lane.marks)}
    yield from (f"{firsts[kind]:.3f}s" if kind in firsts else "" for kind in _MILESTONES)
    kinds = [mark.kind for mark in lane.marks]
    yield from (str(kinds.count(kind)) for kind in ("sent", "received"))


def conditions(report: Report) -> Markup | None:
    """The conditions of links, as declared and as measured; ``None`` for a run without."""
    plan, events = report.record.plan, report.record.events
    if plan.links is None:
        return None
    made = [event.mechanism for event in events if isinstance(event, LinksMade)]
    declared = (
        (", ".join(path.source), ", ".join(path.destination), ", ".join(conditions_in_words(path.conditions)))
        for path in plan.links.paths
    )
    measured = (
        (
            event.source,
            event.destination,
            reading_in_words(event.quantity, event.declared, event.measured, event.unit),
            "yes" if event.within else element("span", "no", class_="word fail"),
        )
        for event in events
        if isinstance(event, LinkMeasured)
    )
    return section(
        "Conditions of links",
        element("p", f"Put in force by {', '.join(made) or 'nothing yet'}."),
        table(("from", "to", "declared"), declared),
        table(("from", "to", "measured", "within tolerance"), measured),
        name="conditions",
    )


def faults(report: Report) -> Markup | None:
    """The steps of the timeline as they were played; ``None`` for a run without."""
    found = [event for event in report.record.events if isinstance(event, FaultDone)]
    if not report.record.plan.timeline and not found:
        return None
    rows = (
        (
            f"{event.at_s:.3f}s",
            event.name,
            event.host,
            "undone" if event.undone else "injected",
            (event.trouble and element("span", event.trouble, class_="word fail")) or event.detail,
        )
        for event in found
    )
    planned = (f"{step.number}. {step.name}" for step in report.record.plan.timeline)
    return section(
        "Faults",
        element("p", f"Planned: {', '.join(planned) or 'none'}."),
        table(("at", "step", "host", "", "detail"), rows),
        name="faults",
    )


def latency(waits: Sequence[Wait]) -> Markup | None:
    """The distribution of the times that clients waited for replies; ``None`` where none is known."""
    if not waits:
        return None
    values = sorted(wait.took_s for wait in waits)
    head = ("replies", *("longest" if each == 100 else f"{each:g}th percentile" for each in PERCENTILES))
    row = (str(len(values)), *(milliseconds(percentile(values, each)) for each in PERCENTILES))
    return section(
        "Latency",
        element("p", "From what a client sends, or from its call, to the next reply in its journal."),
        table(head, [row]),
        _bars(histogram(values)),
        name="latency",
    )


def _bars(parts: Sequence[tuple[float, int]]) -> Markup:
    most = max(count for _, count in parts)
    width = 12
    drawn = [
        element(
            "g",
            element("title", f"from {milliseconds(lower)}: {count}"),
            element(
                "rect",
                x=number * width,
                y=round(100 - 96 * count / most, 2),
                width=width - 2,
                height=round(96 * count / most, 2),
                class_="bar",
            ),
        )
        for number, (lower, count) in enumerate(parts)
        if count
    ]
    total = len(parts) * width
    ends = (
        element("text", milliseconds(parts[0][0]), x=0, y=114, class_="time"),
        element("text", milliseconds(parts[-1][0]), x=total, y=114, text_anchor="end", class_="time"),
    )
    return element(
        "svg",
        *drawn,
        *ends,
        viewBox=f"0 0 {total} 118",
        width=total,
        height=118,
        role="img",
        aria_label="distribution of latency",
    )


MOST_EVENTS = 600
"""Events of a run that are listed one by one."""


def events(lanes: Sequence[Lane]) -> Markup:
    """Everything that happened, in order, with its line in the record; of a large run only a link to it."""
    marks = sorted(
        ((mark, lane.name) for lane in lanes for mark in lane.marks), key=lambda pair: pair[0].at_s
    )
    file = element("p", "All of it is in ", _link("events.jsonl"), ".")
    if len(marks) > MOST_EVENTS:
        return section("Events", file, name="events")
    seen: set[int] = set()
    rows = [element("tr", *(element("th", title, scope="col") for title in ("line", "at", "host", "event")))]
    for mark, name in marks:
        anchor = None if mark.line in seen else f"event-{mark.line}"
        seen.add(mark.line)
        text = f"{mark.text}: {mark.quote}" if mark.quote else mark.text
        cells = (str(mark.line), f"{mark.at_s:.6f}s", name, text)
        rows.append(element("tr", *(element("td", cell) for cell in cells), id=anchor))
    return section("Events", file, element("div", element("table", *rows), class_="wide tall"), name="events")
