"""Killed hosts and clients."""

from pathlib import Path

from socketlab.events import Exited
from tests.run.harness import play, slow, with_timeline


def test_a_killed_host_has_not_ended_by_itself(tmp_path: Path) -> None:
    played = play(tmp_path, with_timeline("{at: 100ms, kill: {host: server}}"), {"client": slow(0.5)})
    assert played.faults == [(0.1, "server", "KILL")]
    assert next(event.stopped for event in played.of(Exited) if event.host == "server")
    assert played.result.outcome == "pass"


def test_a_killed_client_has_the_exit_status_of_one_which_a_check_can_ask_for(tmp_path: Path) -> None:
    checks = "checks:\n  - exit_status: {fleet: clients, is: 137, clients: 1}\n"
    text = with_timeline("{at: 100ms, kill: {host: 'clients[1]'}}", checks=checks)
    played = play(tmp_path, text, {"client": slow(0.5)})
    assert played.result.outcome == "pass", played.result.checks


def test_a_killed_client_fails_a_run_that_does_not_expect_it(tmp_path: Path) -> None:
    text = with_timeline("{at: 100ms, kill: {host: 'clients[1]'}}")
    played = play(tmp_path, text, {"client": slow(0.5)})
    assert played.result.outcome == "fail"
    assert "clients-1 exited 137" in played.result.checks[0].seen
