"""Journals that are too long to be judged."""

from pathlib import Path

import pytest

from socketlab.events import Event, Noted, Troubled
from socketlab.record.codec import from_json
from socketlab.record.journal import as_line, read_line
from socketlab.record.layout import EVENTS, log_name
from socketlab.record.logs import LogFull
from socketlab.run import recorder as module
from socketlab.run.recorder import Recorder


def test_notes_beyond_the_most_are_ordinary_output_and_leave_the_run_inconclusive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_EVENTS", 1000)
    recorder = Recorder(tmp_path, clock=lambda: 0.0)
    line = as_line("sent", role="client", clock=1.0, data="x" * 400).encode()
    for _ in range(5):
        recorder.output("clients-1", "stderr", line, read_line)
    recorder.close()
    events = [from_json(each) for each in (tmp_path / EVENTS).read_bytes().splitlines()]
    assert [type(event) for event in events] == [Noted, Noted, Troubled]
    assert (tmp_path / log_name("clients-1", "stderr")).read_bytes() == line * 3


def test_a_disk_that_is_full_raises_nothing_and_leaves_no_torn_line_before_another(tmp_path: Path) -> None:
    (tmp_path / EVENTS).symlink_to("/dev/full")
    recorder = Recorder(tmp_path, clock=lambda: 0.0)
    recorder.record(Troubled(at_s=0.0, message="x"))
    assert isinstance(recorder.failure, OSError)
    recorder.output("server", "stdout", b"said", read_line)
    recorder.close()
    assert not (tmp_path / log_name("server", "stdout")).exists()


def test_what_is_recorded_after_the_end_is_dropped(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, clock=lambda: 0.0)
    recorder.close()
    recorder.record(Troubled(at_s=0.0, message="x"))
    assert isinstance(recorder.failure, ValueError)


def logged(folder: Path, *writes: tuple[str, str, bytes]) -> tuple[list[Event], list[bytes]]:
    """The events and the logs of what hosts write, 10 bytes for each log, 25 for all."""
    recorder = Recorder(folder, clock=lambda: 0.0, largest_log=10, largest_logs=25)
    heard: list[Event] = []
    recorder.listen(heard.append)
    for host, stream, content in writes:
        assert recorder.output(host, stream, content, read_line)[1] == content
    recorder.close()
    return heard, [file.read_bytes() for file in sorted((folder / "logs").iterdir())]


def test_a_log_is_kept_up_to_its_limit_and_that_is_recorded_once(tmp_path: Path) -> None:
    more = [("server", "stdout", b"0123456")] * 3
    events, logs = logged(tmp_path, *more, ("server", "stderr", b"0123456789"))
    assert events == [LogFull(at_s=0.0, host="server", stream="stdout", kept=10)]
    assert logs == [b"0123456789", b"0123456012"]


def test_all_logs_together_have_a_limit(tmp_path: Path) -> None:
    names = ("a", "b", "c", "d")
    events, logs = logged(tmp_path, *((name, "stdout", b"0123456789") for name in names))
    assert logs == [b"0123456789", b"0123456789", b"01234"]
    assert [(event.host, event.kept) for event in events if isinstance(event, LogFull)] == [
        ("c", 5),
        ("d", 0),
    ]
