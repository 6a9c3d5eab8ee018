"""``trace.json``: a run on one axis of time, for viewers of the Trace Event Format.

https://ui.perfetto.dev and chrome://tracing open it. A run is a process, and each host and client a thread of
it; what a host did at the same time as something else continues on further threads of its name. Faults and
the conditions of links are bands: asynchronous events with a row of their own. What a viewer shows of a text
that a program printed is that text: it is JSON, and nothing else.

Source: Trace Event Format (Google, 2016): complete (X), instant (i), metadata (M) and nestable asynchronous
events (b, e); times are microseconds.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from itertools import count
from typing import Any

from socketlab.events import Event, FaultDone, Noted
from socketlab.judging.record import Record
from socketlab.links.events import LinksMade
from socketlab.links.wording import conditions_in_words
from socketlab.record.journal import Closed, GateReleased, GateWaiting, Note, Ready, parse
from socketlab.record.layout import TRACE
from socketlab.record.spans import spans_of
from socketlab.report.api import Report
from socketlab.report.spans import HostSpan, nested, offset_of, spans_of_hosts
from socketlab.report.wording import sentence_of

_RUN = 1
"""The only process, which is also the thread of what concerns no host."""

_ROWS = 10_000
"""Numbers of threads that each host has."""

_TOLD_BY_SPANS = (GateReleased, GateWaiting, Closed, Ready)
"""Notes that begin or end a span."""

_LONGEST_NAME = 200
"""Characters of a name; the whole text is in the arguments."""

_Entry = dict[str, Any]


class TraceJSON:
    """Spans, moments and bands of a run in the Trace Event Format."""

    name = "trace"
    file = TRACE
    summary = "the run on one axis of time, for https://ui.perfetto.dev and chrome://tracing"

    def write(self, report: Report) -> bytes:
        """One JSON object, an event a line."""
        entries = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in _entries(report))
        result = report.result
        facts = {"run": result.run, "outcome": result.outcome, "seed": result.seed, "began": result.began}
        ends = json.dumps({"displayTimeUnit": "ms", "otherData": facts})
        return f'{{"traceEvents":[\n{entries}\n],{ends[1:]}\n'.encode()


def _entries(report: Report) -> Iterator[_Entry]:
    record = report.record
    threads = {host.name: _ROWS * number for number, host in enumerate(record.plan.everyone, start=1)}
    yield _named("process_name", f"{record.plan.label} (run {record.plan.run})", _RUN)
    yield _named("thread_name", "run", _RUN)
    yield from _spans(record, threads)
    yield from _moments(record, threads)
    yield from _bands(record)


def _named(what: str, name: str, thread: int) -> _Entry:
    return {"ph": "M", "name": what, "pid": _RUN, "tid": thread, "args": {"name": name}}


def _sorted_at(thread: int) -> _Entry:
    return {
        "ph": "M",
        "name": "thread_sort_index",
        "pid": _RUN,
        "tid": thread,
        "args": {"sort_index": thread},
    }


def _microseconds(seconds: float) -> float:
    return round(seconds * 1e6, 3)


def _spans(record: Record, threads: dict[str, int]) -> Iterator[_Entry]:
    """Each host's threads with what it did."""
    by_host: dict[str, list[HostSpan]] = {name: [] for name in threads}
    for span in spans_of_hosts(record):
        by_host[span.host].append(span)
    for host, spans in by_host.items():
        rows = list(nested(spans))
        for number in sorted({0, *(number for number, _ in rows)}):
            thread = threads[host] + number
            yield _named("thread_name", f"{host} ({number + 1})" if number else host, thread)
            yield _sorted_at(thread)
        for number, span in rows:
            yield _complete(span, threads[host] + number)


def _complete(span: HostSpan, thread: int) -> _Entry:
    begin = _microseconds(span.begin_s)
    entry = {"ph": "X", "name": span.name, "cat": "host", "pid": _RUN, "tid": thread, "ts": begin}
    return {**entry, "dur": max(0.0, round(_microseconds(span.end_s) - begin, 3)), "args": span.details}


def _moments(record: Record, threads: dict[str, int]) -> Iterator[_Entry]:
    """What happened at one moment: what a terminal shows of the run, and what programs noted."""
    offset_s = offset_of(record)
    for event in record.events:
        thread = threads.get(getattr(event, "host", ""), _RUN)
        if isinstance(event, Noted):
            yield from _noted(event, thread, offset_s)
        elif (sentence := sentence_of(event)) is not None:
            yield _instant(event, sentence, thread)


def _instant(event: Event, sentence: str, thread: int) -> _Entry:
    kind = "fault" if isinstance(event, FaultDone) else "event"
    entry = {"ph": "i", "s": "t" if thread != _RUN else "p", "cat": kind, "pid": _RUN, "tid": thread}
    args = {"event": event.kind, "text": sentence}
    return {**entry, "name": sentence[:_LONGEST_NAME], "ts": _microseconds(event.at_s), "args": args}


def _noted(event: Noted, thread: int, offset_s: float | None) -> Iterator[_Entry]:
    note: Note = parse(event.note)
    if isinstance(note, _TOLD_BY_SPANS):
        return
    at_s = event.at_s if note.clock is None or offset_s is None else max(0.0, note.clock + offset_s)
    entry = {"ph": "i", "s": "t", "cat": "note", "pid": _RUN, "tid": thread, "ts": _microseconds(at_s)}
    yield {**entry, "name": str(event.note.get("event"))[:_LONGEST_NAME], "args": event.note}


def _bands(record: Record) -> Iterator[_Entry]:
    """Faults that lasted, and the conditions of links, each with an identity of its own."""
    end_s = max((event.at_s for event in record.events), default=0.0)
    numbers = count(1)
    faults = [event for event in record.events if isinstance(event, FaultDone)]
    for name in dict.fromkeys(event.name for event in faults):
        spans = (span for span in spans_of(faults, name) if not math.isinf(span.end_s))
        for begin_s, over_s in sorted({(span.begin_s, span.end_s) for span in spans}):
            yield from _band(name, "fault", next(numbers), (begin_s, over_s))
    made_s = next((event.at_s for event in record.events if isinstance(event, LinksMade)), None)
    paths = () if record.plan.links is None or made_s is None else record.plan.links.paths
    for path in paths:
        route = f"{', '.join(path.source)} -> {', '.join(path.destination)}"
        words = ", ".join(conditions_in_words(path.conditions))
        yield from _band(f"{route}: {words}", "link", next(numbers), (made_s or 0.0, end_s))


def _band(name: str, kind: str, number: int, times_s: tuple[float, float]) -> Iterator[_Entry]:
    shown = name[:_LONGEST_NAME]
    for phase, at_s in zip("be", times_s, strict=True):
        entry = {"ph": phase, "cat": kind, "id": str(number), "name": shown, "pid": _RUN, "tid": _RUN}
        yield {**entry, "ts": _microseconds(at_s), "args": {"text": name}}
