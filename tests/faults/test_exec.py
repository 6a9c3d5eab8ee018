"""Commands on hosts: what they print is evidence, and one that was not played is not."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from socketlab.faults.exec import Exec
from socketlab.plan.model import Deadlines
from tests.run.harness import play, slow, with_timeline

CLIENT = {"client": slow(0.3)}


def test_what_a_command_prints_is_in_the_events(tmp_path: Path) -> None:
    text = with_timeline("{at: 50ms, exec: {host: server, command: [echo, all, well]}}")
    played = play(tmp_path, text, CLIENT)
    assert played.faults == [(0.05, "server", "exit status 0: all well")]
    assert played.result.outcome == "pass"


def test_a_command_must_end_with_status_0_unless_another_is_required(tmp_path: Path) -> None:
    played = play(tmp_path, with_timeline("{at: 50ms, exec: {host: server, command: 'false'}}"), CLIENT)
    assert played.faults == [(0.05, "server", "the command must end with status 0, and had exit status 1:")]
    assert (played.result.outcome, played.result.exit_code) == ("inconclusive", 3)


def test_any_status_will_do_where_that_is_said(tmp_path: Path) -> None:
    text = with_timeline("{at: 50ms, exec: {host: server, command: 'false', is: any}}")
    played = play(tmp_path, text, CLIENT)
    assert played.faults == [(0.05, "server", "exit status 1:")]
    assert played.result.outcome == "pass"


def test_a_command_in_the_background_is_played_as_soon_as_it_runs(tmp_path: Path) -> None:
    text = with_timeline("{at: 50ms, exec: {host: server, command: [sleep, '1000'], background: true}}")
    played = play(tmp_path, text, CLIENT)
    assert played.faults == [(0.05, "server", "started")]
    assert played.result.outcome == "pass"
    assert played.elapsed_s < 1


def test_a_missing_program_in_the_background_leaves_the_verdict_open(tmp_path: Path) -> None:
    text = with_timeline("{at: 50ms, exec: {host: server, command: [unheard-of], background: true}}")
    played = play(tmp_path, text, CLIENT)
    assert 'cannot run "unheard-of" on "server"' in played.faults[0][2]
    assert played.result.outcome == "inconclusive"


def test_a_command_that_does_not_end_is_bounded_by_the_run(tmp_path: Path) -> None:
    text = with_timeline("{at: 50ms, exec: {host: server, command: [sleep, '1000']}}", timeout="1s")
    played = play(tmp_path, text, CLIENT, deadlines=Deadlines())
    assert played.faults[0][2] == "it had not ended when the run did"
    assert (played.result.outcome, played.result.left) == ("inconclusive", ())
    assert played.elapsed_s < 6


@pytest.mark.parametrize(("required", "outcome"), [(0, "inconclusive"), (1, "pass")])
def test_a_required_status_decides_whether_the_step_was_played(
    tmp_path: Path, required: int, outcome: str
) -> None:
    text = with_timeline(f"{{at: 50ms, exec: {{host: server, command: 'false', is: {required}}}}}")
    played = play(tmp_path, text, CLIENT)
    assert played.result.outcome == outcome
    assert ("must end with status 0, and had exit status 1" in played.faults[0][2]) is (required == 0)


def test_a_missing_program_leaves_the_verdict_open(tmp_path: Path) -> None:
    played = play(tmp_path, with_timeline("{at: 50ms, exec: {host: server, command: [unheard-of]}}"), CLIENT)
    assert 'cannot run "unheard-of" on "server"' in played.faults[0][2]
    assert played.result.outcome == "inconclusive"


@pytest.mark.parametrize(
    "settings",
    [
        {"command": []},
        {"command": ""},
        {"command": "x", "is": 256},
        {"command": "x", "is": -1},
        {"command": "x", "is": "some"},
        {"command": "x", "is": 0, "background": True},
    ],
)
def test_a_command_that_cannot_be_meant_is_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Exec.model_validate({"host": "server", **settings})
