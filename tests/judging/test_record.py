"""A stored run, read again."""

import json
import os
from pathlib import Path

import pytest

from socketlab.errors import InvalidInput
from socketlab.judging.record import read_record
from socketlab.language.wording import cut
from socketlab.plan.stored import plan_to_json
from socketlab.record.codec import to_json
from socketlab.record.layout import EVENTS, LOGS, PLAN, log_name
from tests.record.events import EVERY
from tests.records import a_plan

BEGAN = to_json(EVERY[0]) + "\n"


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
    assert list(record.lines("server", "stdout")) == ["caf\ufffd", "x"]
    assert list(record.lines("server", "stderr")) == []
    assert record.last_lines("server", "stdout", most=1) == ("x",)
    assert record.last_lines("server", "stdout", most=3) == ("caf\ufffd", "x")
    assert record.last_lines("server", "stderr", most=3) == ()


def test_a_plan_at_hand_is_not_read_again(tmp_path: Path) -> None:
    plan = a_plan(clients=3)
    assert read_record(stored(tmp_path, BEGAN), plan=plan).plan is plan


@pytest.mark.parametrize("cut_off", ["", '{"at_s":0.0,"ev', to_json(EVERY[0])])
def test_a_line_that_was_cut_off_when_the_run_was_killed_is_left_out(tmp_path: Path, cut_off: str) -> None:
    assert read_record(stored(tmp_path, BEGAN + cut_off)).events == (EVERY[0],)


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


def refusal(folder: Path) -> str:
    with pytest.raises(InvalidInput) as raised:
        read_record(folder)
    assert raised.value.exit_code == 4
    return str(raised.value)


@pytest.mark.parametrize("first", ["", to_json(EVERY[1]) + "\n"])
def test_events_without_a_beginning_are_reported(tmp_path: Path, first: str) -> None:
    folder = stored(tmp_path, first)
    assert refusal(folder) == f'the events of "{folder}" do not begin with "began"'


def test_events_of_another_version_are_reported(tmp_path: Path) -> None:
    folder = stored(tmp_path, BEGAN.replace('"schema":1', '"schema":99'))
    assert refusal(folder) == (
        f'the events of "{folder}" have the schema "99", this version reads 1 '
        "(use the version that stored it)"
    )


def test_events_of_another_run_are_reported(tmp_path: Path) -> None:
    folder = stored(tmp_path, BEGAN + BEGAN.replace("testrun1", "testrun2"))
    assert refusal(folder) == f'the events of "{folder}" are those of the run "testrun2", not of "testrun1"'


def test_events_of_a_host_that_is_not_in_the_plan_are_reported(tmp_path: Path) -> None:
    folder = stored(tmp_path, BEGAN + '{"event":"timed-out","at_s":1,"host":"other"}\n')
    assert refusal(folder) == f'the events of "{folder}" have a host "other", its plan has none'


@pytest.mark.parametrize("name", ["../../../secret", "a/b", "..", "", "x" * 300, "a\nb"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    plan = plan_to_json(a_plan()).replace('"name": "server"', f'"name": {json.dumps(name)}')
    folder = stored(tmp_path, BEGAN, plan)
    assert refusal(folder) == f'the plan of "{folder}" has a host "{cut(name)}": not a name'


@pytest.mark.parametrize("name", [PLAN, EVENTS, log_name("server", "stdout")])
@pytest.mark.parametrize("kind", ["fifo", "link"])
def test_what_is_not_a_regular_file_is_not_read(tmp_path: Path, name: str, kind: str) -> None:
    folder = stored(tmp_path, BEGAN)
    (folder / name).unlink(missing_ok=True)
    if kind == "fifo":
        os.mkfifo(folder / name)
    else:
        (folder / name).symlink_to("/dev/zero")
    assert refusal(folder).startswith(f'"{folder / name}" is not read: it is not a regular file')


def test_a_link_to_other_logs_is_not_followed(tmp_path: Path) -> None:
    folder = stored(tmp_path, BEGAN)
    (folder / LOGS).rmdir()
    (folder / LOGS).symlink_to("/var/log")
    assert refusal(folder) == f'"{folder / LOGS}" is not read: it is a link'


@pytest.mark.parametrize("name", [PLAN, EVENTS])
def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, name: str) -> None:
    folder = stored(tmp_path, BEGAN)
    os.truncate(folder / name, 1 << 40)
    assert refusal(folder).startswith(f'"{folder / name}" is too large: 1099511627776 bytes')


def test_a_line_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    folder = stored(tmp_path, BEGAN + "x" * 5_000_000)
    assert refusal(folder).endswith("its events cannot be read")


def test_a_plan_that_is_not_a_mapping_is_refused(tmp_path: Path) -> None:
    assert refusal(stored(tmp_path, BEGAN, "[]")).endswith("its plan cannot be read")
