"""A host's clock goes off and is set right again; its counters are read."""

from pathlib import Path

from socketlab.events import CountersSeen, FaultDone
from socketlab.hosts.model import HostPlan
from socketlab.plan.clocks import CLOCK_FILE
from socketlab.run.faults.clocks import BOTH_CLOCKS
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.programs import gated, serving
from socketlab.runtimes.fake.runtime import FakeRuntime
from tests.run.harness import Played, play, scenario


class Clocks(FakeRuntime):
    """Hosts whose first ``date`` believes the file, unless their image has no such library."""

    def __init__(self, *, obedient: bool = True) -> None:
        slow = gated(lambda host: host.sleep(0.5) or 0)
        super().__init__({"server": Image(serving, "journal"), "client": Image(slow, "gate")})
        self.obedient = obedient

    def execute(self, host: HostPlan, command: tuple[str, ...]) -> tuple[int, bytes]:
        if command != BOTH_CLOCKS:
            return super().execute(host, command)
        skew = float(self.hosts[host.name].files[CLOCK_FILE]) if self.obedient else 0.0
        return 0, f"{1_000_000 + skew:.0f}\n1000000\n".encode()


def played(folder: Path, step: str, *, obedient: bool = True) -> Played:
    text = scenario(more=f"timeout: 2s\ntimeline:\n  - {step}\n")
    return play(folder, text, runtime=Clocks(obedient=obedient))


def done(run: Played) -> list[FaultDone]:
    return [event for event in run.record.events if isinstance(event, FaultDone)]


def test_a_clock_goes_off_and_stays_so_to_the_end(tmp_path: Path) -> None:
    run = played(tmp_path, "{at: 50ms, clock: {host: server, skew: 1h30m}}")
    assert [(step.detail, step.undone) for step in done(run)] == [("+90m", False)]
    assert run.result.outcome == "pass"


def test_a_clock_that_is_off_for_a_while_is_right_again_afterwards(tmp_path: Path) -> None:
    run = played(tmp_path, "{at: 50ms, clock: {host: server, skew: -90s, for: 150ms}}")
    struck, undone = done(run)
    assert (struck.detail, undone.detail, undone.undone) == ("-90s", "right again", True)
    assert undone.at_s - struck.at_s >= 0.15


def test_a_clock_that_does_not_follow_leaves_the_verdict_open(tmp_path: Path) -> None:
    run = played(tmp_path, "{at: 50ms, clock: {host: server, skew: 1h, for: 50ms}}", obedient=False)
    (step,) = done(run)
    assert "is +0s off, not +3600s" in step.trouble
    assert "libfaketime" in step.trouble
    assert run.result.outcome == "inconclusive"


def test_the_host_is_planned_with_the_library_and_its_file(tmp_path: Path) -> None:
    run = played(tmp_path, "{at: 50ms, clock: {host: server, skew: 1h}}")
    (server,) = run.record.plan.hosts
    assert server.machine.environment["LD_PRELOAD"].endswith("libfaketimeMT.so.1")
    assert server.machine.environment["FAKETIME_TIMESTAMP_FILE"] == CLOCK_FILE
    assert CLOCK_FILE.rpartition("/")[0] in server.machine.volumes
    assert (CLOCK_FILE, "+0.000000\n") in [(file.path, file.text) for file in server.files]


def test_counters_are_read_at_the_start_and_at_their_moment(tmp_path: Path) -> None:
    def drops(host: FakeHost) -> int:
        host.counters["TcpExtListenDrops"] = 2
        host.write('{"socketlab": 1, "event": "ready", "role": "server", "clock": 1}\n', "stderr")
        host.sleep(0.2)
        host.counters["TcpExtListenDrops"] = 5
        host.sleep(60)
        return 0

    check = "{counter: {host: server, name: ListenDrops, count: 3}}"
    images = {
        "server": Image(drops, "journal"),
        "client": Image(gated(lambda host: host.sleep(0.4) or 0), "gate"),
    }
    run = play(tmp_path, scenario(more=f"checks: [{check}]"), images)
    assert [event.moment for event in run.record.events if isinstance(event, CountersSeen)] == [
        "start",
        "end",
    ]
    assert run.result.checks[0].seen == "3"
    assert run.result.outcome == "pass"
