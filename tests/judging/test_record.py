"""A stored run, read again: whole, cut off, damaged, or of another version."""

from pathlib import Path

import pytest

from socketlab.errors import InvalidInput
from socketlab.events import (
    to_json,
)
from socketlab.judging.record import read_record
from socketlab.plan.stored import plan_to_json
from socketlab.record.layout import EVENTS, LOGS, PLAN, log_name
from tests.events import EVERY
from tests.records import a_plan


def stored(folder: Path, events_text: str, plan_text: str | None = None) -> Path:
    (folder / LOGS).mkdir()
    (folder / PLAN).write_text(plan_to_json(a_plan()) if plan_text is None else plan_text, encoding="utf-8")
    (folder / EVENTS).write_text(events_text, encoding="utf-8")
    return folder


def test_a_record_is_its_plan_its_events_and_what_hosts_wrote(tmp_path: Path) -> None:
    folder = stored(tmp_path, "".join(to_json(event) + "\n" for event in EVERY))
    (folder / log_name("server", "stdout")).write_bytes(b"caf\xe9\r\nx")
    record = read_record(folder)
    assert record.plan == a_plan()
    assert record.events == tuple(EVERY)
    assert record.output("server", "stdout") == "caf\ufffd\nx"
    assert record.output("server", "stderr") == ""


def test_a_plan_at_hand_is_not_read_again(tmp_path: Path) -> None:
    plan = a_plan(clients=3)
    assert read_record(stored(tmp_path, ""), plan=plan).plan is plan


@pytest.mark.parametrize("cut_off", ["", '{"at_s":0.0,"ev', to_json(EVERY[0])])
def test_a_line_that_was_cut_off_when_the_run_was_killed_is_left_out(tmp_path: Path, cut_off: str) -> None:
    assert read_record(stored(tmp_path, to_json(EVERY[1]) + "\n" + cut_off)).events == (EVERY[1],)


@pytest.mark.parametrize(
    ("events_text", "plan_text", "what"),
    [("not an event\n", None, "events"), ("", "{}", "plan"), ("", "not JSON", "plan")],
)
def test_a_record_that_cannot_be_read_says_so(
    tmp_path: Path, events_text: str, plan_text: str | None, what: str
) -> None:
    folder = stored(tmp_path, events_text, plan_text)
    with pytest.raises(InvalidInput) as raised:
        read_record(folder)
    assert str(raised.value) == (
        f'"{folder}" was stored by another version or damaged: its {what} cannot be read'
    )


def test_events_that_are_no_text_say_so(tmp_path: Path) -> None:
    folder = stored(tmp_path, "")
    (folder / EVENTS).write_bytes(b"\xff\xfe\n")
    with pytest.raises(InvalidInput, match="its events cannot be read"):
        read_record(folder)


def test_a_folder_without_a_run_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as raised:
        read_record(tmp_path)
    assert str(raised.value) == (
        f'no stored run in "{tmp_path}": no such file or directory (name a folder below runs/)'
    )
