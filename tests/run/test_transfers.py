"""Steps that wait until hosts have transferred a number of bytes."""

from __future__ import annotations

from pathlib import Path

from typing_extensions import override

from socketlab.errors import LabError
from socketlab.hosts.model import HostPlan
from socketlab.record.observations import Transferred
from socketlab.run.transfers import COUNTERS
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.programs import note
from socketlab.runtimes.fake.runtime import FakeRuntime
from tests.run.harness import KNOWN, Played, play, slow, with_timeline

STEP = "{{when: {{event: transferred, host: {host}, bytes: {size}}}, signal: {{host: server, signal: USR1}}}}"


def counting(host: FakeHost) -> int:
    """A server that receives and sends 1000 bytes each, every 100 ms."""
    host.write(note(host, "ready", role="server"), "stderr")
    for _ in range(50):
        for name in COUNTERS:
            host.counters[name] = host.counters.get(name, 0) + 1000
        host.sleep(0.1)
    return 0


class Restarted(FakeRuntime):
    """Its counters cannot be read at first, and begin anew after a while, as on a host that was restarted."""

    readings = 0

    @override
    def counters(self, host: HostPlan) -> dict[str, int]:
        self.readings += 1
        if self.readings == 1:
            raise LabError("not now")
        if self.readings < 5:
            return dict.fromkeys(COUNTERS, 1000 * self.readings)
        return dict.fromkeys(COUNTERS, 100 * self.readings)


IMAGES = KNOWN | {"server": Image(counting, "journal"), "client": slow(1.0)}


def played(folder: Path, *steps: str, runtime: FakeRuntime | None = None) -> Played:
    return play(folder, with_timeline(*steps), IMAGES, runtime=runtime)


def test_a_step_comes_when_its_host_has_transferred_enough_and_that_is_recorded_once(tmp_path: Path) -> None:
    run = played(tmp_path, STEP.format(host="server", size="10kB"), STEP.format(host="server", size="12kB"))
    first, second = sorted(
        run.of(Transferred), key=lambda event: event.wanted_bytes
    )  # both may come at one look
    assert (first.hosts, first.wanted_bytes) == (("server",), 10_000)
    assert first.found_bytes >= 10_000
    assert second.found_bytes >= 12_000
    assert len(run.faults) == 2
    assert run.result.outcome == "pass"


def test_one_that_never_comes_leaves_the_verdict_open(tmp_path: Path) -> None:
    run = played(tmp_path, STEP.format(host="server", size="1GB"))
    assert run.of(Transferred) == []
    assert run.result.outcome == "inconclusive"


def test_what_a_host_transferred_before_a_restart_counts(tmp_path: Path) -> None:
    run = played(tmp_path, STEP.format(host="server", size="9100B"), runtime=Restarted(IMAGES))
    (event,) = run.of(Transferred)
    assert event.found_bytes == 8000 + 2 * 600
    assert run.result.outcome == "pass"
