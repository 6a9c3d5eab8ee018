"""The checks that act on a host, or read all it printed, against real containers: never, reachable, stops."""

from __future__ import annotations

import contextlib
import io
import json
import tarfile
from collections.abc import Iterator
from typing import Any

import pytest

from tests.system.left import assert_nothing_left
from tests.system.shell import Finished, Shell

pytestmark = pytest.mark.docker

CALLERS = """
fleets:
  clients: {service: client, count: 2, command: [echo-client, server, "hello ${index}"]}
timeout: 30s
"""
SERVER = "hosts: {server: {service: thread-server}}\n" + CALLERS

DEAF = """
services:
  deaf:
    image: socketlab/client
    entrypoint: [python3, -c]
    command:
      - |
        import signal, socket, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        with socket.create_server(("", 50007)) as listener:
            print("listening", flush=True)
            while True:
                connection, _ = listener.accept()
                with connection:
                    connection.sendall(connection.recv(999))
    healthcheck: {disable: true}
hosts: {server: {service: deaf}}
fleets:
  clients:
    service: client
    count: 1
    start: {at: 1s}
    command: [sleep, "0.1"]
timeout: 30s
"""


@pytest.fixture(scope="module")
def bare_image() -> Iterator[str]:
    """An image with nothing in it but one program and the libraries that it loads: no shell, no Python."""
    import docker

    client = docker.from_env()
    name = "socketlab-test/bare"
    source = client.containers.create("socketlab/base", ["true"])
    try:
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as bare:
            for path, target in _libraries(client, "/bin/sleep").items():
                stream, _ = source.get_archive(path)
                with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as one:
                    member = one.getmembers()[0]
                    content = one.extractfile(member)
                    member.name = target.lstrip("/")
                    bare.addfile(member, content)
        archive.seek(0)
        client.api.import_image_from_data(archive.read(), repository=name)
        yield name
    finally:
        source.remove(force=True)
        with contextlib.suppress(docker.errors.ImageNotFound):
            client.images.remove(name, force=True)
        client.close()


def _libraries(client: Any, program: str) -> dict[str, str]:
    """Where the files that a program needs really are in the base image, and where it looks for them."""
    loaded = f"$(ldd {program} | grep -o '/[^ ]*')"
    script = f"readlink -f {program}; for each in {loaded}; do readlink -f $each; echo $each; done"
    output = client.containers.run("socketlab/base", ["sh", "-c", script], entrypoint=[], remove=True)
    real, *pairs = output.decode().split()
    found = {pairs[number]: pairs[number + 1] for number in range(0, len(pairs), 2)}
    return {real: f"/{program.rpartition('/')[2]}", **found}


def play(shell: Shell, text: str, checks: str) -> tuple[Finished, dict[str, Any]]:
    finished = shell.run("run", shell.file("checks.yaml", f"{text}checks:\n{checks}"), "--format", "json")
    (result,) = finished.results
    return finished, result


def found(result: dict[str, Any]) -> list[tuple[str, str]]:
    return [(check["kind"], check["verdict"]) for check in result["checks"] if check["place"] != "implied"]


