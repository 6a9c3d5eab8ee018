"""Projects played side by side with docker-compose on the same engine: their programs see the same."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.system.left import assert_nothing_left
from tests.system.shell import Shell
from tests.system.test_ends import run_of

pytestmark = [
    pytest.mark.docker,
    pytest.mark.skipif(shutil.which("docker-compose") is None, reason="needs docker-compose"),
    pytest.mark.xdist_group("like-compose"),
]

PROJECTS = Path(__file__).parent / "like_compose"

WITHIN_S = 100


def command(*words: str, folder: Path | None = None) -> str:
    """Run a command to its end, which has to be a good one."""
    finished = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, timeout=WITHIN_S, check=False
    )
    assert finished.returncode == 0, (words, finished.stdout, finished.stderr)
    return finished.stdout


@contextmanager
def composed(folder: Path) -> Iterator[str]:
    """A project for docker-compose, of which nothing is left afterwards; its name."""
    name = f"socketlab-like-{folder.name.replace('_', '')}"
    try:
        command("docker-compose", "-p", name, "build", folder=folder)
        yield name
    finally:
        made = ("--volumes", "--rmi", "all", "--timeout", "0")
        command("docker-compose", "-p", name, "down", *made, folder=folder)


def under_compose(name: str, folder: Path, waited: list[str], *options: str) -> None:
    """Play it with docker-compose until the services that end have ended well."""
    command("docker-compose", "-p", name, "up", "-d", *options, folder=folder)
    for service in waited:
        assert command("docker", "wait", f"{name}_{service}_1").split() == ["0"]


def printed_under_compose(name: str, service: str, number: int = 1) -> list[str]:
    return command("docker", "logs", f"{name}_{service}_{number}").splitlines()


def printed(shell: Shell, host: str) -> list[str]:
    """What a host's program printed in the last run."""
    file = shell.folder / "runs" / "latest" / "logs" / f"{host}.stdout.log"
    return file.read_text(encoding="utf-8").splitlines()


def test_two_networks_with_fixed_addresses_and_a_router_of_ones_own_are_as_under_compose(
    shell: Shell,
) -> None:
    folder = PROJECTS / "two_networks"
    with composed(folder) as name:
        under_compose(name, folder, ["outside", "inside"])
        seen = {service: printed_under_compose(name, service) for service in ("outside", "inside")}
        command("docker-compose", "-p", name, "down", "--timeout", "0", folder=folder)
        finished = shell.run("run", str(folder / "scenario.yaml"))
        assert finished.code == 0, finished
        assert {each: printed(shell, f"{each}-1") for each in seen} == seen
    assert "name api unknown" in seen["outside"]
    assert "reply hello ::ffff:10.213.2.77" in seen["inside"]
    assert "server over IPv6 fd00:213:2::10 True" in seen["inside"]
    assert_nothing_left(run_of(shell.folder))


def test_a_subnet_that_is_taken_is_named_before_anything_starts(shell: Shell) -> None:
    taken = "socketlab-like-taken"
    folder = PROJECTS / "two_networks"
    with composed(folder):
        command("docker", "network", "create", "--subnet", "10.213.1.128/25", taken)
        try:
            finished = shell.run("run", str(folder / "scenario.yaml"))
        finally:
            command("docker", "network", "rm", taken)
    assert finished.code == 3, finished
    said = f'the subnet 10.213.1.0/24 of the network "front" is not free: network "{taken}" has'
    assert said in finished.out + finished.err
    assert "started" not in finished.out
    assert_nothing_left(run_of(shell.folder))


def test_multicast_and_broadcast_reach_every_listener_as_under_compose(shell: Shell) -> None:
    folder = PROJECTS / "multicast"
    with composed(folder) as name:
        under_compose(name, folder, ["say"], "--scale", "heard=3")
        seen = [printed_under_compose(name, "heard", number) for number in (1, 2, 3)]
        said = printed_under_compose(name, "say")
        finished = shell.run("run", str(folder / "scenario.yaml"))
        assert finished.code == 0, finished
    assert [sorted(printed(shell, f"heard-{number}")) for number in (1, 2, 3)] == [*map(sorted, seen)]
    assert printed(shell, "say-1") == said == ["3 thanks for news", "3 thanks for all"]


def test_a_database_its_migration_and_the_application_start_in_order_as_under_compose(shell: Shell) -> None:
    folder = PROJECTS / "migration"
    with composed(folder) as name:
        under_compose(name, folder, ["migrate", "app"])
        seen = {service: printed_under_compose(name, service) for service in ("migrate", "app")}
        command("docker-compose", "-p", name, "down", "--timeout", "0", folder=folder)
        finished = shell.run("run", str(folder / "scenario.yaml"))
        assert finished.code == 0, finished
    assert seen == {"migrate": ["users", "users orders"], "app": ["users orders"]}
    assert {"migrate": printed(shell, "migrate"), "app": printed(shell, "app-1")} == seen
    assert '"My_Database" is started, too: ' in finished.out
    assert_nothing_left(run_of(shell.folder))


def test_numbered_clients_with_mounted_configuration_print_the_same_and_the_files_stay(
    shell: Shell, tmp_path: Path
) -> None:
    """docker-compose mounts the files themselves: it gets a copy of the project, the run gets the project."""
    folder = PROJECTS / "numbered"
    copy = tmp_path / "numbered"
    shutil.copytree(folder, copy)
    with composed(copy) as name:
        under_compose(name, copy, ["client1", "client2"])
        seen = {service: printed_under_compose(name, service) for service in ("client1", "client2")}
        command("docker-compose", "-p", name, "down", "--timeout", "0", folder=copy)
        before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        finished = shell.run("run", str(folder / "scenario.yaml"))
        assert finished.code == 0, finished
    assert {"client1": printed(shell, "client1-1"), "client2": printed(shell, "client2-1")} == seen
    assert seen["client1"][0] == "good morning 0 from 1: seven (info)"
    assert seen["client1"][-2:] == ["config.ini: Read-only file system", "data: written"]
    assert (copy / "data" / "number-1").read_text() == "changed"
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
