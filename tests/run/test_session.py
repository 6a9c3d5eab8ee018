"""What surrounds one run: its folder, its ticket, and the signals that interrupt it."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from socketlab import labels
from socketlab.plan.stored import plan_from_json
from socketlab.run.session import Stopping, make_folder, ticket_for
from tests.plan.plans import FLEET, PRIVATE, plan_of
from tests.records import a_plan

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_becomes_a_request_and_is_restored_afterwards(number: signal.Signals) -> None:
    outside = signal.signal(number, signal.default_int_handler)  # the tests themselves may run under nohup
    asked: list[str] = []
    try:
        with Stopping() as stopping:
            stopping.tell(lambda: asked.append("stop"))
            os.kill(os.getpid(), number)
            assert asked == ["stop"]
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, outside)


def test_a_signal_that_comes_before_the_run_begins_is_not_lost() -> None:
    asked: list[str] = []
    with Stopping() as stopping:
        os.kill(os.getpid(), signal.SIGTERM)
        stopping.tell(lambda: asked.append("stop"))
    assert asked == ["stop"]


def test_a_hang_up_that_is_ignored_stays_ignored_as_nohup_wants_it() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    asked: list[str] = []
    try:
        with Stopping() as stopping:
            stopping.tell(lambda: asked.append("stop"))
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert asked == []


def test_outside_the_main_thread_no_signal_is_touched() -> None:
    seen: list[object] = []

    def elsewhere() -> None:
        with Stopping():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGTERM)]


def test_the_folder_has_the_plan_and_latest_points_at_the_newest(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, PRIVATE + FLEET)
    runs = tmp_path / "runs"
    make_folder(runs, replace(plan, run="earlier1"), resolved="")
    folder = make_folder(runs, plan, resolved="name: scenario\n")
    assert (runs / "latest").resolve() == folder.resolve()
    assert plan_from_json((folder / "plan.json").read_bytes()) == plan
    assert (folder / "scenario.resolved.yaml").read_text() == "name: scenario\n"


def test_a_ticket_outlives_every_deadline_of_its_plan(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, PRIVATE + FLEET, ready_timeout_s=1000)
    ticket = ticket_for(plan)
    deadlines = plan.deadlines
    assert ticket.lifetime_s > plan.timeout_s + deadlines.ready_s + deadlines.teardown_s
    assert ticket.labels[labels.RUN] == ticket.run == plan.run
    longer = replace(plan, deadlines=replace(deadlines, teardown_s=deadlines.teardown_s + 100))
    assert ticket_for(longer).lifetime_s == ticket.lifetime_s + 100


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_somebody_else_called_latest_is_left_alone(tmp_path: Path, kind: str) -> None:
    latest = tmp_path / "latest"
    if kind == "file":
        latest.write_text("mine", encoding="utf-8")
    else:
        (latest / "mine").mkdir(parents=True)
    folder = make_folder(tmp_path, a_plan(), resolved="")
    assert (folder / "plan.json").is_file()
    assert not latest.is_symlink()
    assert latest.read_text(encoding="utf-8") == "mine" if kind == "file" else (latest / "mine").is_dir()
    assert {each.name for each in tmp_path.iterdir()} == {"latest", folder.parent.name}


def test_runs_of_a_scenario_called_latest_do_not_meet_the_link(tmp_path: Path) -> None:
    first = make_folder(tmp_path, a_plan(), resolved="")
    own = [
        make_folder(tmp_path, replace(a_plan(scenario="latest"), run=f"run{number}"), resolved="")
        for number in range(2)
    ]
    assert (tmp_path / "latest").resolve() == own[-1].resolve()
    assert {folder.parent.name for folder in own} == {"latest-"}
    assert sorted(each.name for each in first.iterdir()) == ["plan.json", "scenario.resolved.yaml"]