def events(shell: Shell, result: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    lines = (shell.folder / result["folder"] / "events.jsonl").read_text().splitlines()
    return [event for event in map(json.loads, lines) if event["event"] == kind]


@pytest.mark.parametrize("service", ["thread-server", "fork-server", "select-server", "asyncio-server"])
def test_our_servers_stop_in_time_when_they_are_asked(shell: Shell, service: str) -> None:
    text = SERVER.replace("thread-server", service)
    finished, result = play(shell, text, "  - stops: {host: server, within: 2s}\n")
    assert (finished.code, result["outcome"]) == (0, "pass"), result["checks"]
    (seen,) = events(shell, result, "stop-seen")
    assert (seen["signal"], seen["code"]) == ("TERM", 0)
    assert 0 < seen["took_s"] < 2
    (stop,) = (check for check in result["checks"] if check["kind"] == "stops")
    assert {measure["name"] for measure in stop["measures"]} == {"stop", "exit_status"}


def test_a_program_that_ignores_term_fails_and_nothing_is_left(shell: Shell) -> None:
    finished, result = play(shell, DEAF, "  - stops: {host: server, within: 1s}\n")
    assert (finished.code, found(result)) == (1, [("stops", "fail")]), result["checks"]
    assert result["checks"][0]["seen"] == "still running 1.0s after TERM"
    assert {check["verdict"] for check in result["checks"][1:]} == {"pass"}
    assert_nothing_left(result["run"])


def test_the_signal_is_the_one_that_the_service_names(shell: Shell) -> None:
    text = DEAF.replace("healthcheck:", "stop_signal: INT\n    healthcheck:")
    _, result = play(shell, text, "  - stops: {host: server, within: 5s, is: 1}\n")
    (seen,) = events(shell, result, "stop-seen")
    assert seen["signal"] == "INT"
    assert seen["took_s"] is not None  # Python ends on an interrupt that nothing catches


def test_a_port_that_is_served_is_reachable_and_another_is_not(shell: Shell) -> None:
    checks = """\
  - reachable: {host: server, port: 50007, at: start}
  - reachable: {host: server, port: 50007, at: 500ms}
  - reachable: {host: server, port: 50007}
  - reachable: {host: server, port: 9, is: false}
  - reachable: {host: server, port: 9}
"""
    _, result = play(shell, SERVER, checks)
    verdicts = [verdict for _, verdict in found(result)]
    assert verdicts == ["pass", "pass", "pass", "pass", "fail"], result["checks"]
    assert result["checks"][4]["seen"].startswith("refused after ")
    assert_nothing_left(result["run"])


def test_a_killed_host_is_not_reachable_any_more(shell: Shell) -> None:
    text = SERVER + "timeline: [{at: 3s, kill: {host: server}}]\n"
    text = text.replace('[echo-client, server, "hello ${index}"]', "[sleep, '4']")
    checks = """\
  - reachable: {host: server, port: 50007, at: 500ms}
  - reachable: {host: server, port: 50007, at: end, is: false}
"""
    _, result = play(shell, text, checks)
    assert [verdict for _, verdict in found(result)] == ["pass", "pass"], result["checks"]
    assert result["checks"][1]["seen"].startswith(("timed out", "unreachable"))


def test_an_image_without_a_shell_can_be_asked_too(shell: Shell, bare_image: str) -> None:
    """The probe is a host of its own: nothing has to be executed in the one that is asked about."""
    text = f"""
services: {{bare: {{image: {bare_image}, command: [/sleep, "60"]}}}}
hosts: {{server: {{service: bare}}}}
{CALLERS.replace('[echo-client, server, "hello ${index}"]', "['true']")}
"""
    checks = """\
  - reachable: {host: server, port: 50007, is: false}
  - processes: {host: server, count: 1}
"""
    _, result = play(shell, text, checks)
    assert found(result) == [("reachable", "pass"), ("processes", "unknown")], result["checks"]
    assert result["checks"][0]["seen"].startswith("refused after ")
    assert_nothing_left(result["run"])


def test_what_must_never_appear_is_found_in_either_stream_and_silence_passes(shell: Shell) -> None:
    checks = """\
  - never: {host: server, contains: Traceback}
  - never: {fleet: clients, matches: "refused|reset", stream: stderr}
  - never: {fleet: clients, contains: "hello 2"}
  - never: {host: server, contains: "connected by"}
"""
    finished, result = play(shell, SERVER, checks)
    assert finished.code == 1
    assert [verdict for _, verdict in found(result)] == ["pass", "pass", "fail", "fail"], result["checks"]
    assert result["checks"][2]["seen"].endswith("from clients-2")
    assert result["checks"][2]["evidence"] == ["logs/clients-2.stdout.log"]
