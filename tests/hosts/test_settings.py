"""The table of host settings: what each row comes to, from YAML to the plan."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from socketlab.errors import InvalidFile
from socketlab.hosts.limits import Ulimit
from socketlab.hosts.model import Placement
from socketlab.hosts.mounts import Mount
from socketlab.hosts.settings import CHANGEABLE, SETTINGS, Machine, changed_by, given_in, machine_of
from socketlab.hosts.values import Healthcheck
from socketlab.spec.compose import ServiceDefinition
from socketlab.spec.scenario import HostSpec
from tests.plan.plans import LAB, NOWHERE, plan_of
from tests.spec.yaml_files import messages

BASE = """\
services:
  web: {{image: test/web, {own}}}
  caller: {{image: test/caller, {fleets_own}}}
hosts: {{server: {{service: web, {change}}}}}
fleets: {{clients: {{service: caller, count: 2, {fleets_change}}}}}
"""


def scenario(*, own: str = "", change: str = "", fleets_own: str = "", fleets_change: str = "") -> str:
    return BASE.format(own=own, change=change, fleets_own=fleets_own, fleets_change=fleets_change)


WITH_INDEX: dict[str, tuple[str, Any]] = {
    "command": ("[call, '${index}', '$$1']", ("call", "2", "$1")),
    "entrypoint": ("[run, '${index}', '$$1']", ("run", "2", "$1")),
    "environment": ("{A: '${index} $$1'}", {"A": "2 $1"}),
    "user": ("'100${index}'", "1002"),
    "working_dir": ("'/srv/${client}'", "/srv/clients-2"),
    "tmpfs": ("['/tmp:size=${index}m']", ("/tmp:size=2m",)),
    "volumes": (
        "['data-${index}:/data/${client}']",
        (Mount(kind="volume", source="data-2", target="/data/clients-2"),),
    ),
    "cap_add": ("['CAP_${fleet}']", ("CAP_clients",)),
    "cap_drop": ("['CAP_${fleet}']", ("CAP_clients",)),
    "security_opt": ("['label=level:s${index}']", ("label=level:s2",)),
    "sysctls": ("{net.core.somaxconn: '${index}'}", {"net.core.somaxconn": "2"}),
    "stop_signal": ("'RTMIN+${index}'", "RTMIN+2"),
    "healthcheck": ("{test: 'probe ${index} $$1'}", Healthcheck(test=("CMD-SHELL", "probe 2 $1"))),
}
"""Settings whose texts may hold variables of a client: as written, and the second client's value."""

REFUSED: dict[str, tuple[str, str]] = {
    "image": ("'test/${index}'", '"${index}" has no value here'),
    "read_only": ("'${index}'", 'must be true or false, not "${index}"'),
    "ulimits": ("{nofile: '${index}'}", 'must be a whole number, not "${index}"'),
    "mem_limit": ("'${index}m'", "must be a number and b, k, m or g"),
    "pids_limit": ("'${index}'", 'must be a whole number, not "${index}"'),
    "cpus": ("'${index}'", 'must be a number, not "${index}"'),
    "init": ("'${index}'", 'must be true or false, not "${index}"'),
    "stdin_open": ("'${index}'", 'must be true or false, not "${index}"'),
    "stop_grace_period": ("'${index}s'", 'must be a duration such as "5s", not "${index}s"'),
}
"""The other settings, and what is said about a variable of a client in them."""


def test_every_setting_either_takes_variables_or_refuses_them() -> None:
    assert WITH_INDEX.keys() | REFUSED.keys() == SETTINGS.keys()
    assert {name for name, setting in SETTINGS.items() if setting.variables} == WITH_INDEX.keys()


def value_for_second_client(folder: Path, text: str, name: str) -> Any:
    machine = plan_of(folder, text).clients[1].host.machine
    return getattr(machine, SETTINGS[name].planned_as)


@pytest.mark.parametrize("name", WITH_INDEX)
def test_variables_of_a_client_are_filled_in_where_the_scenario_defines_the_service(
    tmp_path: Path, name: str
) -> None:
    written, expected = WITH_INDEX[name]
    text = scenario(fleets_own=f"{name}: {written}")
    assert value_for_second_client(tmp_path, text, name) == expected


@pytest.mark.parametrize("name", sorted(WITH_INDEX.keys() & CHANGEABLE.keys()))
def test_variables_of_a_client_are_filled_in_where_the_scenario_changes_the_service(
    tmp_path: Path, name: str
) -> None:
    written, expected = WITH_INDEX[name]
    text = scenario(fleets_change=f"{name}: {written}")
    assert value_for_second_client(tmp_path, text, name) == expected


@pytest.mark.parametrize("name", REFUSED)
def test_a_variable_of_a_client_is_refused_where_it_cannot_apply(tmp_path: Path, name: str) -> None:
    written, problem = REFUSED[name]
    text = scenario(fleets_own=f"{name}: {written}").replace("image: test/caller, image:", "image:")
    (found,) = messages(tmp_path, text)
    assert found.startswith(f"services.caller.{name}")
    assert problem in found


def test_a_service_of_a_compose_file_keeps_what_only_looks_like_a_variable() -> None:
    definition = ServiceDefinition.model_validate({"image": "x", "user": "${index}", "tmpfs": ["/$$"]})
    change = HostSpec.model_validate({"service": "x", "sysctls": {"net.a.b": "${index}"}})
    machine = machine_of(definition, change, hostname="h", variables={"index": "2"}, own=False)
    assert (machine.user, machine.tmpfs, machine.sysctls) == ("${index}", ("/$$",), {"net.a.b": "2"})


# what a scenario changes

