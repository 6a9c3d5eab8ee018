"""One of each event, and those that have two forms."""

from socketlab.events import (
    Began,
    Cleaned,
    ConnectionSeen,
    CountersSeen,
    Event,
    Exited,
    FaultDone,
    FileSeen,
    Interrupted,
    NetworkMade,
    Noted,
    ProcessesSeen,
    ProcessRow,
    Ready,
    Released,
    Started,
    StopSeen,
    TimedOut,
    Troubled,
)

ROW = ProcessRow(pid=1, parent=0, name="a b) c", state="S", threads=2)


EVERY: list[Event] = [
    Began(at_s=0.0, run="r", scenario="s", cell={"a": "b"}, seed=5, wall="2026-01-01T00:00:00.000Z"),
    NetworkMade(at_s=0.1, network="n", subnet="198.19.0.0/24"),
    Started(at_s=0.2, host="h", placement="private", address="198.19.0.2", gated=True),
    Ready(at_s=0.3, host="h", how="journal"),
    Released(at_s=0.4, clients=8, clock=None),
    Released(at_s=0.4, clients=8, clock=7123.25),
    Noted(at_s=0.5, host="h", note={"event": "sent", "data": "\u2028\x85\ud800 ü", "deep": [{"a": None}]}),
    Exited(at_s=0.6, host="h", code=None),
    Exited(at_s=0.6, host="h", code=137, out_of_memory=True, stopped=True, ran=(1.5, 2.25)),
    TimedOut(at_s=0.7, host="h"),
    ProcessesSeen(at_s=0.8, host="h", moment="0.0001", rows=(ROW, ROW)),
    ProcessesSeen(at_s=0.8, host="h", moment="end", rows=None, trouble="no shell"),
    CountersSeen(at_s=0.85, host="h", moment="end", counters={"TcpExtListenDrops": 3}),
    CountersSeen(at_s=0.85, host="h", moment="start", counters=None, trouble="no cat"),
    ConnectionSeen(at_s=0.86, host="h", moment="end", port=7, outcome="refused", took_s=0.25),
    ConnectionSeen(at_s=0.86, host="h", moment="1.5", port=7, outcome=None, trouble="no image"),
    StopSeen(at_s=0.88, host="h", signal="TERM", waited_s=2.0, took_s=0.5, code=0),
    StopSeen(at_s=0.88, host="h", signal="", waited_s=2.0, trouble="not running"),
    FileSeen(at_s=0.9, host="h", path="/a", size=5, sha256="abc"),
    FileSeen(at_s=0.9, host="h", path="/b", trouble="no such file", missing=True),
    FaultDone(at_s=0.97, step=1, name="clock server", host="h", detail="right again", undone=True),
    FaultDone(at_s=0.95, step=1, name="kill server", host="h", detail="KILL"),
    Troubled(at_s=1.0, message="no engine"),
    Interrupted(at_s=1.1),
    Cleaned(at_s=1.2, left=("a", "b")),
]
