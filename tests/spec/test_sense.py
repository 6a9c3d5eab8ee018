"""Settings that prove nothing, or that no run can fulfil."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.yaml_files import VALID, messages, one

FLEET = VALID.replace("{service: caller}", "{service: caller, count: 2}")


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (
            "exit_status: {fleet: clients, is: 0, clients: 9}",
            'exit_status.clients: "clients" has 2 clients, fewer than 9',
        ),
        ("client_time: {fleet: clients, at_most: 0s}", "client_time.at_most: must be more than 0s"),
        (
            "client_time: {fleet: clients, at_least: 0s}",
            "client_time.at_least: 0s or more is any time (raise at_least, or add at_most)",
        ),
        (
            "client_time: {fleet: clients, at_least: 100s}",
            "client_time.at_least: 100s is after the timeout of 1m",
        ),
        ('output: {fleet: clients, contains: "a\\nb"}', "output.contains: a line has no line feed in it"),
        (
            "log: {host: server, contains: x, count: {at_least: 0}}",
            "log.count.at_least: 0 or more is any number",
        ),
        ("processes: {host: server, at: 2m, count: 1}", "processes.at: 2m is after the timeout of 1m"),
    ],
)
def test_a_check_that_proves_nothing_says_why(tmp_path: Path, check: str, message: str) -> None:
    (found,) = messages(tmp_path, f"{FLEET}checks:\n  - {check}\n")
    assert found.startswith(f"checks.0.{message}")


def test_a_client_that_would_be_released_after_the_timeout_is_refused(tmp_path: Path) -> None:
    text = VALID.replace("{service: caller}", "{service: caller, count: 9, start: every 10s}")
    assert messages(tmp_path, text) == [
        "fleets.clients.start: the last client would be released at 80s, after the timeout of 1m"
    ]
    assert one(tmp_path, text + "timeout: 81s\n").spec.timeout_s == 81


@pytest.mark.parametrize(
    "moment", ["start: {at: 100000000h}", "stop_grace_period: 25h", "start: {every: 25h}"]
)
def test_a_moment_is_within_a_day(tmp_path: Path, moment: str) -> None:
    (found,) = messages(tmp_path, VALID.replace("{service: caller}", f"{{service: caller, {moment}}}"))
    assert "is too long (24h at most)" in found


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("{at: 10000000h, kill: {host: server}}", "timeline.0.at: "),
        ("{at: 1s, clock: {host: server, skew: 1h, for: 0s}}", "timeline.0.clock.for: "),
        ("{at: 1s, kill: {host: server, kind: kill}}", "timeline.0.kill.kind: "),
        ("{at: 1s, exec: {host: server, command: []}}", "timeline.0.exec.command: must not be empty"),
        (
            "{every: 10s, times: 100, kill: {host: server}}",
            "timeline.0.times: the last time would come at 990s, after the timeout of 1m",
        ),
        (
            "{at: 55s, every: 3s, for: 6s, kill: {host: server}}",
            "timeline.0.for: the last time would come at 61s, after the timeout of 1m",
        ),
        (
            "{at: 1s, jitter: 61s, kill: {host: server}}",
            "timeline.0.jitter: 61s is after the timeout of 1m",
        ),
        (
            "{when: {host: server, contains: a}, after: 61s, kill: {host: server}}",
            "timeline.0.after: 61s is after the timeout of 1m",
        ),
        (
            "{when: {host: server, contains: a, number: 1000001}, kill: {host: server}}",
            "timeline.0.when.number: must be 1000000 or less",
        ),
        (
            "{at: 1s, clock: {host: server, skew: 100000000h}}",
            'timeline.0.clock.skew: "100000000h" is too much (438000h, 50 years, at most)',
        ),
    ],
)
def test_a_step_that_cannot_be_says_why(tmp_path: Path, step: str, message: str) -> None:
    (found,) = messages(tmp_path, f"{VALID}timeline: [{step}]\n")
    assert found.startswith(message)


def test_a_step_may_be_repeated_until_the_timeout(tmp_path: Path) -> None:
    restart = "restart: {host: server}"
    steps = f"{{at: 50s, every: 5s, times: 3, {restart}}}, {{at: 1s, every: 1s, for: 59s, {restart}}}"
    assert one(tmp_path, f"{VALID}timeline: [{steps}]\n").spec.timeline


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("{a: true}", 'where.a: "a" is never "true" (use one of 1, 2)'),
        ("{a: '1'}", 'where.a: "a" is never "1": in the matrix it is not a text (write it without quotes)'),
        ("{b: 5}", 'where.b: "b" is never "5": in the matrix it is a text (put it in quotes)'),
        ("{a: []}", "where.a: must not be empty: the check would never be asked"),
        ("{a: 3}", 'where.a: "a" is never "3" (use one of 1, 2)'),
        ("{c: 3}", 'where.c: the matrix has no axis "c" (its axes are a, b)'),
    ],
)
def test_a_check_that_would_never_be_asked_says_why(tmp_path: Path, where: str, message: str) -> None:
    text = (
        f"{VALID}matrix: {{a: [1, 2], b: ['5']}}\nchecks:\n  - {{where: {where}, echo: {{fleet: clients}}}}\n"
    )
    assert messages(tmp_path, text) == [f"checks.0.{message}"]


def test_a_scenario_without_fleets_and_timeline_is_refused(tmp_path: Path) -> None:
    text = VALID.partition("fleets:")[0]
    assert messages(tmp_path, text) == [
        "fleets: no fleets and no timeline: nothing would happen (add one of them)"
    ]


@pytest.mark.parametrize("values", ["[]", "[~]", "5", "[[1]]"])
def test_a_combination_of_a_matrix_that_is_wrong_is_not_compared(tmp_path: Path, values: str) -> None:
    text = f"{VALID}matrix: {{a: {values}}}\nchecks: [{{exit_status: {{fleet: clients}}, where: {{a: 1}}}}]\n"
    assert messages(tmp_path, text) == ["matrix.a: must be a list of one or more values"]


@pytest.mark.parametrize("hosts", ["", "hosts: {}\n"])
def test_a_scenario_without_hosts_calls_something_outside(tmp_path: Path, hosts: str) -> None:
    text = f"services: {{c: {{image: x}}}}\n{hosts}fleets: {{a: {{service: c}}}}\n"
    none = "hosts: no hosts (add one, or outside: true for fleets that call something outside)"
    assert messages(tmp_path, text) == messages(tmp_path, f"{text}outside: false\n") == [none]
    assert one(tmp_path, f"{text}outside: true\n").spec.outside


@pytest.mark.parametrize("key", ["links: [{between: [a, b], delay: 1ms}]", "networks: {left: {}}"])
def test_a_route_out_does_not_go_with_a_router(tmp_path: Path, key: str) -> None:
    hosts = "{a: {service: c}, b: {service: c}}"
    text = f"services: {{c: {{image: x}}}}\nhosts: {hosts}\nfleets: {{f: {{service: c}}}}\n{key}\n"
    name = key.partition(":")[0]
    assert one(tmp_path, text).spec.routed
    assert messages(tmp_path, f"{text}outside: true\n") == [
        f'outside: "{name}" needs a network without any other route (remove outside or {name})'
    ]