CHANGES: dict[str, tuple[str, str, Any]] = {
    "command": ("[a, b]", "[]", ()),
    "environment": ("{A: 1, B: 1}", "{B: 2, C: 2}", {"A": "1", "B": "2", "C": "2"}),
    "user": ("root", "1000", "1000"),
    "working_dir": ("/a", "/b", "/b"),
    "cap_add": ("[CHOWN, KILL]", "[KILL, SYSLOG]", ("CHOWN", "KILL", "SYSLOG")),
    "sysctls": ("{net.a: 1, net.b: 1}", "{net.b: 2}", {"net.a": "1", "net.b": "2"}),
    "ulimits": (
        "{nofile: 1}",
        "{nofile: 2, core: 0}",
        {"nofile": Ulimit(soft=2, hard=2), "core": Ulimit(soft=0, hard=0)},
    ),
    "image": ("test/web", "test/db", "test/db"),
    "mem_limit": ("7m", "8m", 8 << 20),
    "pids_limit": ("1", "2", 2),
    "cpus": ("1", "0.5", 0.5),
    "stop_grace_period": ("5s", "1s", 1.0),
    "healthcheck": ("{test: a, retries: 3}", "{test: b}", Healthcheck(test=("CMD-SHELL", "b"))),
}
"""For each setting that a scenario may change: the service's value, the change, and the result."""


def test_what_a_scenario_may_change_is_what_the_table_says() -> None:
    assert CHANGES.keys() == CHANGEABLE.keys()


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_replaces_or_adds_as_the_table_says(tmp_path: Path, name: str) -> None:
    own, change, expected = CHANGES[name]
    given = "" if name == "image" else f"{name}: {own}"  # it is given already
    plan = plan_of(tmp_path, scenario(own=given, change=f"{name}: {change}"))
    assert getattr(plan.hosts[0].machine, SETTINGS[name].planned_as) == expected


@pytest.mark.parametrize("name", CHANGES)
def test_what_a_scenario_does_not_change_stays_as_the_service_has_it(tmp_path: Path, name: str) -> None:
    own = "" if name == "image" else f"{name}: {CHANGES[name][0]}"
    unchanged = plan_of(tmp_path, scenario(own=own, change=f"{name}: null"))
    plain = plan_of(tmp_path, scenario(own=own))
    field = SETTINGS[name].planned_as
    assert getattr(unchanged.hosts[0].machine, field) == getattr(plain.hosts[0].machine, field)
    assert getattr(plain.hosts[0].machine, field) != getattr(Machine(image=""), field)


@pytest.mark.parametrize("name", sorted(SETTINGS.keys() - CHANGEABLE.keys()))
def test_what_a_scenario_may_not_change_is_not_known_there(tmp_path: Path, name: str) -> None:
    found = messages(tmp_path, scenario(change=f"{name}: x"))
    assert f'hosts.server.{name}: "{name}" is not known here' in found[0]


def test_a_setting_that_is_not_given_has_the_tables_default() -> None:
    bare = ServiceDefinition.model_validate({"image": "x"})
    unchanged = HostSpec.model_validate({"service": "x"})
    assert given_in(bare) == ("image",)
    assert changed_by(unchanged) == ()
    assert machine_of(bare, unchanged, hostname="h", variables={}, own=True) == Machine(
        image="x", hostname="h"
    )


def test_every_field_of_a_machine_is_a_setting_or_the_plans_own() -> None:
    planned = {setting.planned_as for setting in SETTINGS.values()}
    assert {field.name for field in fields(Machine)} - planned == {"hostname", "volumes"}


def test_compose_gives_a_service_ten_seconds_to_stop(tmp_path: Path) -> None:
    assert plan_of(tmp_path, scenario()).hosts[0].machine.stop_grace_s == 10.0


# health checks


@pytest.mark.parametrize(
    ("check", "problem"),
    [
        ("[curl, x]", 'a test list begins with a form, not with "curl" (use one of CMD, CMD-SHELL, NONE)'),
        ("[CMD]", '"CMD" has no command'),
        ("[CMD-SHELL]", '"CMD-SHELL" has no command'),
    ],
)
def test_a_test_list_that_no_engine_would_run_is_refused(tmp_path: Path, check: str, problem: str) -> None:
    (found,) = messages(tmp_path, scenario(own=f"healthcheck: {{test: {check}}}"))
    assert found == f"services.web.healthcheck.test: {problem}"


# what a runtime honours


def test_a_setting_that_the_runtime_does_not_honour_is_refused_with_its_line(tmp_path: Path) -> None:
    text = scenario(own="read_only: true", change="\n  user: root", fleets_change="cpus: 1")
    poor = replace(NOWHERE, honours=frozenset(SETTINGS) - {"read_only", "user", "cpus"})
    assert plan_of(tmp_path, text)
    with pytest.raises(InvalidFile) as raised:
        plan_of(tmp_path, text, poor)
    why = 'the runtime "fake" does not honour "{}" (choose another runtime)'
    file = f"{tmp_path}/scenario.yaml"
    assert [str(problem) for problem in raised.value.problems] == [
        f"{file}:2:26 services.web.read_only: {why.format('read_only')}",
        f"{file}:5:3 hosts.server.user: {why.format('user')}",
        f"{file}:6:47 fleets.clients.cpus: {why.format('cpus')}",
    ]


def test_only_what_the_run_itself_starts_must_be_honoured(tmp_path: Path) -> None:
    text = """\
services: {web: {image: x, user: root}, caller: {image: x}}
hosts: {server: {lab: web}}
fleets: {clients: {service: caller}}
"""
    poor = replace(LAB, honours=frozenset({"image"}))
    assert plan_of(tmp_path, text, poor).hosts[0].placement is Placement.STANDING
    with pytest.raises(InvalidFile, match='does not honour "user"'):
        plan_of(tmp_path, text, replace(poor, standing=()))
