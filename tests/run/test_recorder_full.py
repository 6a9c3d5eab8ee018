"""Journals that are too long to be judged."""

from pathlib import Path

import pytest

from socketlab.events import Noted, Troubled
from socketlab.record.codec import from_json
from socketlab.record.journal import as_line, read_line
from socketlab.record.layout import EVENTS, log_name
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
