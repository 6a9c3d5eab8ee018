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
