"""Whether files arrived whole."""

from __future__ import annotations

from scenarios.checks.clients import NEVER_RELEASED
from scenarios.checks.evidence import Evidence
from scenarios.checks.verdict import Answer, Verdict
from scenarios.events import FileSeen
from scenarios.plan.model import ClientPlan
from scenarios.record import EVENTS, log_name
from scenarios.spec.checks import SameFile
from scenarios.spec.variables import finish


def judge_same_file(check: SameFile, evidence: Evidence) -> Answer:
    """Each client's file has size and SHA-256 of the one on the host."""
    clients = evidence.plan.fleet(check.fleet)
    expected = f"{check.file} of each client has the bytes of {check.host}:{check.source}"
    if evidence.released is None:
        return Answer(verdict=Verdict.UNKNOWN, expected=expected, seen=NEVER_RELEASED, evidence=(EVENTS,))
    total = 0
    for client in clients:
        original = evidence.file(check.host, finish(check.source, client.variables))
        copy = evidence.file(client.host.name, finish(check.file, client.variables))
        wrong = _difference(client, original, copy)
        if wrong is not None:
            files = (EVENTS, log_name(client.host.name, "stderr"))
            return Answer(verdict=wrong[0], expected=expected, seen=wrong[1], evidence=files)
        total += (copy.size or 0) if copy else 0
    seen = f"{len(clients)} of {len(clients)}, {total} bytes in all"
    return Answer(verdict=Verdict.PASS, expected=expected, seen=seen, evidence=(EVENTS,))


def _difference(
    client: ClientPlan, original: FileSeen | None, copy: FileSeen | None
) -> tuple[Verdict, str] | None:
    name = client.host.name
    if original is None or original.sha256 is None:
        reason = original.trouble if original else "nobody looked at it"
        return Verdict.UNKNOWN, f"the original for {name} cannot be read: {reason}"
    if copy is None:
        return Verdict.UNKNOWN, f"{name} did not live to tell of its file"
    if copy.sha256 is None:
        return Verdict.FAIL, f"{name} has no {copy.path}: {copy.trouble}"
    if copy.size != original.size:
        return Verdict.FAIL, f"{name} has {copy.size} of {original.size} bytes"
    if copy.sha256 != original.sha256:
        return Verdict.FAIL, f"{name} has {copy.size} bytes with another SHA-256"
    return None
