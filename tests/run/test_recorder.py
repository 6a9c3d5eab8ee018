"""What hosts write: notes that are believed become events, everything else stays in the log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from socketlab.events import Event, Noted
from socketlab.record.journal import read_line
from socketlab.run.recorder import Recorder

NOTE = b'{"socketlab": 1, "event": "sent", "clock": 1, "role": "client"}\n'


def nothing(_line: bytes) -> dict[str, Any] | None:
    return None


def recorded(folder: Path, *pieces: bytes, believed: Any = read_line) -> tuple[list[Event], bytes]:
    """The events and the log that come of what one host writes."""
    recorder = Recorder(folder, clock=lambda: 0.0)
    seen: list[Event] = []
    recorder.listen(seen.append)
    for piece in pieces:
        recorder.output("host", "stderr", piece, believed)
    recorder.finish("host")
    recorder.close()
    log = folder / "logs" / "host.stderr.log"
    return seen, log.read_bytes() if log.exists() else b""


def test_a_note_that_is_believed_is_an_event_and_not_in_the_log(tmp_path: Path) -> None:
    events, log = recorded(tmp_path, b"one\n" + NOTE[:20], NOTE[20:] + b"two")
    assert [type(event) for event in events] == [Noted]
    assert log == b"one\ntwo"


def test_a_note_that_is_not_believed_is_in_the_log_as_it_came(tmp_path: Path) -> None:
    events, log = recorded(tmp_path, b"one\n" + NOTE + b"two\n", believed=nothing)
    assert (events, log) == ([], b"one\n" + NOTE + b"two\n")


def test_brackets_without_an_end_are_output(tmp_path: Path) -> None:
    content = b'{"socketlab": ' + b"[" * 100_000 + b"\n" + b"{" * 100_000
    assert recorded(tmp_path, content) == ([], content)
