"""What a run looks at on its hosts, and when."""

from pathlib import Path

from socketlab.events import CountersSeen
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.programs import note
from tests.run.harness import play, scenario, slow


def test_counters_are_read_at_the_start_and_at_their_moment(tmp_path: Path) -> None:
    def drops(host: FakeHost) -> int:
        host.counters["TcpExtListenDrops"] = 2
        host.write(note(host, "ready", role="server"), "stderr")
        host.sleep(0.2)
        host.counters["TcpExtListenDrops"] = 5
        host.sleep(60)
        return 0

    check = "{counter: {host: server, name: ListenDrops, count: 3}}"
    images = {"server": Image(drops, "journal"), "client": slow(0.4)}
    run = play(tmp_path, scenario(more=f"checks: [{check}]"), images)
    assert [event.moment for event in run.of(CountersSeen)] == ["start", "end"]
    assert run.result.checks[0].seen == "3"
    assert run.result.outcome == "pass"
