"""Each strategy of readiness, asked directly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from socketlab.errors import LabError
from socketlab.hosts.model import HostPlan, ImageFacts, Placement
from socketlab.hosts.settings import Machine
from socketlab.hosts.values import Healthcheck
from socketlab.readiness import READINESS, SAID, AnyReadiness, ReadyItem, choose
from socketlab.readiness.api import Readiness
from socketlab.readiness.health import Health
from socketlab.readiness.log import Log
from socketlab.readiness.port import Port
from socketlab.record.journal import Connected, GateReleased, GateWaiting, Ready

HOST = HostPlan(
    name="server", role="host", service="s", placement=Placement.PRIVATE, machine=Machine(image="i")
)
CLIENT = replace(HOST, name="clients-1", role="client")
OWN_ENTRY = Machine(image="i", entrypoint=("run",))

GATED = ImageFacts(labels={"io.socketlab.gate": "1"})
KEEPS_JOURNAL = ImageFacts(labels={"io.socketlab.journal": "1"}, healthcheck=Healthcheck(test=("CMD", "a")))
CHECKED = ImageFacts(healthcheck=Healthcheck(test=("CMD", "image")))
BARE = ImageFacts()


def checked(**settings: Any) -> HostPlan:
    return replace(HOST, machine=Machine(image="i", healthcheck=Healthcheck.model_validate(settings)))


@pytest.mark.parametrize(
    ("host", "image", "expected"),
    [
        (HOST, BARE, "running"),
        (HOST, GATED, "running"),
        (HOST, KEEPS_JOURNAL, "journal"),
        (replace(HOST, machine=OWN_ENTRY), KEEPS_JOURNAL, "health"),
        (HOST, CHECKED, "health"),
        (checked(test="own"), BARE, "health"),
        (checked(test="own"), KEEPS_JOURNAL, "journal"),
        (checked(disable=True), CHECKED, "running"),
        (checked(test=["NONE"]), CHECKED, "running"),
        (checked(interval="5s"), BARE, "running"),
        (checked(interval="5s"), CHECKED, "health"),
        (CLIENT, GATED, "gate"),
        (replace(CLIENT, machine=OWN_ENTRY), GATED, "running"),
        (CLIENT, CHECKED, "running"),
        (CLIENT, KEEPS_JOURNAL, "running"),
        (replace(CLIENT, placement=Placement.WARM_CLIENT), BARE, "gate"),
        (replace(HOST, placement=Placement.STANDING), KEEPS_JOURNAL, "running"),
        (replace(checked(test="own"), placement=Placement.STANDING), BARE, "running"),
    ],
)
def test_the_first_strategy_that_fits_is_chosen(host: HostPlan, image: ImageFacts, expected: str) -> None:
    assert choose(host, image).word() == expected


@pytest.mark.parametrize(
    ("host", "test", "interval"),
    [
        (checked(test=["CMD", "own"]), ("CMD", "own"), 0.5),
        (checked(interval="200ms"), ("CMD", "image"), 0.2),
        (checked(test="a | b", interval="30s"), ("CMD-SHELL", "a | b"), 0.5),
    ],
)
def test_a_services_health_check_outranks_its_images_and_is_run_often(
    host: HostPlan, test: tuple[str, ...], interval: float
) -> None:
    found = choose(host, CHECKED)
    assert isinstance(found, Health)
    assert (found.test, found.interval_s) == (test, interval)


def health(*test: str) -> Health:
    return Health.model_validate({"test": test})


def test_a_health_check_passes_by_its_exit_status_and_else_says_why() -> None:
    asked: list[tuple[str, ...]] = []

    def execute(command: tuple[str, ...]) -> tuple[int, bytes]:
        asked.append(command)
        return len(asked) % 2, b"no\n  route"

    shell, plain = health("CMD-SHELL", "a | b"), health("CMD", "probe", "80")
    assert shell.ask(execute) == "its health check exits 1: no route"
    assert plain.ask(execute) == ""
    assert asked == [("/bin/sh", "-c", "a | b"), ("probe", "80")]


def test_only_a_gate_holds_clients_and_only_its_own_note_shows_that_they_wait() -> None:
    assert [kind.word() for kind in READINESS if kind.gated] == ["gate"]
    gate, journal = choose(CLIENT, GATED), choose(HOST, KEEPS_JOURNAL)
    assert gate.noted(GateWaiting(role="gate"))
    assert not gate.noted(GateReleased(role="gate"))
    assert not gate.noted(Ready(role="server"))
    assert journal.noted(Ready(role="server"))
    assert not journal.noted(Connected(role="server"))


# what a scenario may say


def said(text: str) -> Readiness:
    strategy: Readiness = ReadyItem.model_validate(yaml.safe_load(text)).strategy
    return strategy


@pytest.mark.parametrize(
    ("text", "line", "shown"),
    [
        ("log: listening", "now listening on 80", True),
        ("log: listening", "Listening", False),
        ("log: {contains: a.b}", "axb", False),
        ("log: {matches: '^a.b$'}", "axb", True),
        ("log: {matches: '^a.b$'}", "axbc", False),
    ],
)
def test_a_line_shows_readiness_if_it_contains_or_matches(text: str, line: str, *, shown: bool) -> None:
    assert said(text).printed(line) is shown


def test_variables_in_a_line_are_filled_in_and_in_a_pattern_they_are_literal() -> None:
    assert said("log: 'for ${run}'").finished({"run": "r1"}).printed("for r1")
    pattern = said("log: {matches: '^for ${run}$'}").finished({"run": "a.b"})
    assert pattern.printed("for a.b")
    assert not pattern.printed("for axb")


TCP = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:C357 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2
   2: 0B00007F:9C41 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3
   3: 020013C6:0016 030013C6:D431 01 00000000:00000000 00:00000000 00000000     0        0 4
garbage
  sl  local_address                         remote_address                        st
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000
"""
UDP = "   0: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 5 2 0 0\n"


