"""Whether files arrived whole."""

from __future__ import annotations

from socketlab.checks.clients import NEVER_RELEASED, unknown
from socketlab.checks.evidence import Evidence
from socketlab.checks.verdict import Answer, Finding, Verdict, answer_of, holds
from socketlab.events import FileSeen
from socketlab.language.variables import finish
from socketlab.record.layout import EVENTS
from socketlab.spec.check_files import File, SameFile


def judge_same_file(check: SameFile, evidence: Evidence) -> Answer:
    """Each client's file has size and SHA-256 of the one on the host."""
    clients = evidence.plan.fleet(check.fleet)
    expected = f"{check.file} of each client has the bytes of {check.host}:{check.source}"
    if evidence.released is None:
        return unknown(expected, NEVER_RELEASED)
    total, findings = 0, []
    for client in clients:
        name = client.host.name
        original = evidence.file(check.host, finish(check.source, client.variables))
        copy = evidence.file(name, finish(check.file, client.variables))
        verdict, what = _compare(original, copy)
        total += (copy.size or 0) if copy else 0
        if verdict is not Verdict.PASS:
            logs = evidence.logs(name, "stderr", "stdout")
            findings.append(Finding(verdict, f"{name} {what}", tuple(dict.fromkeys((EVENTS, *logs)))))
    seen = f"{len(clients)} of {len(clients)}, {total} bytes in all"
    return answer_of(findings, expected=expected, otherwise=seen)


def judge_file(check: File, evidence: Evidence) -> Answer:
    """There is a file of that size on each client, or on the host; or there is none."""
    whose = [(check.host, check.path)] if check.host is not None else []
    if check.fleet is not None:
        clients = evidence.plan.fleet(check.fleet)
        whose = [(client.host.name, finish(check.path, client.variables)) for client in clients]
    expected = f"{check.path} is {_wanted(check)}"
    if evidence.released is None:
        return unknown(expected, NEVER_RELEASED)
    findings = []
    for name, path in whose:
        verdict, what = _is_as_wanted(check, evidence.file(name, path))
        if verdict is not Verdict.PASS:
            findings.append(Finding(verdict, f"{name} {what}", (EVENTS,)))
    return answer_of(findings, expected=expected, otherwise=f"so on all {len(whose)}")


def _wanted(check: File) -> str:
    if not check.exists:
        return "not there"
    return "there" if check.size is None else f"there, {check.size} bytes"


def _is_as_wanted(check: File, seen: FileSeen | None) -> tuple[Verdict, str]:
    if seen is None:
        return Verdict.UNKNOWN, "did not tell of it"
    if seen.missing:
        return holds(not check.exists), "has no such file"
    if not check.exists:
        return Verdict.FAIL, "has it" if seen.size is None else f"has it, {seen.size} bytes"
    if check.size is None:
        return Verdict.PASS, ""
    if seen.size is None:
        return Verdict.UNKNOWN, f"cannot tell its size: {seen.trouble}"
    return holds(seen.size == check.size), f"has {seen.size} bytes"


def _compare(original: FileSeen | None, copy: FileSeen | None) -> tuple[Verdict, str]:
    if original is None or original.sha256 is None:
        reason = original.trouble if original else "nobody looked at it"
        return Verdict.UNKNOWN, f"cannot be compared, the original is not known: {reason}"
    if copy is None:
        return Verdict.UNKNOWN, "did not tell of its file"
    if copy.sha256 is None:
        return Verdict.FAIL, f"has no {copy.path}: {copy.trouble}"
    if copy.size != original.size:
        return Verdict.FAIL, f"has {copy.size} of {original.size} bytes"
    if copy.sha256 != original.sha256:
        return Verdict.FAIL, f"has {copy.size} bytes with another SHA-256"
    return Verdict.PASS, ""
