"""Starting hosts and clients: a start that fails has the last word."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import LabError
from socketlab.events import Exited, StartFailed
from socketlab.runtimes.api import Ended
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.programs import gated
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
