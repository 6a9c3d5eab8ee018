"""The record on disk: complete at each moment, whatever hosts write and listeners do."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from socketlab.events import Event, Noted, TimedOut
from socketlab.record.codec import to_json
from socketlab.record.journal import Ready, as_line, read_line
from socketlab.record.layout import EVENTS, log_name
from socketlab.run.recorder import Recorder

READY = as_line("ready", role="server", clock=7.0).encode()
GONE = TimedOut(at_s=1.0, host="server")


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    ticks = itertools.count(100)
    made = Recorder(tmp_path, clock=lambda: float(next(ticks)))
    yield made
    made.close()


def log(recorder: Recorder, stream: str = "stderr") -> bytes:
    file = recorder.folder / log_name("server", stream)
    return file.read_bytes() if file.exists() else b""


def test_time_begins_with_the_record(recorder: Recorder) -> None:
    assert (recorder.now(), recorder.now()) == (1.0, 2.0)


def test_an_event_is_on_disk_before_the_listeners_are_told(recorder: Recorder) -> None:
    seen: list[str] = []
    recorder.listen(lambda _: seen.append((recorder.folder / EVENTS).read_text()))
    recorder.record(GONE)
    assert seen == [to_json(GONE) + "\n"]


def test_a_listener_that_breaks_ends_neither_the_record_nor_the_others(recorder: Recorder) -> None:
    told: list[Event] = []

    def broken(_event: Event) -> None:
        raise BrokenPipeError

    recorder.listen(broken)
    recorder.listen(told.append)
    recorder.record(GONE)
    assert told == [GONE]


def test_standard_output_is_kept_as_it_is_even_if_it_looks_like_a_note(recorder: Recorder) -> None:
    assert recorder.output("server", "stdout", READY, read_line) == ([], READY)
    assert log(recorder, "stdout") == READY


def test_a_note_is_an_event_and_not_in_the_log_though_it_comes_in_pieces(recorder: Recorder) -> None:
    heard: list[Event] = []
    recorder.listen(heard.append)
    assert recorder.output("server", "stderr", b"before\n" + READY[:9], read_line) == ([], b"before\n")
    (note,), ordinary = recorder.output("server", "stderr", READY[9:] + b"after\n", read_line)
    assert ordinary == b"after\n"
    assert isinstance(note, Ready)
    assert [type(event) for event in heard] == [Noted]
    assert log(recorder) == b"before\nafter\n"


def test_what_may_become_a_note_waits_for_its_end_and_is_output_if_none_comes(recorder: Recorder) -> None:
    recorder.output("server", "stderr", b"a\n" + READY[:20], read_line)
    assert log(recorder) == b"a\n"
    recorder.finish("server")
    assert log(recorder) == b"a\n" + READY[:20]
    recorder.finish("server")
    assert log(recorder) == b"a\n" + READY[:20]


def test_what_waits_when_the_record_is_closed_is_kept(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, clock=lambda: 0.0)
    recorder.output("server", "stderr", READY[:20], read_line)
    recorder.close()
    assert log(recorder) == READY[:20]


def test_a_line_without_end_is_not_kept_in_memory_for_ever(recorder: Recorder) -> None:
    endless = b"x" * ((1 << 22) + 1)
    recorder.output("server", "stderr", endless, read_line)
    assert log(recorder) == endless


def test_the_last_lines_of_a_host_end_with_its_standard_error(recorder: Recorder) -> None:
    recorder.output("server", "stdout", b"".join(b"out %d\n" % number for number in range(9)), read_line)
    recorder.output("server", "stderr", b"\n  \nerror\n", read_line)
    assert recorder.last_lines("server", most=3) == ["out 7", "out 8", "error"]
    assert recorder.last_lines("unheard of") == []


def test_further_files_are_written_into_the_folder(recorder: Recorder) -> None:
    recorder.write("note.txt", "hällo\n")
    assert (recorder.folder / "note.txt").read_bytes() == "hällo\n".encode()
