"""What a run looks at on its hosts, and when."""

from functools import partial
from pathlib import Path

from socketlab.errors import LabError
from socketlab.events import CountersSeen
from socketlab.hosts.sockets import SocketRow, SocketsSeen
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.links import LinkedFakeRuntime
from socketlab.runtimes.fake.programs import note
from tests.run.harness import KNOWN, play, scenario, slow


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


def test_connections_are_listed_and_where_they_cannot_be_the_event_says_why(tmp_path: Path) -> None:
    def listening(host: FakeHost) -> int:
        host.ports.add(50007)
        host.write(note(host, "ready", role="server"), "stderr")
        host.sleep(60)
        return 0

    def refuse(refused: str, verb: str, _: str) -> None:
        if verb == refused:
            raise LabError("no shell")

    check = "{connections: {host: server, state: LISTEN, count: 1}}"
    images = KNOWN | {"server": Image(listening, "journal"), "client": slow(0.1)}
    row = SocketRow(state="LISTEN", port=50007, peer_port=0)
    for refused, rows, trouble in (("none", (row,), ""), ("sockets", None, "no shell")):
        folder = tmp_path / refused
        folder.mkdir()
        runtime = LinkedFakeRuntime(images, trouble=partial(refuse, refused))
        run = play(folder, scenario(more=f"checks: [{check}]"), runtime=runtime)
        (seen,) = run.of(SocketsSeen)
        assert (seen.moment, seen.rows, seen.trouble) == ("end", rows, trouble)