@pytest.mark.parametrize(
    ("text", "table", "reason"),
    [
        ("port: 50007", TCP, ""),
        ("port: '80'", TCP, ""),
        ("port: 80/tcp", TCP, ""),
        ("port: {port: 8080}", TCP, ""),
        ("port: 22", TCP, "it does not listen on port 22/tcp (open ports: 80, 8080, 50007)"),
        ("port: 40001", TCP, "it does not listen on port 40001/tcp (open ports: 80, 8080, 50007)"),
        ("port: 50007", "", "it does not listen on port 50007/tcp (open ports: none)"),
        ("port: 53/udp", UDP, ""),
        ("port: 50007/udp", TCP, "it does not listen on port 50007/udp (open ports: none)"),
    ],
)
def test_a_port_is_open_when_the_kernel_has_a_socket_that_listens_there(
    text: str, table: str, reason: str
) -> None:
    assert said(text).ask(lambda _: (1, table.encode())) == reason


def test_a_port_is_looked_up_without_a_connection() -> None:
    asked: list[tuple[str, ...]] = []
    said("port: 53/udp").ask(lambda command: asked.append(command) or (0, b""))
    assert asked == [("cat", "/proc/net/udp", "/proc/net/udp6")]


def test_a_host_without_cat_cannot_be_asked_for_its_ports() -> None:
    def lacks_cat(_command: tuple[str, ...]) -> tuple[int, bytes]:
        raise LabError('cannot run "cat" on "server": executable file not found')

    with pytest.raises(LabError, match="use an image that has cat"):
        said("port: 80").ask(lacks_cat)


def test_a_delay_counts_from_the_start() -> None:
    assert said("delay: 500ms").after_s == 0.5
    assert said("delay: {for: 2s}").after_s == 2.0


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{log: a, port: 1}",
        "port: 0",
        "port: 65536",
        "port: 80/sctp",
        "port: x",
        "log: ''",
        "delay: 5",
        "health: {test: [CMD, a]}",
        "gate: {}",
    ],
)
def test_what_cannot_be_waited_for_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        said(text)


# the family


@pytest.mark.parametrize("kind", READINESS)
def test_every_strategy_is_described_and_its_example_is_one(kind: type[Readiness]) -> None:
    assert kind.summary
    ((word, settings),) = yaml.safe_load(kind.example).items()
    assert word == kind.word()
    strategy = kind.model_validate(settings)
    assert strategy.wording
    stored = TypeAdapter(AnyReadiness).dump_json(strategy, by_alias=True)
    assert TypeAdapter(AnyReadiness).validate_json(stored) == strategy


@pytest.mark.parametrize("kind", SAID)
def test_what_a_scenario_may_say_is_never_chosen_by_itself(kind: type[Readiness]) -> None:
    assert kind in (Log, Port) or kind.word() == "delay"
    assert kind.chosen(HOST, CHECKED) is None


@pytest.mark.parametrize(
    "strategy", [kind.model_validate(next(iter(yaml.safe_load(kind.example).values()))) for kind in READINESS]
)
def test_a_strategy_sees_a_host_in_one_way_only(strategy: Readiness) -> None:
    ways = [
        strategy.after_s is not None,
        strategy.interval_s is not None,
        type(strategy).noted is not Readiness.noted,
        type(strategy).printed is not Readiness.printed,
    ]
    assert ways.count(True) == 1
