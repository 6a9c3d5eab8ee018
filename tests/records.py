"""Literal plans and records, small enough to be read in the test that uses them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from socketlab.checks.api import Answer
from socketlab.checks.hosts_up import HostsUp
from socketlab.events import (
    CutOff,
    Event,
    Exited,
    Noted,
    ProcessesSeen,
    ProcessRow,
    Released,
    Started,
    StartFailed,
    TimedOut,
)
from socketlab.hosts.model import ClientPlan, HostPlan, NetworkPlan, Placement
from socketlab.hosts.settings import Machine
from socketlab.judging.folder import KeptText
from socketlab.judging.judge import judge
from socketlab.judging.record import Record
from socketlab.plan.model import CheckPlan, Plan
from socketlab.spec.checks import CheckItem

RELEASE_S = 1.0
"""When the fleets of these records are let go, in seconds since the run began."""

Check = dict[str, Any]


def a_host(name: str = "server", **changes: Any) -> HostPlan:
    given: dict[str, Any] = {
        "name": name,
        "role": "host",
        "service": "web",
        "placement": Placement.PRIVATE,
        "machine": Machine(image="test/web", hostname=name),
        "address_number": 2,
        "networks": ("socketlab-testrun1",),
    }
    return HostPlan(**given | changes)


def a_client(index: int, *, fleet: str = "clients", count: int = 2, every_s: float = 0.0) -> ClientPlan:
    name = f"{fleet}-{index}"
    machine = Machine(image="test/caller", command=("call", "server"), hostname=name)
    return ClientPlan(
        host=a_host(name, role="client", service="caller", machine=machine, address_number=2 + index),
        fleet=fleet,
        index=index,
        release_s=every_s * (index - 1),
        collect=(f"a-{index}",),
        variables={
            "seed": "1",
            "run": "testrun1",
            "hosts.server": "server",
            "fleet": fleet,
            "index": str(index),
            "count": str(count),
            "client": name,
        },
    )


def a_plan(*checks: Check | None, clients: int = 2, every_s: float = 0.0, **changes: Any) -> Plan:
    """A server and a fleet; each check as YAML has it, or ``None`` for the one that hosts stay up."""
    given: dict[str, Any] = {
        "run": "testrun1",
        "scenario": "test",
        "title": "A test",
        "cell": {},
        "seed": 1,
        "runtime": "fake",
        "network": NetworkPlan(name="socketlab-testrun1", subnets=("198.19.7.0/24",)),
        "hosts": (a_host(),),
        "clients": tuple(a_client(n, count=clients, every_s=every_s) for n in range(1, clients + 1)),
        "observations": (),
        "timeout_s": 30.0,
        "checks": tuple(_check_plan(number, check) for number, check in enumerate(checks, start=1)),
    }
    return Plan(**given | changes)


def _check_plan(number: int, check: Check | None) -> CheckPlan:
    item = None if check is None else CheckItem.model_validate(check)
    return CheckPlan(
        number=number,
        name=f"check {number}",
        place=f"test.yaml:{number}:1",
        spec=HostsUp() if item is None else item.spec,
        level="error" if item is None else item.level,
        during=(item.during if item else None) or "",
        within_s=item.eventually.within if item and item.eventually else 0.0,
    )


def a_record(
    *events: Event | Sequence[Event], plan: Plan | None = None, outputs: dict[str, str] | None = None
) -> Record:
    """What a run left; outputs by ``host.stream``."""
    flat = [one for event in events for one in ([event] if isinstance(event, Event) else event)]
    written = {tuple(name.split(".")): KeptText(text) for name, text in (outputs or {}).items()}
    return Record(plan=plan or a_plan(), events=tuple(flat), outputs=written)  # type: ignore[arg-type]


def ask(
    check: Check | None, *events: Event | Sequence[Event], outputs: dict[str, str] | None = None, **plan: Any
) -> Answer:
    """The answer of one check on a record of these events."""
    record = a_record(*events, plan=a_plan(check, **plan), outputs=outputs)
    return judge(record)[0].answer


# events


def released() -> Released:
    return Released(at_s=RELEASE_S, clients=2, clock=100.0)


def noted(host: str, event: str, role: str = "client", **note: Any) -> Noted:
    return Noted(at_s=0.0, host=host, note={"socketlab": 1, "event": event, "role": role, **note})


def gated(host: str) -> Started:
    return Started(at_s=0.0, host=host, placement="private", address="198.19.7.3", gated=True)


def exited(host: str, code: int | None = 0, **how: Any) -> Exited:
    return Exited(at_s=9.0, host=host, code=code, **how)


def timed_out(host: str, after_s: float = 30.0) -> list[Event]:
    """A client that the run gave up, so long after the release, and stopped."""
    return [TimedOut(at_s=RELEASE_S + after_s, host=host), exited(host, 143, stopped=True)]


def cut_off(host: str, why: str = "server ended") -> list[Event]:
    """A client that the run ended before its timeout."""
    return [CutOff(at_s=RELEASE_S + 3, host=host, why=why), exited(host, 143, stopped=True)]


def not_started(host: str) -> list[Event]:
    """A client behind a gate whose command could not be started."""
    return [
        *behind_gate(host, 100.0, 100.01, 127)[:3],
        StartFailed(at_s=2.0, host=host, message="no such program"),
    ]


def behind_gate(host: str, began: float, ended: float, code: int = 0, **had: Any) -> list[Event]:
    """A client let go by its gate at one moment of the lab's clock and ended at another.

    Args:
        host: Its name.
        began: When its gate opened.
        ended: When its program had ended.
        code: Its exit status.
        had: What it had of the processors.
    """
    return [
        gated(host),
        noted(host, "released", "gate", clock=began),
        noted(host, "exit", "gate", clock=ended, code=code, **had),
        exited(host, code),
    ]


def talked(host: str, sent: str, received: str) -> list[Event]:
    """A client whose journal shows one message and what came back."""
    return [noted(host, "sent", data=sent), noted(host, "received", data=received)]


def row(pid: int, state: str = "S", **changes: Any) -> ProcessRow:
    """A row of a process table; all but the first process descend from it."""
    given: dict[str, Any] = {
        "pid": pid,
        "parent": int(pid > 1),
        "name": "server",
        "state": state,
        "threads": 1,
    }
    return ProcessRow(**given | changes)


def table(*rows: ProcessRow, moment: str = "end", at_s: float = 5.0) -> ProcessesSeen:
    """The server's process table at a moment, read at another."""
    return ProcessesSeen(at_s=at_s, host="server", moment=moment, rows=rows)
