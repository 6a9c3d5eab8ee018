"""What clients and hosts wrote."""

from __future__ import annotations

from socketlab.checks.clients import NEVER_RELEASED, unknown
from socketlab.checks.evidence import Evidence
from socketlab.checks.verdict import Answer, Finding, Verdict, answer_of, answer_of_some
from socketlab.language.bounds import Count
from socketlab.language.patterns import pattern_for
from socketlab.language.variables import CLIENT_VARIABLES, finish
from socketlab.record.layout import EVENTS
from socketlab.spec.checks import Log, Output


def judge_output(check: Output, evidence: Evidence) -> Answer:
    """Each client's output has as many matching lines as were asked for."""
    clients = evidence.plan.fleet(check.fleet)
    whose = "each" if check.clients is None else f"{check.clients} of {len(clients)}"
    expected = f"{check.count.of('line', 'lines')} from {whose} that {_wording(check)}"
    if evidence.released is None:
        return unknown(expected, NEVER_RELEASED)
    numbers = [
        (client.host.name, _matching_lines(check, client.host.name, client.variables, evidence))
        for client in clients
    ]
    verdicts = [
        _verdict(check.count, number, final=evidence.trace(name).is_complete) for name, number in numbers
    ]
    if check.clients is not None:
        return answer_of_some(verdicts, check.clients.holds, expected=expected, evidence=(EVENTS,))
    findings = []
    for (name, number), verdict in zip(numbers, verdicts, strict=True):
        if verdict is not Verdict.PASS:
            findings.append(Finding(verdict, f"{number} from {name}", _files(check, name, evidence)))
    return answer_of(findings, expected=expected, otherwise=f"so from all {len(clients)}")


def judge_log(check: Log, evidence: Evidence) -> Answer:
    """A host's output has as many matching lines as were asked for."""
    expected = f"{check.count.of('line', 'lines')} of {check.host} that {_wording(check)}"
    if evidence.released is None:
        return unknown(expected, NEVER_RELEASED)
    number = _matching_lines(check, check.host, _host_variables(evidence), evidence)
    return Answer(
        verdict=_verdict(check.count, number, final=not evidence.cut_short),
        expected=expected,
        seen=str(number),
        evidence=_files(check, check.host, evidence),
    )


def _verdict(count: Count, number: int, *, final: bool) -> Verdict:
    """Whether so many lines will do; what was cut short might have written more."""
    too_many = count.at_most is not None and number > count.at_most
    if final or too_many:
        return Verdict.PASS if count.holds(number) else Verdict.FAIL
    return Verdict.PASS if count.holds(number) and count.at_most is None else Verdict.UNKNOWN


def _matching_lines(check: Output | Log, host: str, variables: dict[str, str], evidence: Evidence) -> int:
    lines = [line for stream in _streams(check) for line in _lines(evidence.record.output(host, stream))]
    if check.contains is not None:
        wanted = finish(check.contains, variables)
        return sum(wanted in line for line in lines)
    pattern = pattern_for(check.matches or "", variables)
    return sum(pattern.search(line) is not None for line in lines)


def _lines(text: str) -> list[str]:
    """What ends in a newline, and what follows the last one; other separators are part of a line."""
    return text.removesuffix("\n").split("\n") if text else []


def _host_variables(evidence: Evidence) -> dict[str, str]:
    """What a client knows that is not its own; without clients, every host goes by its own name."""
    names = {f"hosts.{host.name}": host.name for host in evidence.plan.hosts}
    known = evidence.plan.clients[0].variables if evidence.plan.clients else names
    return {name: value for name, value in known.items() if name not in CLIENT_VARIABLES}


def _streams(check: Output | Log) -> tuple[str, ...]:
    return ("stdout", "stderr") if check.stream == "any" else (check.stream,)


def _files(check: Output | Log, host: str, evidence: Evidence) -> tuple[str, ...]:
    return evidence.logs(host, *_streams(check))


def _wording(check: Output | Log) -> str:
    return f'contain "{check.contains}"' if check.contains is not None else f"match /{check.matches}/"
