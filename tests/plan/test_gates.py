"""Clients whose image has no gate get one, and are told what their image would start."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from socketlab import labels
from socketlab.errors import InvalidInput
from socketlab.hosts.model import ClientPlan, ImageFacts
from socketlab.hosts.settings import Machine
from socketlab.plan.gates import gate_obstacle
from socketlab.plan.model import Plan
from tests.plan.plans import NOWHERE, PRIVATE, plan_of

IMAGE = ImageFacts(entrypoint=("run",), command=("idle", "now"), working_dir="/job")


def planned(folder: Path, service: str, image: ImageFacts = IMAGE, *, checks: str = "") -> Plan:
    text = f"services: {{mine: {{image: x{service}}}, web: {{image: test/web}}}}\n"
    text += f"hosts: {{server: {{service: web}}}}\nfleets: {{clients: {{service: mine}}}}\n{checks}"
    return plan_of(folder, text, replace(NOWHERE, no_gate="", images={**NOWHERE.images, "x": image}))


def client_of(plan: Plan) -> ClientPlan:
    (client,) = plan.clients
    return client


@pytest.mark.parametrize(
    ("service", "entrypoint", "command"),
    [
        ("", ("run",), ("idle", "now")),
        (", command: [go]", ("run",), ("go",)),
        (", entrypoint: [sh, -c]", ("sh", "-c"), None),
        (", entrypoint: [sh, -c], command: [go]", ("sh", "-c"), ("go",)),
        (", entrypoint: []", (), ("idle", "now")),
        (", entrypoint: [], command: [go]", (), ("go",)),
    ],
)
def test_the_gate_executes_what_the_engine_would_start(
    tmp_path: Path, service: str, entrypoint: tuple[str, ...], command: tuple[str, ...] | None
) -> None:
    plan = planned(tmp_path, service)
    host = client_of(plan).host
    assert (host.gated, host.gate_added) == (True, True)
    assert (host.machine.entrypoint, host.machine.command) == (entrypoint, command)
    assert plan.readiness["clients-1"].word() == "gate"
    assert plan.notes == ()


def test_an_image_with_a_gate_keeps_it_unless_the_service_goes_around_it(tmp_path: Path) -> None:
    image = replace(IMAGE, labels={labels.GATE: "1"})
    own = client_of(planned(tmp_path, "", image)).host
    around = client_of(planned(tmp_path, ", entrypoint: [sh]", image)).host
    assert [(host.gated, host.gate_added) for host in (own, around)] == [(True, False), (True, True)]


def test_a_fleet_without_a_gate_is_noted_with_the_reason(tmp_path: Path) -> None:
    surroundings = replace(NOWHERE, no_gate="the image is not there")
    plan = plan_of(tmp_path, PRIVATE + "fleets: {clients: {service: caller}}\n", surroundings)
    reason = 'the clients of "clients" have no gate and start one after the other: the image is not there'
    assert plan.notes == (reason,)
    assert not client_of(plan).host.gated


def test_the_files_of_a_client_behind_an_added_gate_are_read_by_the_runtime(tmp_path: Path) -> None:
    plan = planned(tmp_path, "", checks="checks: [{file: {fleet: clients, path: copy}}]\n")
    assert [seen.path for seen in plan.observations] == ["/job/copy"]


def test_a_journal_behind_an_added_gate_shows_its_nonce_as_without_a_gate(tmp_path: Path) -> None:
    host = client_of(planned(tmp_path, "", replace(IMAGE, labels={labels.JOURNAL: "1"}))).host
    assert (host.keeps_journal, host.shows_nonce) == (True, True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal(Machine):
    """A machine whose standard input is a terminal."""

    tty: bool = True


def test_a_terminal_would_show_the_gates_order_and_gets_no_gate(tmp_path: Path) -> None:
    host = client_of(planned(tmp_path, "")).host
    terminal = replace(host, machine=Terminal(image="x"))
    assert gate_obstacle(host, "") == ""
    assert gate_obstacle(terminal, None) is None
    assert gate_obstacle(terminal, "") == (
        "its standard input is a terminal, which would show the gate's order"
    )


@pytest.mark.parametrize(
    ("tmpfs", "refused"),
    [("/job", True), ("/job/:size=1m", True), ("/jo", False), ("/tmp", False)],
)
def test_a_file_in_memory_is_refused_because_it_is_gone_when_the_client_has_ended(
    tmp_path: Path, tmpfs: str, *, refused: bool
) -> None:
    service, checks = f", tmpfs: ['{tmpfs}']", "checks: [{file: {fleet: clients, path: copy}}]\n"
    reason = '"/job/copy" of "clients-1" cannot be read: .* is in memory, and gone when the client has ended'
    with pytest.raises(InvalidInput, match=reason) if refused else nullcontext():
        planned(tmp_path, service, checks=checks)
    own = replace(IMAGE, labels={labels.GATE: "1"})
    assert client_of(planned(tmp_path, service, own, checks=checks)).collect == ("copy",)
