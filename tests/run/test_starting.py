"""Starting hosts and clients: a start that fails has the last word."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import LabError
from socketlab.events import Exited, Ready, Started, StartFailed
from socketlab.plan.model import Deadlines
from socketlab.run.player import Ending
from socketlab.runtimes.api import Ended
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.programs import gated, serving
from socketlab.runtimes.fake.runtime import FakeRuntime
from tests.run.harness import KNOWN, Played, play, scenario

NOT_FOUND = 'cannot start "nope": executable file not found'


def play_failing(
    folder: Path, text: str, failing: str, *, ended_after_s: float, more: dict[str, Image]
) -> Played:
    """A run on an engine that reports the end of a host before it says that it could not start it."""

    def trouble(verb: str, host: str) -> None:
        if (verb, host) == ("start", failing):
            inside = runtime.hosts[failing]
            inside.sink(Ended(host=failing, code=127))
            runtime.clock.wait_for(lambda: False, ended_after_s)
            raise LabError(NOT_FOUND)

    runtime = FakeRuntime(KNOWN | more, trouble=trouble)
    return play(folder, text, runtime=runtime)


@pytest.mark.parametrize("ended_after_s", [0.0, 0.2])
@pytest.mark.parametrize("failing", ["server", "clients-1"])
@pytest.mark.parametrize("program", [Image(gated(lambda _: 0), "gate"), Image(lambda _: 0)])
def test_a_start_that_fails_is_inconclusive_with_the_engines_reason_whatever_comes_first(
    tmp_path: Path, failing: str, ended_after_s: float, program: Image
) -> None:
    text = scenario(more="checks: [{exit_status: {fleet: clients}}]")
    played = play_failing(tmp_path, text, failing, ended_after_s=ended_after_s, more={"client": program})
    assert (played.result.outcome, played.result.exit_code) == ("inconclusive", 3)
    assert NOT_FOUND in played.result.trouble
    assert [(event.host, event.message) for event in played.of(StartFailed)] == [(failing, NOT_FOUND)]
    assert failing not in [event.host for event in played.of(Exited)]
    concerned = "hosts_up" if failing == "server" else "exit_status"
    assert {check.verdict for check in played.result.checks if check.kind == concerned} == {"unknown"}


def test_a_host_that_died_does_not_hide_that_another_could_not_be_started(tmp_path: Path) -> None:
    def dies(_host: FakeHost) -> int:
        return 1

    text = scenario(hosts="server: {service: server}\n  other: {service: other}")
    played = play_failing(
        tmp_path, text, "other", ended_after_s=0.3, more={"other": Image(dies), "server": Image(dies)}
    )
    assert played.result.outcome == "inconclusive"
    assert NOT_FOUND in played.result.trouble


def test_a_client_that_never_reads_its_input_holds_up_nothing_else(tmp_path: Path) -> None:
    def trouble(verb: str, host: str) -> None:
        if (verb, host) == ("send", "clients-1"):
            runtime.clock.wait_for(runtime.hosts[host].ended.is_set, 60)

    runtime = FakeRuntime(KNOWN | {"client": Image(lambda _: 0)}, trouble=trouble)
    played = play(tmp_path, scenario(fleet='count: 2\n    stdin: "long"'), runtime=runtime)
    assert played.result.outcome == "pass"
    assert played.elapsed_s < 1


ORDERED = """
services:
  server: {image: server, depends_on: {work: {condition: service_completed_successfully}}}
  work: {image: work, depends_on: {store: {condition: service_healthy}}}
  store: {image: store}
  client: {image: client, depends_on: [server]}
hosts: {server: {service: server}}
fleets: {clients: {service: client, count: 2}}
"""


def play_ordered(folder: Path, status: int) -> Played:
    def works(host: FakeHost) -> int:
        host.sleep(0.5)
        return status

    images = {"work": Image(works), "store": Image(serving, "journal")}
    return play(folder, ORDERED, images)


def test_hosts_are_started_after_what_they_depend_on(tmp_path: Path) -> None:
    played = play_ordered(tmp_path, 0)
    assert played.result.outcome == "pass", played.result
    started = {event.host: event.at_s for event in played.of(Started)}
    ready = {event.host: event.at_s for event in played.of(Ready)}
    ended = {event.host: event.at_s for event in played.of(Exited)}
    assert ready["store"] <= started["work"]
    assert ended["work"] <= started["server"] <= min(started["clients-1"], started["clients-2"])
    assert [check.seen for check in played.result.checks if check.kind == "hosts_up"] == [
        "2 hosts stayed up; ended as expected: work"
    ]
    assert '"work" is started, too: "server" depends on it' in played.result.notes


def test_what_depends_on_work_that_failed_is_not_started_and_the_run_fails(tmp_path: Path) -> None:
    played = play_ordered(tmp_path, 3)
    assert (played.result.outcome, played.ending) == ("fail", Ending.HOST_DIED)
    assert "server" not in [event.host for event in played.of(Started)]
    seen = [check.seen for check in played.result.checks if check.kind == "hosts_up"]
    assert seen == ["work exited 3, it wrote nothing"]


def test_a_host_may_end_with_the_status_that_the_scenario_gives(tmp_path: Path) -> None:
    def ends(_host: FakeHost) -> int:
        return 4

    text = scenario(hosts="server: {service: server}\n  once: {service: other, exits: 4}")
    assert play(tmp_path, text, {"other": Image(ends)}).result.outcome == "pass"
    (tmp_path / "again").mkdir()
    again = play(tmp_path / "again", text.replace("exits: 4", "exits: 5"), {"other": Image(ends)})
    assert again.result.outcome == "fail"


def test_the_deadline_of_readiness_names_who_was_started_first(tmp_path: Path) -> None:
    def never(host: FakeHost) -> int:
        host.sleep(3600)
        return 0

    soon = Deadlines(ready_s=0.5, look_s=2, after_host_death_s=0.1, teardown_s=2)
    played = play(tmp_path, ORDERED, {"store": Image(never, "journal"), "work": Image(never)}, deadlines=soon)
    assert played.result.trouble.startswith('"store" (and 4 more) was not ready within 500ms')
