"""The wording of a run's events, measurements and answers, in one place.

Views and writers differ in layout only. Numbers have the formats of :mod:`socketlab.language.figures`, which
checks use as well, so that a time reads the same in a terminal, in a pipe and in a report.
"""

from __future__ import annotations

from collections.abc import Iterator

from socketlab.checks.api import Verdict
from socketlab.events import (
    Cleaned,
    CutOff,
    Event,
    Exited,
    FaultDone,
    Interrupted,
    Killed,
    NetworkMade,
    Ready,
    Released,
    Started,
    StartFailed,
    TimedOut,
    Troubled,
)
from socketlab.language.figures import counted, milliseconds, rate, reading_in_words, seconds, share, size
from socketlab.language.units import format_duration, format_size
from socketlab.links.events import LinkMeasured, LinksMade
from socketlab.record.logs import LogFull, size_of_log
from socketlab.record.observations import Transferred
from socketlab.report.result import CheckReport, FleetReport, MeasureReport, Result

UNKNOWN = "unknown"
TIMED_OUT = "timed out"
CUT_OFF = "cut off"

OUTLIVES_S = 0.5
"""A container that ends this long after its program is worth a word: the rest of a stop takes less."""

_CLEAN = "run socketlab clean"


def measure_of(measure: MeasureReport) -> str:
    """A number that a check read: ``clients-3: client_time 1.034s``."""
    formats = {"s": seconds, "B": lambda value: size(int(value)), "bit/s": rate}
    value = formats.get(measure.unit, lambda value: f"{value:g}")(measure.value)
    value += f" ± {seconds(measure.error)}" if measure.error else ""
    return f"{measure.host}: {measure.name} {value}" if measure.host else f"{measure.name} {value}"


def moment(at_s: float) -> str:
    """A moment of a run, in a column: ``   0.004s``."""
    return f"{at_s:8.3f}s"


# events


def sentence_of(event: Event) -> str | None:
    """An event as a sentence; ``None`` for those that are not shown."""
    return _of_host(event) or _of_network(event) or _of_run(event)


def ending_of(event: Exited) -> str:
    """How a host or client ended: ``stopped``, ``exited 0``, or ``ended`` where its status is unknown."""
    if event.stopped:
        return "stopped"
    return "ended" if event.code is None else f"exited {event.code}"


def times_of(event: Exited) -> str:
    """A client's time; where its container outlived its program, both times. Empty where it is not known."""
    if event.took_s is None:
        return ""
    outlived = event.container_s is not None and event.container_s - event.took_s > OUTLIVES_S
    more = f", its container after {seconds(event.container_s)}" if outlived and event.container_s else ""
    return f"{seconds(event.took_s)}{more}"


def _killed(host: str, signal: str, after_s: float) -> str:
    return f"{host} ignored SIG{signal.removeprefix('SIG')}, killed after {format_duration(after_s)}"


def _log_full(host: str, stream: str, kept: int) -> str:
    return f"{host} wrote more than {size_of_log(kept)} on {stream}, the rest is not kept"


def _of_host(event: Event) -> str | None:
    match event:
        case Started(host=host, placement=placement, address=address):
            return f"{host} started ({', '.join(filter(None, (placement, address)))})"
        case Ready(host=host, how=how):
            return f"{host} ready ({how})"
        case Transferred(hosts=hosts, found_bytes=found):
            return f"{', '.join(hosts)} transferred {format_size(found)}"
        case FaultDone():
            return _of_fault(event)
        case LogFull(host=host, stream=stream, kept=kept):
            return _log_full(host, stream, kept)
    return _of_end(event)


def _of_end(event: Event) -> str | None:
    match event:
        case StartFailed(host=host, message=message):
            return f"{host} could not be started: {message}"
        case Exited(host=host):
            times = times_of(event)
            return f"{host} {ending_of(event)}" + (f" after {times}" if times else "")
        case TimedOut(host=host):
            return f"{host} {TIMED_OUT}"
        case CutOff(host=host, why=why):
            return f"{host} {CUT_OFF} after {why}"
        case Killed(host=host, signal=signal, after_s=after_s):
            return _killed(host, signal, after_s)
    return None


def _of_fault(event: FaultDone) -> str:
    failed = f"{'undo of fault' if event.undone else 'fault'} failed" if event.trouble else ""
    why = event.trouble or event.detail
    where = "" if not event.host or event.host in event.name.split() else f" on {event.host}"
    done = "fault undone" if event.undone else "fault"
    return f"{failed or done}: {event.name}{where}" + (f" ({why})" if why else "")


