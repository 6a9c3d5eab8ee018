"""Whatever a runtime raises, at whichever call: the teardown runs, and no check fails for it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from socketlab.errors import EngineUnreachable, LabError
from socketlab.events import Cleaned, Interrupted
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.programs import gated
from socketlab.runtimes.fake.runtime import FakeRuntime
from tests.run.harness import KNOWN, Played, play

EVERYTHING = """
name: everything
services:
  server: {image: server}
  slow: {image: slow}
  client: {image: client}
  bare: {image: bare}
hosts:
  server: {service: server, files: {/srv/a: {text: "x"}}}
  slow: {service: slow}
fleets:
  clients: {service: client, count: 2, stdin: "some\\n"}
  others: {service: bare}
timeline:
  - {at: 100ms, signal: {host: slow, signal: USR1}}
  - {at: 120ms, exec: {host: server, command: [echo, x]}}
  - {at: 150ms, restart: {host: server, down: 50ms}}
timeout: 20s
checks:
  - processes: {host: slow, at: start, count: 1}
  - counter: {host: slow, name: TcpPassiveOpens, count: 0}
  - reachable: {host: slow, port: 7, is: false}
  - file: {host: server, path: /srv/a}
  - exit_status: {fleet: others}
  - stops: {host: slow, within: 1s, is: 143}
"""


def lasting(host: FakeHost) -> int:
    host.sleep(0.5)
    return 0


def known() -> dict[str, Image]:
    slow = KNOWN["server"].program
    return KNOWN | {
        "slow": Image(slow, "health"),
        "client": Image(gated(lasting), "gate"),
        "bare": Image(lasting),
    }


class Raising:
    """Raises at one call: the first, second, third ... of a verb."""

    def __init__(self, verb: str, number: int, error: BaseException) -> None:
        self.wanted, self.error = (verb, number), error
        self.counted: Counter[str] = Counter()
        self.raised = False
        self.runtime = FakeRuntime(known(), trouble=self)

    def __call__(self, verb: str, _host: str) -> None:
        for inside in list(self.runtime.hosts.values()):
            inside.healthy = True
        self.counted[verb] += 1
        if (verb, self.counted[verb]) == self.wanted:
            self.raised = True
            raise self.error


def played_with(folder: Path, raising: Raising) -> Played:
    folder.mkdir(exist_ok=True)
    return play(folder, EVERYTHING, runtime=raising.runtime)


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    """How often each verb is called in a run in which nothing is raised."""
    raising = Raising("", 0, LabError("never"))
    played = played_with(tmp_path_factory.mktemp("clean"), raising)
    assert played.result.outcome == "pass", played.result
    return raising.counted


HARMLESS = ("prepare_connections", "stop", "remove", "remove_network", "close")
"""Calls whose failure does not touch what the checks are about: what follows is done all the same."""

ERRORS = (
    LabError("the engine refuses"),
    EngineUnreachable("no engine answers"),
    RuntimeError("a mistake"),
    OSError(28, "no space left on device"),
    MemoryError(),
    RecursionError("too deep"),
    KeyboardInterrupt(),
    SystemExit(1),
)


@pytest.mark.no_cover
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_whatever_a_call_raises_nothing_is_left_and_no_check_fails(
    tmp_path: Path, calls: Counter[str], error: BaseException
) -> None:
    assert {"open", "add_network", "place", "execute", "take_down", "bring_back", "close"} <= calls.keys()
    for verb, times in calls.items():
        for number in range(1, times + 1):
            raising = Raising(verb, number, error)
            played = played_with(tmp_path / f"{verb}-{number}", raising)
            where = f"{verb} {number}: {played.result}"
            assert raising.raised, where
            assert raising.runtime.hosts == {}, where
            assert not any(left.kind == "network" for left in raising.runtime.leftovers(None)), where
            assert played.of(Cleaned), where
            interrupted = bool(played.of(Interrupted))
            assert played.result.exit_code in ({2} if interrupted else {0, 3}), where
            assert not any(check.verdict == "fail" for check in played.result.checks), where
            assert played.result.exit_code != 0 or verb in HARMLESS, where
