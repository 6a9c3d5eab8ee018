"""What clients and hosts wrote, and whether each client got its own bytes back."""

from __future__ import annotations

import re

from scenarios.checks.clients import NEVER_RELEASED
from scenarios.checks.evidence import Evidence, Trace
from scenarios.checks.verdict import Answer, Verdict, holds
from scenarios.record import EVENTS, log_name
from scenarios.spec.checks import Echo, Log, Output
from scenarios.spec.variables import finish

_SHOWN = 100


def judge_output(check: Output, evidence: Evidence) -> Answer:
    """Each client's output has as many matching lines as were asked for."""
    clients = evidence.plan.fleet(check.fleet)
    expected = f"{check.count} lines from each that {_wording(check)}"
    if evidence.released is None:
        return Answer(verdict=Verdict.UNKNOWN, expected=expected, seen=NEVER_RELEASED, evidence=(EVENTS,))
    odd = []
    for client in clients:
        text = evidence.record.output(client.host.name, check.stream)
        number = _matching_lines(check, text, client.variables)
        if not check.count.holds(number):
            odd.append((client.host.name, number))
    if not odd:
        return Answer(verdict=Verdict.PASS, expected=expected, seen=f"so from all {len(clients)}")
    name, number = odd[0]
    more = f" (and {len(odd) - 1} more clients)" if len(odd) > 1 else ""
    trace = evidence.trace(name)
    cut_short = trace.exited is None or trace.exited.stopped
    return Answer(
        verdict=Verdict.UNKNOWN if cut_short and not trace.timed_out else Verdict.FAIL,
        expected=expected,
        seen=f"{number} from {name}{more}",
        evidence=tuple(log_name(name, _stream(check.stream)) for name, _ in odd[:3]),
    )


def judge_log(check: Log, evidence: Evidence) -> Answer:
    """A host's output has as many matching lines as were asked for."""
    expected = f"{check.count} lines of {check.host} that {_wording(check)}"
    if evidence.released is None:
        return Answer(verdict=Verdict.UNKNOWN, expected=expected, seen=NEVER_RELEASED, evidence=(EVENTS,))
    number = _matching_lines(
        check, evidence.record.output(check.host, check.stream), _run_variables(evidence)
    )
    return Answer(
        verdict=holds(check.count.holds(number)),
        expected=expected,
        seen=str(number),
        evidence=(log_name(check.host, _stream(check.stream)),),
    )


def judge_echo(check: Echo, evidence: Evidence) -> Answer:
    """Each client's journal shows its own bytes coming back, in order, and nothing else."""
    clients = evidence.plan.fleet(check.fleet)
    expected = f"each of {len(clients)} gets back what it sent"
    unknown = []
    for client in clients:
        trace = evidence.trace(client.host.name)
        sent, received = _bytes(trace, "sent"), _bytes(trace, "received")
        if not sent:
            unknown.append(client.host.name)
            continue
        returned = undress(received, prefix=check.prefix, suffix=check.suffix)
        if returned == sent:
            continue
        if (trace.timed_out or _was_stopped(trace)) and sent.startswith(returned):
            unknown.append(client.host.name)
            continue
        return Answer(
            verdict=Verdict.FAIL,
            expected=expected,
            seen=f"{client.host.name} sent {_shown(sent)} and got {_shown(received)}",
            evidence=(EVENTS, log_name(client.host.name, "stdout")),
        )
    if unknown:
        seen = f"the journal of {unknown[0]} does not tell" + _more(unknown)
        return Answer(verdict=Verdict.UNKNOWN, expected=expected, seen=seen, evidence=(EVENTS,))
    return Answer(verdict=Verdict.PASS, expected=expected, seen=f"{len(clients)} of {len(clients)}")


def undress(text: str, *, prefix: str, suffix: str) -> str:
    """What a server echoed, without what it put around each reply.

    A reply begins with the prefix and ends, with the suffix, right before the next prefix or at the end.
    """
    replies = re.split(prefix, text)
    return "".join(re.sub(f"{suffix}$", "", reply, count=1) for reply in replies)


def _bytes(trace: Trace, event: str) -> str:
    notes = [note for note in trace.notes if note.get("role") == "client" and note.get("event") == event]
    return "".join(str(note.get("data", "")) for note in notes)


def _was_stopped(trace: Trace) -> bool:
    return trace.exited is None or trace.exited.stopped


def _matching_lines(check: Output | Log, text: str, variables: dict[str, str]) -> int:
    lines = text.splitlines()
    if check.contains is not None:
        wanted = finish(check.contains, variables)
        return sum(wanted in line for line in lines)
    escaped = {name: re.escape(value) for name, value in variables.items()}
    pattern = re.compile(finish(check.matches or "", escaped))
    return sum(pattern.search(line) is not None for line in lines)


def _run_variables(evidence: Evidence) -> dict[str, str]:
    return {"seed": str(evidence.plan.seed), "run": evidence.plan.run}


def _wording(check: Output | Log) -> str:
    return f'contain "{check.contains}"' if check.contains is not None else f"match /{check.matches}/"


def _stream(stream: str) -> str:
    return "stdout" if stream == "any" else stream


def _shown(text: str) -> str:
    short = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
    return repr(short) + (f" ({len(text)} bytes)" if len(text) > _SHOWN else "")


def _more(names: list[str]) -> str:
    return f" (and {len(names) - 1} more)" if len(names) > 1 else ""
