"""The page of a run, put together from its parts."""

from __future__ import annotations

from socketlab.report.api import Report
from socketlab.report.page.figures import figures
from socketlab.report.page.lanes import Lane, lanes_of
from socketlab.report.page.logs import excerpts_of, logs_as_html
from socketlab.report.page.markup import Markup, element, joined, section
from socketlab.report.page.samples import resources_of
from socketlab.report.page.sequence import messages_of, sequence_chart
from socketlab.report.page.shell import document
from socketlab.report.page.tables import checks, conditions, events, faults, hosts, latency, verdict
from socketlab.report.page.times import curves_of, waits_of
from socketlab.report.page.topology import topology

_HINT = (
    "Drag to move, Ctrl and wheel to zoom, click for details. Keys: arrows move, + and - zoom, "
    "0 shows all, , and . go through the events of a lane, [ and ] through the lanes."
)


def page(report: Report) -> bytes:
    """The page of a run, in UTF-8."""
    title = f"{report.result.outcome.upper()} {report.result.label}"
    return document(title, *_parts(report, lanes_of(report.record)), script="page.js")


def _parts(report: Report, lanes: tuple[Lane, ...]) -> list[Markup]:
    record, result = report.record, report.result
    excerpts = excerpts_of(record)
    waits = waits_of(lanes)
    curves = [
        *curves_of(lanes, waits, result.elapsed_s),
        *resources_of(report.samples, {host.name for host in record.plan.hosts}),
    ]
    chart = sequence_chart(messages_of(lanes))
    drawn = figures(record, lanes, curves, excerpts)
    found = (
        verdict(report),
        _timeline(),
        checks(result),
        latency(waits),
        faults(report),
        conditions(report),
        hosts(lanes),
        section("Hosts and networks", element("div", topology(record.plan), class_="wide"), name="topology"),
        chart and section("Sequence", chart, name="sequence"),
        events(lanes),
        section("Logs", *logs_as_html(excerpts), name="logs"),
        _scenario(report),
        element("script", Markup(drawn), type="application/json", id="figures"),
    )
    parts = [part for part in found if part is not None]
    return [_navigation(), element("main", *parts)]


def _navigation() -> Markup:
    names = ("timeline", "checks", "hosts", "events", "logs", "scenario")
    return element("nav", *(element("a", name, href=f"#{name}") for name in names))


def _timeline() -> Markup:
    buttons = (("in", "+"), ("out", "-"), ("all", "all"))
    tools = (element("button", text, id=f"zoom-{name}", type="button") for name, text in buttons)
    return section(
        "Timeline",
        element("noscript", element("p", "Without script the times are in the tables below.")),
        element(
            "div",
            element("div", *tools, class_="tools"),
            element("div", id="legend"),
            element("canvas", id="lanes", tabindex="0", role="application", aria_label="timeline"),
            element("div", id="curves"),
            element("div", id="tip", role="status"),
            element("p", id="details", aria_live="polite"),
            element("p", _HINT, class_="small"),
            id="drawn",
            hidden="",
        ),
        name="timeline",
    )


def _scenario(report: Report) -> Markup:
    lines = report.scenario.removesuffix("\n").split("\n") if report.scenario else ["not kept"]
    rows = joined(element("li", line or " ") for line in lines)
    return section("Scenario", element("ol", rows, class_="log"), name="scenario")
