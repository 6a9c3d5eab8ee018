"""Faults on fake hosts: when they come, what they do to the verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import InvalidFile
from socketlab.events import Exited, FaultDone, Released
from socketlab.plan.model import Deadlines
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.programs import gated, serving
from tests.run.harness import Played, play, scenario


def tells_signals(host: FakeHost) -> int:
    host.write('{"socketlab": 1, "event": "ready", "role": "server", "clock": 1}\n', "stderr")
    while True:
        if not host.signals.empty():
            host.write(f"got {host.signals.get()}\n")
        host.sleep(0.01)


def with_timeline(*steps: str, fleets: bool = True, checks: str = "") -> str:
    text = scenario(
        more="timeout: 2s\ntimeline:\n" + "\n".join(f"  - {step}" for step in steps) + "\n" + checks
    )
    if fleets:
        return text
    return text.replace("fleets:\n  clients:\n    service: client\n    count: 2\n", "")


def slow(seconds: float) -> Image:
    return Image(gated(lambda host: host.sleep(seconds) or 0), "gate")


def done(played: Played) -> list[FaultDone]:
    return [event for event in played.record.events if isinstance(event, FaultDone)]


def test_a_step_comes_at_its_time_after_the_release(tmp_path: Path) -> None:
    text = with_timeline("{at: 300ms, signal: {host: server, signal: SIGUSR1}}")
    played = play(tmp_path, text, {"server": Image(tells_signals, "journal"), "client": slow(0.6)})
    (step,) = done(played)
    released = next(event.at_s for event in played.record.events if isinstance(event, Released))
    assert 0.3 <= step.at_s - released < 0.6
    assert "got USR1" in played.record.output("server", "stdout")
    assert played.result.outcome == "pass"


def test_a_step_waits_for_the_line_with_its_number_and_then_a_while(tmp_path: Path) -> None:
    text = with_timeline(
        "{at: 50ms, signal: {host: server, signal: USR1}}",
        "{at: 100ms, signal: {host: server, signal: USR1}}",
        "{when: {host: server, contains: 'got USR1', number: 2}, after: 200ms, "
        "signal: {host: server, signal: HUP}}",
    )
    played = play(tmp_path, text, {"server": Image(tells_signals, "journal"), "client": slow(0.8)})
    first, second, third = done(played)
    assert third.at_s - second.at_s >= 0.2
    assert played.record.output("server", "stdout").splitlines() == ["got USR1", "got USR1", "got HUP"]
    assert first.at_s < second.at_s


def test_a_run_without_clients_lasts_until_its_last_step(tmp_path: Path) -> None:
    text = with_timeline(
        "{at: 200ms, signal: {host: server, signal: USR2}}",
        "{when: {host: server, matches: 'got USR.'}, kill: {host: server}}",
        fleets=False,
        checks="checks: [{log: {host: server, contains: got USR2, count: 1}}]",
    )
    played = play(tmp_path, text, {"server": Image(tells_signals, "journal")})
    assert [step.name for step in done(played)] == ["signal server", "kill server"]
    assert played.result.outcome == "pass", played.result.checks
    ends = [event for event in played.record.events if isinstance(event, Exited)]
    assert ends[0].stopped


def test_a_host_that_a_harmless_signal_ended_did_end_by_itself(tmp_path: Path) -> None:
    def frail(host: FakeHost) -> int:
        host.write('{"socketlab": 1, "event": "ready", "role": "server", "clock": 1}\n', "stderr")
        while host.signals.empty():
            host.sleep(0.01)
        return 1

    text = with_timeline("{at: 50ms, signal: {host: server, signal: USR1}}")
    played = play(tmp_path, text, {"server": Image(frail, "journal"), "client": slow(0.5)})
    assert played.result.outcome == "fail"


def test_a_step_that_never_comes_leaves_the_verdict_open(tmp_path: Path) -> None:
    text = with_timeline("{when: {host: server, contains: 'never said'}, kill: {host: server}}")
    played = play(tmp_path, text, {"client": slow(0.1)})
    assert (played.result.outcome, played.result.exit_code) == ("inconclusive", 3)
    assert "was never due" in played.result.checks[-1].seen


def test_a_run_without_clients_waits_for_a_line_no_longer_than_its_timeout(tmp_path: Path) -> None:
    text = with_timeline("{when: {host: server, contains: 'never said'}, kill: {host: server}}", fleets=False)
    played = play(tmp_path, text.replace("timeout: 2s", "timeout: 300ms"), deadlines=Deadlines(teardown_s=2))
    assert played.result.outcome == "inconclusive"
    assert played.elapsed_s < 2


def test_a_restarted_host_has_not_ended_and_serves_again(tmp_path: Path) -> None:
    text = with_timeline("{at: 100ms, restart: {host: server, down: 100ms}}")
    played = play(tmp_path, text, {"server": Image(serving, "journal"), "client": slow(0.6)})
    assert played.result.outcome == "pass", played.result.checks
    assert played.verbs("take_down") == played.verbs("bring_back") == ["server"]


def test_what_a_command_prints_is_in_the_events(tmp_path: Path) -> None:
    text = with_timeline(
        "{at: 50ms, exec: {host: server, command: [echo, all, well]}}",
        "{at: 100ms, exec: {host: server, command: [unheard-of]}}",
    )
    played = play(tmp_path, text, {"client": slow(0.3)})
    assert [step.detail for step in done(played)] == ["exit status 0: all well", "exit status 127:"]
    assert played.result.outcome == "pass"


def test_a_steps_texts_know_variables_and_the_dollar_sign(tmp_path: Path) -> None:
    text = with_timeline(
        "{at: 50ms, exec: {host: server, command: [echo, 'to ${hosts.server} for $$5']}}",
        "{when: {host: server, matches: '^a dot: ${hosts.server}.$$'}, "
        "exec: {host: server, command: [echo, b]}}",
    )
    dots = "a dot: server.\n"

    def says(host: FakeHost) -> int:
        host.write('{"socketlab": 1, "event": "ready", "role": "server", "clock": 1}\n', "stderr")
        host.sleep(0.1)
        host.write(dots)
        host.sleep(60)
        return 0

    played = play(tmp_path, text, {"server": Image(says, "journal"), "client": slow(0.5)})
    assert [step.detail for step in done(played)] == [
        "exit status 0: to server for $5",
        "exit status 0: b",
    ]


def test_a_step_that_cannot_be_played_is_told_and_leaves_the_verdict_open(tmp_path: Path) -> None:
    text = with_timeline(
        "{at: 50ms, kill: {host: server}}", "{at: 300ms, signal: {host: server, signal: USR1}}"
    )
    played = play(tmp_path, text, {"client": slow(0.5)})
    assert "is not running" in done(played)[1].trouble
    assert played.result.outcome == "inconclusive"


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("{signal: {host: server, signal: USR1}}", "needs either at"),
        ("{at: 1s, when: {host: server, contains: x}, kill: {host: server}}", "needs either at"),
        ("{at: 1s}", "needs exactly one fault"),
        ("{at: 1s, after: 1s, kill: {host: server}}", "after belongs to when"),
        ("{at: 1, kill: {host: server}}", 'did you mean "1s"?'),
        ("{at: 1s, signal: {host: server, signal: USR3}}", '"USR3" is no signal (did you mean "USR'),
        ("{at: 1s, kill: {host: sever}}", 'no host "sever" (did you mean "server"?)'),
        ("{when: {host: server}, kill: {host: server}}", "needs either matches"),
        ("{when: {host: nobody, contains: x}, kill: {host: server}}", 'no host "nobody"'),
        ("{at: 1s, clock: {host: server, skew: 1}}", 'did you mean "1s"?'),
        ("{at: 1s, clock: {host: server, skew: 0s}}", "leaves a clock as it is"),
        ("{at: 1s, clock: {host: server}}", "clock.skew: is missing"),
        ("{at: 1s, exec: {host: server, command: [echo, '${index}']}}", "only a client has one"),
        ("{at: 1s, kil: {host: server}}", 'did you mean "kill"?'),
    ],
)
def test_a_wrong_step_is_told_with_its_line(tmp_path: Path, step: str, says: str) -> None:
    with pytest.raises(InvalidFile) as raised:
        play(tmp_path, with_timeline(step))
    assert says in str(raised.value)
    assert "scenario.yaml:" in str(raised.value)


def test_the_standing_lab_is_not_harmed(tmp_path: Path) -> None:
    text = with_timeline("{at: 1s, kill: {host: server}}").replace("{service: server}", "{lab: server}")
    with pytest.raises(InvalidFile, match="is the standing lab's"):
        play(tmp_path, text)


def test_a_scenario_in_which_nothing_happens_is_refused(tmp_path: Path) -> None:
    text = with_timeline(fleets=False).replace("timeline:\n", "")
    with pytest.raises(InvalidFile, match="nothing happens in it"):
        play(tmp_path, text)
