"""A host's plan in the Engine API's terms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from socketlab.hosts.limits import Ulimit
from socketlab.hosts.model import Endpoint, HostPlan, Placement
from socketlab.hosts.settings import SETTINGS, Machine
from socketlab.hosts.values import Healthcheck
from socketlab.record.credentials import Credentials
from socketlab.runtimes.api import RunTicket
from socketlab.runtimes.docker.body import HONOURED, container_body, endpoint_body


def body(
    machine: Machine,
    *,
    role: Any = "host",
    gated: bool = False,
    keeps_journal: bool = False,
    credentials: dict[str, Credentials] | None = None,
    subnet: str | None = "10.0.0.0/24",
    resolver: str = "",
) -> Any:
    host = HostPlan(
        name="server",
        role=role,
        service="s",
        placement=Placement.PRIVATE,
        machine=machine,
        gated=gated,
        keeps_journal=keeps_journal,
        address_number=7,
        aliases=("server", "s"),
        networks=("net", "other"),
        labels={"own": "1"},
    )
    ticket = RunTicket(run="r", labels={"run": "r"}, lifetime_s=60, credentials=credentials or {})
    return container_body(host, ticket=ticket, subnet=subnet, resolver=resolver)


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


def test_a_host_that_asks_the_router_for_names_has_none_that_the_engine_knows() -> None:
    made = body(Machine(image="i"), resolver="10.0.0.1")
    assert made["HostConfig"] == {"NetworkMode": "net", "Dns": ["10.0.0.1"]}
    assert made["Hostname"].endswith(".host-7.internal")
    endpoint = made["NetworkingConfig"]["EndpointsConfig"]["net"]
    assert endpoint == {"IPAMConfig": {"IPv4Address": "10.0.0.7"}, "Aliases": []}


def test_on_a_network_that_is_not_the_runs_own_it_takes_the_address_it_gets() -> None:
    assert body(Machine(image="i"), subnet=None)["NetworkingConfig"]["EndpointsConfig"] == {"net": {}}


def test_only_gated_hosts_have_a_gate() -> None:
    assert "SOCKETLAB_GATE=1" in body(Machine(image="i"), role="client", gated=True)["Env"]
    assert "SOCKETLAB_GATE=1" not in body(Machine(image="i"), keeps_journal=True)["Env"]


def environment_of(**host: Any) -> set[str]:
    """The variables of the journal that a host gets, with secrets at hand."""
    credentials = {"server": Credentials(nonce="n0nce", key=b"k3y")}
    made = body(Machine(image="i", **host.pop("machine", {})), credentials=credentials, **host)
    return {entry for entry in made.get("Env", []) if "JOURNAL" in entry}


def test_a_journals_nonce_is_in_the_environment_of_those_who_may_know_it() -> None:
    shown = {"SOCKETLAB_JOURNAL=stderr", "SOCKETLAB_JOURNAL_NONCE=n0nce"}
    explicit = {"environment": {"SOCKETLAB_JOURNAL": "stderr", "SOCKETLAB_JOURNAL_NONCE": "own"}}
    behind_gate: dict[str, Any] = {"role": "client", "gated": True, "keeps_journal": True}
    assert environment_of(keeps_journal=True) == shown
    assert environment_of() == set()
    assert environment_of(**behind_gate) == {"SOCKETLAB_JOURNAL=stderr", "SOCKETLAB_JOURNAL_NONCE="}
    assert environment_of(**behind_gate, machine=explicit) == shown


def test_a_gates_key_is_nowhere_in_the_create_call() -> None:
    credentials = {"server": Credentials(nonce="n0nce", key=b"k3y")}
    made = body(Machine(image="i"), role="client", gated=True, keeps_journal=True, credentials=credentials)
    assert "k3y" not in repr(made)
    assert b"k3y".hex() not in repr(made)


def test_clients_read_what_the_run_sends_and_hosts_only_wait_on_an_open_input_if_asked() -> None:
    client, plain = body(Machine(image="i"), role="client"), body(Machine(image="i"))
    kept = body(Machine(image="i", stdin_open=True))
    assert (client["OpenStdin"], client["StdinOnce"], client["AttachStdin"]) == (True, True, True)
    assert (plain.get("OpenStdin"), plain["StdinOnce"]) == (None, False)
    assert (kept["OpenStdin"], kept["StdinOnce"], kept["AttachStdin"]) == (
        True,
        False,
        False,
    )


def test_labels_are_the_runs_and_the_hosts() -> None:
    assert body(Machine(image="i"))["Labels"] == {"run": "r", "own": "1"}


@pytest.mark.parametrize("healthcheck", [None, Healthcheck(test=("CMD", "true")), Healthcheck(disable=True)])
def test_the_engine_never_probes_a_host_of_a_run(healthcheck: Healthcheck | None) -> None:
    assert body(Machine(image="i", healthcheck=healthcheck))["Healthcheck"] == {"Test": ["NONE"]}


EXAMPLES: dict[str, tuple[Any, tuple[str, ...], Any]] = {
    "image": ("other", ("Image",), "other"),
    "command": (("a", "b"), ("Cmd",), ["a", "b"]),
    "entrypoint": ((), ("Entrypoint",), []),
    "environment": ({"A": "1"}, ("Env",), ["A=1"]),
    "user": ("1000:1", ("User",), "1000:1"),
    "working_dir": ("/srv", ("WorkingDir",), "/srv"),
    "read_only": (True, ("HostConfig", "ReadonlyRootfs"), True),
    "tmpfs": (("/tmp:size=1m", "/run"), ("HostConfig", "Tmpfs"), {"/tmp": "size=1m", "/run": ""}),
    "cap_add": (("NET_ADMIN",), ("HostConfig", "CapAdd"), ["NET_ADMIN"]),
    "cap_drop": (("ALL",), ("HostConfig", "CapDrop"), ["ALL"]),
    "security_opt": (("no-new-privileges",), ("HostConfig", "SecurityOpt"), ["no-new-privileges"]),
    "sysctls": ({"net.core.somaxconn": "9"}, ("HostConfig", "Sysctls"), {"net.core.somaxconn": "9"}),
    "ulimits": (
        {"nofile": Ulimit(soft=1, hard=2)},
        ("HostConfig", "Ulimits"),
        [{"Name": "nofile", "Soft": 1, "Hard": 2}],
    ),
    "mem_limit": (1 << 20, ("HostConfig", "Memory"), 1 << 20),
    "pids_limit": (9, ("HostConfig", "PidsLimit"), 9),
    "cpus": (0.5, ("HostConfig", "NanoCpus"), 500_000_000),
    "init": (True, ("HostConfig", "Init"), True),
    "tty": (True, ("Tty",), True),
    "shm_size": (1 << 20, ("HostConfig", "ShmSize"), 1 << 20),
    "mem_reservation": (1 << 20, ("HostConfig", "MemoryReservation"), 1 << 20),
    "memswap_limit": (-1, ("HostConfig", "MemorySwap"), -1),
    "cpu_shares": (512, ("HostConfig", "CpuShares"), 512),
    "cpuset": ("0-1", ("HostConfig", "CpusetCpus"), "0-1"),
    "oom_score_adj": (-5, ("HostConfig", "OomScoreAdj"), -5),
    "group_add": (("7",), ("HostConfig", "GroupAdd"), ["7"]),
    "domainname": ("d.test", ("Domainname",), "d.test"),
    "extra_hosts": (("db:10.0.0.1",), ("HostConfig", "ExtraHosts"), ["db:10.0.0.1"]),
    "dns": (("10.0.0.1",), ("HostConfig", "Dns"), ["10.0.0.1"]),
    "dns_search": (("d.test",), ("HostConfig", "DnsSearch"), ["d.test"]),
    "privileged": (True, ("HostConfig", "Privileged"), True),
    "dns_opt": (("ndots:2",), ("HostConfig", "DnsOptions"), ["timeout:1", "attempts:2", "ndots:2"]),
    "links": (
        (("db", "store"), ("db", "db")),
        ("NetworkingConfig", "EndpointsConfig", "net", "Links"),
        ["db:store"],
    ),
    "stdin_open": (True, ("OpenStdin",), True),
    "stop_signal": ("INT", ("StopSignal",), "INT"),
    "stop_grace_period": (2.0, ("StopTimeout",), 2),
    "healthcheck": (Healthcheck(test=("CMD", "true")), ("Healthcheck",), {"Test": ["NONE"]}),
}
"""For each setting: a value in the plan, where the create call has it, and its value there."""

PLANNED = ("volumes", "configs", "secrets", "network_mode")
"""The settings that become mounts or networks, in the plan or when a host is made."""


def test_a_client_at_a_gate_has_no_terminal() -> None:
    assert "Tty" not in body(Machine(image="i", tty=True), role="client", gated=True)


@pytest.mark.parametrize("name", sorted(SETTINGS.keys() - set(PLANNED)))
def test_every_setting_of_the_table_is_honoured_and_reaches_the_engine(name: str) -> None:
    value, path, expected = EXAMPLES[name]
    found = body(Machine(**{"image": "i", SETTINGS[name].planned_as: value}))
    for step in path:
        found = found[step]
    assert found == expected
    assert name in HONOURED


def test_a_setting_that_is_not_given_is_left_to_the_image() -> None:
    made = body(Machine(image="i"))
    always = {"image", "environment", "healthcheck", "dns_opt"}
    absent = {path[-1] for name, (_, path, _) in EXAMPLES.items() if name not in always}
    assert absent & {*made, *made["HostConfig"]} == set()


def test_a_place_on_a_network_of_a_compose_file_has_its_addresses_and_aliases() -> None:
    plain = Endpoint(network="net", number=7, aliases=("server", "api"))
    assert endpoint_body(plain, "10.0.0.0/24") == {
        "IPAMConfig": {"IPv4Address": "10.0.0.7"},
        "Aliases": ["server", "api"],
    }
    full = replace(plain, address_v6="fd00::7", link_local=("169.254.1.1",))
    assert endpoint_body(full, "10.0.0.0/24")["IPAMConfig"] == {
        "IPv4Address": "10.0.0.7",
        "IPv6Address": "fd00::7",
        "LinkLocalIPs": ["169.254.1.1"],
    }


def test_a_host_in_the_network_of_another_one_has_no_name_and_no_resolver_of_its_own() -> None:
    machine = Machine(image="i", hostname="h", extra_hosts=("a:10.0.0.1",), dns=("10.0.0.2",))
    host = HostPlan(
        name="side", role="host", service="s", placement=Placement.PRIVATE, machine=machine, shares="web"
    )
    made = container_body(host, ticket=RunTicket(run="r", labels={}, lifetime_s=60), subnet=None)
    assert made["HostConfig"]["NetworkMode"] == "container:socketlab-r-web"
    assert {"Hostname", "Domainname"} & made.keys() == set()
    assert {"Dns", "DnsOptions", "DnsSearch", "ExtraHosts"} & made["HostConfig"].keys() == set()
