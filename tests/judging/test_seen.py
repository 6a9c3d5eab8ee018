"""Observations are found again by host and moment."""

from socketlab.events import ConnectionSeen, FileSeen, StopSeen
from socketlab.hosts.sockets import SocketsSeen
from socketlab.judging.seen import Seen
from tests.records import released, row, table


def test_each_observation_is_found_by_where_and_when_it_was_made() -> None:
    seen = Seen()
    file = FileSeen(at_s=1.0, host="server", path="/a", size=1)
    connection = ConnectionSeen(at_s=1.0, host="server", moment="end", port=7, outcome="refused")
    stop = StopSeen(at_s=1.0, host="server", signal="TERM", waited_s=1.0)
    sockets = SocketsSeen(at_s=1.0, host="server", moment="end", rows=())
    for event in (released(), table(row(1)), sockets, file, connection, stop):
        seen.take(event)
    assert seen.tables["server", "end"].rows == (row(1),)
    assert seen.sockets == {("server", "end"): sockets}
    assert seen.files == {("server", "/a"): file}
    assert seen.connections == {("server", 7, "end"): connection}
    assert seen.stops == {"server": stop}
