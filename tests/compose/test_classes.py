"""Keys of wanted services are refused with the reason, or noted where a program sees the difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.compose.test_project import FILE, WEB, read, resolve


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "devices: ['/dev/a:/dev/a']",
            '"devices" is refused: a run is separate from the machine that it runs on',
        ),
        (
            "network_mode: host",
            '"network_mode" is refused: in the machine\'s network the run would not be closed',
        ),
        ("privileged: true", '"privileged" is refused: a privileged container can change the machine'),
        ("pid: host", '"pid" is refused: a run is separate from the machine'),
        ("ipc: service:db", '"ipc" is refused: hosts of a run share no memory'),
        ("provider: {type: x}", '"provider" is refused: a run executes no programs of the machine'),
        ("contianer_name: x", '"contianer_name" is not a key of Compose (did you mean "container_name"?)'),
        ("zzz: x", '"zzz" is not a key of Compose'),
        ("deploy: {replcias: 2}", '"replcias" is not a key of Compose (did you mean "replicas"?)'),
        (
            "volumes: ['/var/run/docker.sock:/s']",
            '"/var/run/docker.sock" is refused: the socket of the engine',
        ),
        (
            "volumes: [{type: bind, source: /run/docker.sock, target: /s}]",
            '"/run/docker.sock" is refused: the socket of the engine',
        ),
        ("networks: {default: {alias: [x]}}", '"alias" is not a key of Compose (did you mean "aliases"?)'),
        ("networks: [frnot]", 'no network "frnot" (did you mean "front"?)'),
        ("volumes: ['store:/s']", 'no volume "store" (declare it under volumes)'),
        ("configs: [c]", 'no config "c" (declare it under configs)'),
        ("secrets: [{source: s}]", 'no secret "s" (declare it under secrets)'),
    ],
)
def test_a_key_that_is_refused_is_named_with_the_reason_in_one_line(
    tmp_path: Path, line: str, problem: str
) -> None:
    (found,) = resolve(tmp_path, {FILE: f"{WEB}    {line}\nnetworks: {{front: {{}}}}\n"}).problems
    assert problem in str(found)
    assert str(found).startswith("compose.yaml:4:")


@pytest.mark.parametrize(
    ("line", "allowed"),
    [("privileged: true", "privileged"), ("volumes: ['/var/run/docker.sock:/s']", "engine-socket")],
)
def test_a_scenario_can_allow_what_puts_the_machine_at_risk(tmp_path: Path, line: str, allowed: str) -> None:
    files = {FILE: f"{WEB}    {line}\n"}
    assert resolve(tmp_path, files, frozenset({allowed})).problems == ()
    assert len(resolve(tmp_path, files).problems) == 1


def test_what_asks_for_nothing_is_neither_refused_nor_noted(tmp_path: Path) -> None:
    harmless = "    privileged: false\n    devices: []\n    restart: 'no'\n    oom_kill_disable: false\n"
    assert read(tmp_path, {FILE: WEB + harmless}).notes == ()


def test_what_is_ignored_is_noted_once_with_the_names(tmp_path: Path) -> None:
    text = (
        f"{WEB}    restart: always\n    logging: {{driver: none}}\n    ports: ['80:80']\n    extends: base\n"
        "    deploy: {restart_policy: {condition: any}}\n    networks: {net: {mac_address: a}}\n"
        "  base: {cpu_shares: 5}\n  unused: {runtime: x}\n"
        "networks: {net: {driver: overlay}, unused: {driver: macvlan}}\n"
    )
    assert resolve(tmp_path, {FILE: text}).notes == (
        '"cpu_shares" of web is ignored: processor time is not shared out by it; use cpus',
        '"restart" of web is ignored: a run restarts a host only where a timeline says so',
        '"deploy.restart_policy" of web is ignored: a run restarts a host only where a timeline says so',
        '"networks.net.mac_address" of web is ignored: the engine chooses MAC addresses',
        '"driver" of net is ignored: a bridge of the run takes its place',
    )
