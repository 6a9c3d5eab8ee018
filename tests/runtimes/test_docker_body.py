"""A host's plan in the Engine API's words."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.hosts.model import HostPlan, Machine, PlacedFile, Placement
from socketlab.hosts.settings import Healthcheck, Ulimit
from socketlab.runtimes.api import Readiness
from socketlab.runtimes.docker.body import container_body
from socketlab.runtimes.docker.observe import (
    content_of,
    parse_counters,
    parse_process_table,
    without_visitors,
)


def body(
    machine: Machine,
    *,
    role: Any = "host",
    readiness: Readiness = "journal",
    subnet: str | None = "10.0.0.0/24",
) -> Any:
    host = HostPlan(
        name="server",
        role=role,
        service="s",
        placement=Placement.PRIVATE,
        machine=machine,
        address_number=7,
        aliases=("server", "s"),
        networks=("net", "other"),
        labels={"own": "1"},
    )
    return container_body(host, labels={"run": "r"}, subnet=subnet, readiness=readiness)


def test_limits_and_hardening_reach_the_engine_in_its_units() -> None:
    machine = Machine(
        image="i",
        read_only=True,
        cap_drop=("ALL",),
        cap_add=("NET_RAW",),
        security_opt=("no-new-privileges:true",),
        tmpfs=("/tmp:size=1m,mode=1777", "/run"),
        mem_limit_bytes=1 << 20,
        pids_limit=9,
        cpus=0.5,
        sysctls={"net.ipv4.ip_unprivileged_port_start": "0"},
        ulimits={"nofile": 64, "core": Ulimit(soft=0, hard=1)},
        init=True,
    )
    assert body(machine)["HostConfig"] == {
        "NetworkMode": "net",
        "ReadonlyRootfs": True,
        "Tmpfs": {"/tmp": "size=1m,mode=1777", "/run": ""},
        "CapAdd": ["NET_RAW"],
        "CapDrop": ["ALL"],
        "SecurityOpt": ["no-new-privileges:true"],
        "Sysctls": {"net.ipv4.ip_unprivileged_port_start": "0"},
        "Ulimits": [{"Name": "nofile", "Soft": 64, "Hard": 64}, {"Name": "core", "Soft": 0, "Hard": 1}],
        "Memory": 1 << 20,
        "PidsLimit": 9,
        "NanoCpus": 500_000_000,
        "Init": True,
        "DnsOptions": ["timeout:1", "attempts:2"],
    }


def test_nothing_is_published_and_the_address_is_the_planned_one() -> None:
    made = body(Machine(image="i"))
    assert "PortBindings" not in made["HostConfig"]
    endpoint = made["NetworkingConfig"]["EndpointsConfig"]["net"]
    assert endpoint == {"IPAMConfig": {"IPv4Address": "10.0.0.7"}, "Aliases": ["server", "s"]}


def test_on_a_network_that_is_not_the_runs_own_it_takes_the_address_it_gets() -> None:
    assert body(Machine(image="i"), subnet=None)["NetworkingConfig"]["EndpointsConfig"] == {"net": {}}


def test_only_clients_have_a_standard_input_and_only_gated_ones_a_gate() -> None:
    host, client = body(Machine(image="i")), body(Machine(image="i"), role="client", readiness="gate")
    assert (host["OpenStdin"], client["OpenStdin"], client["StdinOnce"]) == (False, True, True)
    assert "SOCKETLAB_GATE=1" in client["Env"]
    assert "SOCKETLAB_GATE=1" not in host["Env"]


def test_labels_are_the_runs_and_the_hosts() -> None:
    assert body(Machine(image="i"))["Labels"] == {"run": "r", "own": "1"}


PROBE = Healthcheck.model_validate({"test": ["CMD", "true"], "interval": "2s", "retries": 3})
OFTEN = Healthcheck.model_validate({"test": ["CMD", "true"], "interval": "200ms"})


@pytest.mark.parametrize(
    ("healthcheck", "readiness", "expected"),
    [
        (None, "health", {"Interval": 500_000_000}),
        (None, "journal", {"Test": ["NONE"]}),
        (PROBE, "journal", {"Test": ["NONE"]}),
        (PROBE, "health", {"Test": ["CMD", "true"], "Interval": 500_000_000, "Retries": 3}),
        (OFTEN, "health", {"Test": ["CMD", "true"], "Interval": 200_000_000}),
        (Healthcheck(disable=True), "running", {"Test": ["NONE"]}),
    ],
)
def test_health_is_asked_for_only_where_somebody_waits_for_it_and_then_often(
    healthcheck: Healthcheck | None, readiness: Readiness, expected: Any
) -> None:
    assert (
        body(Machine(image="i", healthcheck=healthcheck), readiness=readiness).get("Healthcheck") == expected
    )


STAT = "{pid} ({name}) {state} {parent} 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 {threads} 0 1 0 0\n"


def stat(pid: int, name: str, state: str, parent: int, threads: int = 1) -> str:
    return STAT.format(pid=pid, name=name, state=state, parent=parent, threads=threads)


def test_a_process_table_is_read_whatever_a_process_calls_itself() -> None:
    rows = parse_process_table(stat(1, "a) (b", "S", 0, threads=3) + stat(12, "x y", "Z", 1) + "garbage\n")
    assert [(row.pid, row.name, row.state, row.parent, row.threads) for row in rows] == [
        (1, "a) (b", "S", 0, 3),
        (12, "x y", "Z", 1, 1),
    ]


def test_processes_that_the_engine_put_in_are_not_the_hosts_nor_are_their_children() -> None:
    table = (
        stat(1, "server", "S", 0)
        + stat(7, "child", "Z", 1)
        + stat(20, "sh", "S", 0)
        + stat(21, "cat", "R", 20)
    )
    assert [row.pid for row in without_visitors(parse_process_table(table))] == [1, 7]


def noise(size: int, seed: int) -> bytes:
    return b"".join(content_of(PlacedFile(path="/a/b", size_bytes=size, seed=seed)))


def test_noise_repeats_for_a_seed_and_differs_between_seeds() -> None:
    assert noise(3_000_000, 1) == noise(3_000_000, 1)
    assert noise(1000, 1) != noise(1000, 2)
    assert [len(noise(size, 1)) for size in (0, 1, 1 << 20, (1 << 20) + 1)] == [0, 1, 1 << 20, (1 << 20) + 1]


SNMP = """\
Ip: Forwarding InReceives
Ip: 1 7
Tcp: RtoMin MaxConn
Tcp: 200 -1
TcpExt: ListenOverflows ListenDrops NewOne
TcpExt: 3 4
garbage
"""


def test_counters_are_read_in_pairs_of_lines() -> None:
    assert parse_counters(SNMP) == {
        "IpForwarding": 1,
        "IpInReceives": 7,
        "TcpRtoMin": 200,
        "TcpMaxConn": -1,
        "TcpExtListenOverflows": 3,
        "TcpExtListenDrops": 4,
    }
    assert parse_counters("") == {}
