"""What a scenario sets on a host is in force there, and what is looked at on it is what there is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.system.shell import Finished, Shell

pytestmark = [pytest.mark.docker, pytest.mark.spread]


def checks_of(finished: Finished) -> list[tuple[str, str]]:
    (result,) = finished.results
    return [(check["verdict"], check["seen"]) for check in result["checks"]]


def test_user_sysctls_and_ulimits_are_in_force_on_hosts_and_clients(shell: Shell) -> None:
    settings = "user: '4321', sysctls: {net.ipv4.tcp_syncookies: 2}, ulimits: {nofile: {soft: 99, hard: 100}}"
    tell = "[sh, -c, 'id -u; cat /proc/sys/net/ipv4/tcp_syncookies; ulimit -Sn; ulimit -Hn; sleep 0.5']"
    scenario = f"""
services:
  shell: {{image: socketlab/base, entrypoint: [], command: {tell}}}
hosts:
  server: {{service: shell, command: [sh, -c, 'id -u; ulimit -Sn; exec sleep 60'], {settings}}}
fleets: {{changed: {{service: shell, {settings}}}, plain: {{service: shell}}}}
checks:
  - log: {{host: server, matches: "^(4321|99)$", count: 2}}
  - output: {{fleet: changed, matches: "^(4321|2|99|100)$", count: 4}}
  - output: {{fleet: plain, matches: "^(4321|2|99|100)$", count: 0}}
"""
    finished = shell.run("run", shell.file("settings.yaml", scenario), "--format", "json")
    assert finished.code == 0, finished.out


def test_a_server_out_of_descriptors_shows_it(shell: Shell) -> None:
    scenario = """
hosts:
  server:
    service: thread-server
    environment: {SOCKETLAB_WORK_SECONDS: "1.5"}
    ulimits: {nofile: 16}
fleets:
  clients: {service: client, count: 16, command: [echo-client, server, "I am ${index}"]}
checks:
  - descriptors: {host: server, at: start, count: {at_most: 6}}
  - descriptors: {host: server, at: 700ms, count: 16}
  - log: {host: server, stream: stderr, contains: "too many open files", count: {at_least: 1}}
  - echo: {fleet: clients}
"""
    finished = shell.run("run", shell.file("full.yaml", scenario), "--format", "json")
    assert finished.code == 0, finished.out


def test_a_counter_counts_what_comes_to_that_host_alone(shell: Shell) -> None:
    scenario = """
hosts: {called: {service: echo-server}, idle: {service: echo-server}}
fleets: {clients: {service: client, count: 3, command: [echo-client, called]}}
checks:
  - counter: {host: called, name: TcpPassiveOpens, count: 3}
  - counter: {host: idle, name: TcpPassiveOpens, count: 0}
  - counter: {host: called, name: PassiveOpens, count: 4}
  - counter: {host: called, name: PasiveOpens, count: 3}
"""
    finished = shell.run("run", shell.file("counted.yaml", scenario), "--format", "json")
    assert finished.code == 1
    assert checks_of(finished)[:4] == [
        ("pass", "3"),
        ("pass", "0"),
        ("fail", "3"),
        ("unknown", 'the host\'s kernel has no counter "PasiveOpens" (did you mean "PassiveOpens"?)'),
    ]


def test_files_are_found_where_they_are_and_missed_where_they_are_not(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: getfile, files: {/srv/lab/a.bin: {size: 5kB}}}}
fleets:
  clients: {service: client, command: [sh, -c, "echo five > kept; mkdir folder"]}
checks:
  - file: {fleet: clients, path: kept, size: 5B}
  - file: {fleet: clients, path: dropped, exists: false}
  - file: {fleet: clients, path: folder}
  - file: {host: server, path: /srv/lab/a.bin, size: 5kB}
  - file: {host: server, path: /srv/lab/b.bin, exists: false}
  - file: {fleet: clients, path: kept, size: 6B}
  - file: {fleet: clients, path: kept, exists: false}
  - file: {host: server, path: /srv/lab/b.bin}
  - file: {host: server, path: /srv/lab, exists: false}
"""
    finished = shell.run("run", shell.file("files.yaml", scenario), "--format", "json")
    assert finished.code == 1
    assert [verdict for verdict, _ in checks_of(finished)][:9] == ["pass"] * 5 + ["fail"] * 4


def test_a_file_that_is_deleted_during_the_run_is_not_there_in_the_end(shell: Shell) -> None:
    scenario = """
hosts: {server: {service: getfile, files: {/srv/lab/a.bin: {size: 5kB}, /srv/lab/b.bin: {size: 5kB}}}}
timeline: [{at: 100ms, exec: {host: server, command: [sh, -c, "rm -f /srv/lab/a.bin"]}}]
checks:
  - file: {host: server, path: /srv/lab/a.bin, exists: false}
  - file: {host: server, path: /srv/lab/b.bin, size: 5kB}
"""
    text = scenario.replace("service: getfile,", "service: getfile, user: root,")
    finished = shell.run("run", shell.file("deleted.yaml", text), "--format", "json")
    assert finished.code == 0, finished.out


def test_a_clock_that_is_off_for_a_while_is_right_before_and_after(shell: Shell) -> None:
    ask = "[sh, -c, 'python3 -m services.clients.echo_client server hi']"
    scenario = f"""
hosts: {{server: {{service: fork-server, environment: {{SOCKETLAB_WORK_SECONDS: "0.1"}}}}}}
fleets:
  before: {{service: client, command: {ask}}}
  during: {{service: client, command: {ask}, start: {{at: 1s}}}}
  after: {{service: client, command: {ask}, start: {{at: 2500ms}}}}
timeline:
  - at: 400ms
    clock: {{host: server, skew: 9000h, for: 1200ms}}
checks: [{{client_time: {{fleet: during, at_most: 2s}}}}]
"""
    finished = shell.run("run", shell.file("clock.yaml", scenario), "--format", "json")
    assert finished.code == 0, finished.out
    years = [year_told(finished, fleet) for fleet in ("before", "during", "after")]
    assert years == [years[0], years[0] + 1, years[0]]
    undone = [event for event in events_of(finished) if event["event"] == "fault-done"]
    assert [(event["detail"], event["undone"]) for event in undone] == [
        ("+9000h", False),
        ("right again", True),
    ]


def test_an_image_without_the_library_cannot_have_its_clock_set_and_says_so(shell: Shell) -> None:
    hide = "mkdir -p /tmp/none; exec sleep 60"
    scenario = f"""
services:
  bare:
    image: socketlab/base
    entrypoint: [sh, -c, "{hide}"]
    tmpfs: ["/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime"]
hosts: {{server: {{service: bare}}}}
timeline: [{{at: 100ms, clock: {{host: server, skew: -2h}}}}]
"""
    finished = shell.run("run", shell.file("bare.yaml", scenario), "--format", "json")
    assert finished.code == 3
    assert "not -7200s (use an image that has the library libfaketime" in finished.out


def events_of(finished: Finished) -> list[dict[str, Any]]:
    file = finished.folder / finished.results[0]["folder"] / "events.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()]


def year_told(finished: Finished, fleet: str) -> int:
    """The year in the reply that a client printed."""
    folder = finished.folder / finished.results[0]["folder"]
    return int((folder / "logs" / f"{fleet}-1.stdout.log").read_text().split()[-1].strip("'"))
