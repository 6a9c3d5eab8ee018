"""An example of every kind of event, as a run of the literal plan could have recorded it."""

from __future__ import annotations

from socketlab.events import (
    Began,
    Cleaned,
    ConnectionSeen,
    CountersSeen,
    CutOff,
    Event,
    Exited,
    FaultDone,
    FileSeen,
    Interrupted,
    Killed,
    NetworkMade,
    Noted,
    ProcessesSeen,
    ProcessRow,
    Ready,
    Released,
    Started,
    StartFailed,
    StopSeen,
    TimedOut,
    Troubled,
)
from socketlab.hosts.sockets import SocketRow, SocketsSeen
from socketlab.links.events import LinkMeasured, LinksMade
from socketlab.record.logs import LogFull
from socketlab.record.observations import Transferred

SOCKET = SocketRow(state="ESTABLISHED", port=50007, peer_port=40000)
ROW = ProcessRow(pid=1, parent=0, name="a b) c", state="S", threads=2)
EVERY: list[Event] = [
    Began(at_s=0.0, run="testrun1", scenario="test", cell={}, seed=5, wall="2026-01-01T00:00:00Z"),
    NetworkMade(at_s=0.1, network="n", subnet="198.19.0.0/24"),
    LinksMade(at_s=0.15, mechanism="fallback", paths=2),
    LinkMeasured(
        at_s=0.16,
        source="far-1, far-2",
        destination="server",
        quantity="delay",
        unit="s",
        declared=0.08,
        measured=None,
        within=False,
    ),
    Started(at_s=0.2, host="server", placement="private", address="198.19.0.2", gated=True),
    StartFailed(at_s=0.25, host="server", message="executable file not found"),
    Ready(at_s=0.3, host="server", how="journal"),
    Released(at_s=0.4, clients=8, clock=None),
    Released(at_s=0.4, clients=8, clock=7123.25),
    Noted(
        at_s=0.5,
        host="server",
        note={"event": "sent", "data": "\u2028\x85 ü", "more": True, "n": 1.5},
    ),
    Transferred(at_s=0.55, hosts=("server", "other"), wanted_bytes=10**6, found_bytes=1_048_576),
    Exited(at_s=0.6, host="server", code=None),
    Exited(at_s=0.6, host="server", code=137, out_of_memory=True, stopped=True, ran=(1.5, 2.25)),
    Exited(at_s=0.6, host="clients-1", code=0, took_s=2.0, container_s=5.0),
    LogFull(at_s=0.65, host="clients-1", stream="stderr", kept=67_108_864),
    TimedOut(at_s=0.7, host="server"),
    CutOff(at_s=0.7, host="clients-1", why="server ended"),
    Killed(at_s=0.7, host="server", signal="TERM", after_s=10.0),
    ProcessesSeen(at_s=0.8, host="server", moment="0.0001", rows=(ROW, ROW)),
    SocketsSeen(at_s=0.8, host="server", moment="end", rows=(SOCKET,)),
    SocketsSeen(at_s=0.8, host="server", moment="end", rows=None, trouble="no shell"),
    ProcessesSeen(at_s=0.8, host="server", moment="end", rows=None, trouble="no shell"),
    CountersSeen(at_s=0.85, host="server", moment="end", counters={"TcpExtListenDrops": 3}),
    CountersSeen(at_s=0.85, host="server", moment="start", counters=None, trouble="no cat"),
    ConnectionSeen(at_s=0.86, host="server", moment="end", port=7, outcome="refused", took_s=0.25),
    ConnectionSeen(at_s=0.86, host="server", moment="1.5", port=7, outcome=None, trouble="no image"),
    StopSeen(at_s=0.88, host="server", signal="TERM", waited_s=2.0, took_s=0.5, code=0),
    StopSeen(at_s=0.88, host="server", signal="", waited_s=2.0, trouble="not running"),
    FileSeen(at_s=0.9, host="server", path="/a", size=5, sha256="abc"),
    FileSeen(at_s=0.9, host="server", path="/b", trouble="no such file", missing=True),
    FaultDone(at_s=0.97, step=1, name="clock server", host="server", detail="right again", undone=True),
    FaultDone(at_s=0.95, step=1, name="kill server", host="server", detail="KILL"),
    Troubled(at_s=1.0, message="no engine"),
    Interrupted(at_s=1.1),
    Cleaned(at_s=1.2, left=("a", "b")),
]
