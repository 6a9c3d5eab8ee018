"""Hosts that are asked to stop at the very end of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import LabError
from socketlab.events import Exited, StopSeen
from socketlab.run.player import Ending
from socketlab.runtimes.capabilities import AsksToStop
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.programs import gated, note, serving
from socketlab.runtimes.fake.runtime import FakeRuntime
from tests.run.harness import Played, play, scenario


def ready(host: FakeHost) -> None:
    host.ends_when_asked = False
    host.write(note(host, "ready", role="server"), "stderr")


def graceful(host: FakeHost) -> int:
    ready(host)
    host.clock.wait_for(lambda: host.stop.is_set() or not host.signals.empty(), 3600)
    return 0


def deaf(host: FakeHost) -> int:
    ready(host)
    host.sleep(3600)
    return 0


def played(folder: Path, program: object, checks: str, **more: object) -> Played:
    text = scenario(more=f"checks:\n{checks}")
    return play(folder, text, {"server": Image(program, "journal")}, **more)  # type: ignore[arg-type]


STOPS = "  - stops: {host: server, within: 300ms}\n"


def test_a_host_that_obeys_passes_and_its_end_is_no_failure_of_the_run(tmp_path: Path) -> None:
    run = played(tmp_path, graceful, STOPS)
    assert (run.ending, run.result.outcome) == (Ending.COMPLETED, "pass")
    (seen,) = run.of(StopSeen)
    assert isinstance(seen, StopSeen)
    assert (seen.signal, seen.code, seen.trouble) == ("TERM", 0, "")
    assert seen.took_s == 0.0
    assert run.result.checks[-1].kind == "hosts_up"
    assert run.verbs("stop") == []


def test_a_deaf_host_fails_and_is_stopped_by_the_teardown(tmp_path: Path) -> None:
    run = played(tmp_path, deaf, STOPS)
    assert run.result.outcome == "fail"
    assert [check.kind for check in run.result.checks if check.verdict != "pass"] == ["stops"]
    assert run.result.checks[0].seen == "still running 0.3s after TERM"
    assert run.verbs("stop") == ["server"]
    assert [event.stopped for event in run.of(Exited) if event.host == "server"] == [True]


def test_the_time_that_sending_the_signal_takes_is_not_the_hosts(tmp_path: Path) -> None:
    def slowly(verb: str, _host: str) -> None:
        if verb == "ask_to_stop":
            runtime.clock.wait_for(lambda: False, 1.0)

    images = {"server": Image(graceful, "journal"), "client": Image(gated(lambda _: 0), "gate")}
    runtime = FakeRuntime(images, trouble=slowly)
    run = play(tmp_path, scenario(more=f"checks:\n{STOPS}"), runtime=runtime)
    (seen,) = run.of(StopSeen)
    assert isinstance(seen, StopSeen)
    assert (seen.took_s, seen.error_s, seen.code) == (1.0, 1.0, 0)
    assert run.result.checks[0].verdict == "unknown"


def test_it_comes_after_everything_else_is_observed(tmp_path: Path) -> None:
    checks = (
        STOPS + "  - processes: {host: server, count: 1}\n  - reachable: {host: server, port: 7, is: false}\n"
    )
    run = played(tmp_path, serving, checks + "  - stops: {host: server, within: 1s, is: 143}\n")
    verbs = [verb for verb, _ in run.runtime.verbs]
    ask = verbs.index("ask_to_stop")
    assert verbs.count("ask_to_stop") == 1
    assert verbs.index("processes") < verbs.index("try_connection") < ask < verbs.index("remove")
    assert [check.verdict for check in run.result.checks[:4]] == ["fail", "pass", "pass", "pass"]
    assert run.result.checks[0].seen.startswith("exited 143 ")


def test_a_host_that_ended_before_is_not_asked(tmp_path: Path) -> None:
    def dies(host: FakeHost) -> int:
        ready(host)
        return 7

    run = played(tmp_path, dies, STOPS)
    verdicts = {check.kind: check.verdict for check in run.result.checks}
    assert verdicts["hosts_up"] == "fail"
    assert verdicts["stops"] == "unknown"


def test_a_signal_that_cannot_be_sent_leaves_it_open(tmp_path: Path) -> None:
    def trouble(verb: str, _host: str) -> None:
        if verb == "ask_to_stop":
            raise LabError("the engine is gone")

    images = {"server": Image(graceful, "journal"), "client": Image(gated(lambda _: 0), "gate")}
    run = play(tmp_path, scenario(more=f"checks:\n{STOPS}"), runtime=FakeRuntime(images, trouble=trouble))
    assert run.result.outcome == "inconclusive"
    assert run.result.checks[0].seen == "server: the engine is gone"


def test_a_runtime_that_lacks_it_refuses_the_scenario(tmp_path: Path) -> None:
    from socketlab.errors import InvalidInput

    class Without(FakeRuntime):
        ask_to_stop = AsksToStop.ask_to_stop

    with pytest.raises(InvalidInput, match="stops"):
        play(tmp_path, scenario(more=f"checks:\n{STOPS}"), runtime=Without({}))
