"""A host's clock goes off and is set right again."""

from pathlib import Path

import pytest

from socketlab.events import FaultDone, FileSeen
from socketlab.faults.clock import BOTH_CLOCKS, CLOCK_FILE, Clock, skew_file
from socketlab.hosts.model import HostPlan, PlacedFile
from socketlab.runtimes.fake.runtime import FakeRuntime
from tests.records import a_host
from tests.run.harness import KNOWN, Played, play, slow, with_timeline


class Clocks(FakeRuntime):
    """Hosts whose first ``date`` believes the file, unless their image has no such library."""

    def __init__(self, *, obedient: bool = True) -> None:
        super().__init__(KNOWN | {"client": slow(0.5)})
        self.obedient = obedient

    def execute(self, host: HostPlan, command: tuple[str, ...]) -> tuple[int, bytes]:
        if command != BOTH_CLOCKS:
            return super().execute(host, command)
        skew = float(self.hosts[host.name].files[CLOCK_FILE]) if self.obedient else 0.0
        return 0, f"{1_000_000 + skew:.0f}\n1000000\n".encode()


def played(folder: Path, step: str, *, obedient: bool = True) -> Played:
    return play(folder, with_timeline(step), runtime=Clocks(obedient=obedient))


def test_a_clock_goes_off_and_stays_so_to_the_end(tmp_path: Path) -> None:
    run = played(tmp_path, "{at: 50ms, clock: {host: server, skew: 1h30m}}")
    assert run.faults == [(0.05, "server", "+90m")]
    assert run.result.outcome == "pass"


def test_a_clock_that_is_off_for_a_while_is_right_again_afterwards(tmp_path: Path) -> None:
    run = played(tmp_path, "{at: 50ms, clock: {host: server, skew: -90s, for: 150ms}}")
    assert run.faults == [(0.05, "server", "-90s"), (0.2, "server", "right again")]
    assert [event.undone for event in run.of(FaultDone)] == [False, True]


def test_a_clock_that_does_not_follow_leaves_the_verdict_open(tmp_path: Path) -> None:
    run = played(tmp_path, "{at: 50ms, clock: {host: server, skew: 1h, for: 50ms}}", obedient=False)
    ((_, _, said),) = run.faults
    assert "is +0s off, not +3600s" in said
    assert "libfaketime" in said
    assert run.result.outcome == "inconclusive"


def test_a_file_that_cannot_be_placed_leaves_the_verdict_open(tmp_path: Path) -> None:
    class Full(Clocks):
        def place(self, host: HostPlan, file: PlacedFile) -> FileSeen:
            if file.text == skew_file(3600.0).text:
                return FileSeen(at_s=0.0, host=host.name, path=file.path, trouble="no space left on device")
            return super().place(host, file)

    step = "{at: 50ms, clock: {host: server, skew: 1h}}"
    run = play(tmp_path, with_timeline(step), runtime=Full())
    ((_, _, said),) = run.faults
    assert said == 'cannot set the clock of "server": no space left on device'
    assert run.result.outcome == "inconclusive"


def test_clients_have_clocks_too(tmp_path: Path) -> None:
    run = played(tmp_path, "{at: 50ms, clock: {host: 'clients[2]', skew: 1h}}")
    assert run.faults == [(0.05, "clients-2", "+1h")]
    prepared = {client.host.name: bool(client.host.files) for client in run.record.plan.clients}
    assert prepared == {"clients-1": False, "clients-2": True}


def test_the_host_is_planned_with_the_library_and_its_file(tmp_path: Path) -> None:
    run = played(tmp_path, "{at: 50ms, clock: {host: server, skew: 1h}}")
    (server,) = run.record.plan.hosts
    assert server.machine.environment["LD_PRELOAD"].endswith("libfaketimeMT.so.1")
    assert server.machine.environment["FAKETIME_TIMESTAMP_FILE"] == CLOCK_FILE
    assert CLOCK_FILE.rpartition("/")[0] in server.machine.volumes
    assert (CLOCK_FILE, "+0.000000\n") in [(file.path, file.text) for file in server.files]


def test_preparing_a_host_twice_changes_no_more_than_once() -> None:
    clock = Clock.model_validate({"host": "server", "skew": "1h"})
    once = clock.prepare(a_host())
    assert clock.prepare(once) == once


@pytest.mark.parametrize("output", ["", "1\n", "one\ntwo\n", "1\n2\n3\n", "9" * 5000 + "\n1\n"])
def test_a_clock_that_cannot_be_read_is_not_taken_for_one_that_followed(tmp_path: Path, output: str) -> None:
    class Odd(Clocks):
        def execute(self, _host: HostPlan, _command: tuple[str, ...]) -> tuple[int, bytes]:
            return 0, output.encode()

    run = play(tmp_path, with_timeline("{at: 50ms, clock: {host: server, skew: 1h}}"), runtime=Odd())
    assert 'cannot read the clock of "server"' in run.faults[0][2]