def _of_network(event: Event) -> str | None:
    match event:
        case NetworkMade(network=network, subnet=subnet, declared=declared, nat=nat):
            return f"network {declared or network} on {subnet}" + (f", behind NAT {nat}" if nat else "")
        case LinksMade(mechanism=mechanism, paths=paths):
            return f"{counted(paths, 'link direction', 'link directions')} set up ({mechanism})"
        case LinkMeasured():
            words = reading_in_words(event.quantity, event.declared, event.measured, event.unit)
            wrong = "" if event.within else ": out of tolerance"
            return f"link {event.source} -> {event.destination}: {words}{wrong}"
    return None


def _of_run(event: Event) -> str | None:
    match event:
        case Released(clients=clients):
            return f"{counted(clients, 'client', 'clients')} released" if clients else None
        case Interrupted():
            return "interrupted, cleaning up"
        case Troubled(message=message):
            return f"lab error: {message}"
        case Cleaned(left=left):
            return f"could not remove {'; '.join(left)}" if left else "cleaned up"
    return None


# results


def heading_of(result: Result) -> str:
    """The last line of a run: its outcome, what was run, and where its evidence is."""
    return f"{result.outcome.upper()}  {result.label}  {result.folder}"


def place_of(check: CheckReport) -> str:
    """Where a check is written; empty for an implied one."""
    return "" if check.place == "implied" else check.place


def word_of(check: CheckReport) -> str:
    """The verdict; ``warning`` for one that did not pass and does not count."""
    return "warning" if check.level == "warning" and check.verdict is not Verdict.PASS else str(check.verdict)


def details_of(check: CheckReport, folder: str) -> Iterator[tuple[str, str]]:
    """What was expected and seen, and each file that shows it, as pairs of word and text."""
    yield "expected", check.expected
    yield "seen", check.seen
    for file in check.evidence:
        yield "evidence", f"{folder}/{file}"


def open_questions(result: Result) -> tuple[CheckReport, ...]:
    """The checks that a cut-short run left without an answer; they share its one reason."""
    cut_short = bool(result.trouble) or result.outcome == "interrupted"
    return tuple(check for check in result.checks if cut_short and check.verdict == UNKNOWN)


def why_cut_short(result: Result) -> Iterator[str]:
    """What ended a run early, and what that means for its checks."""
    unanswered = len(open_questions(result))
    if result.trouble:
        yield f"lab error: {result.trouble}"
    elif unanswered:
        yield "interrupted before its end"
    if unanswered:
        yield f"  {share(unanswered, len(result.checks), 'check', 'checks')} not answered"


def fleet_sentence(name: str, fleet: FleetReport) -> str:
    """How many clients of a fleet ended, and its times."""
    ended = share(fleet.ended, fleet.clients, "client", "clients")
    skew = _skew(fleet.start_skew_s, fleet.release_skew_s)
    took = UNKNOWN if fleet.elapsed_s is None else seconds(fleet.elapsed_s)
    times = zip(fleet.client_container_s, fleet.client_elapsed_s, strict=False)
    outlived_s = max((one - own for one, own in times if one is not None and own is not None), default=0.0)
    more = f"; containers ended up to {seconds(outlived_s)} later" if outlived_s > OUTLIVES_S else ""
    return f"{name}: {ended} ended, {skew}, took {took}{more}"


def _skew(start_s: float | None, release_s: float | None) -> str:
    """How far apart clients started: by their connects, where those are known, beside their releases."""
    if start_s is not None and start_s == release_s:
        return f"release skew {milliseconds(start_s)}"
    start = UNKNOWN if start_s is None else milliseconds(start_s)
    release = "" if release_s is None else f" (release skew {milliseconds(release_s)})"
    return f"start skew {start}{release}"


def killed_of(result: Result) -> Iterator[str]:
    """The hosts that had to be killed."""
    yield from dict.fromkeys(_killed(each.host, each.signal, each.after_s) for each in result.killed)


def full_logs_of(result: Result) -> Iterator[str]:
    """The logs that do not have all that was written."""
    yield from (_log_full(each.host, each.stream, each.kept_bytes) for each in result.full_logs)


def leftovers_of(result: Result) -> Iterator[str]:
    """What could not be removed, and what to do about it."""
    if result.left:
        yield f"not removed: {'; '.join(result.left)} ({_CLEAN})"
