"""The journal: whole lines or none, whoever writes and whoever reads."""

import json
import os
import threading
import time
from pathlib import Path

import pytest

from services.lab.journal import Journal, clock, entrust


def lines_of(content: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in content.splitlines()]


def test_without_the_variable_there_is_no_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (None, ""):
        if value is None:
            monkeypatch.delenv("SOCKETLAB_JOURNAL", raising=False)
        else:
            monkeypatch.setenv("SOCKETLAB_JOURNAL", value)
        journal = Journal.from_environment("server")
        assert journal.descriptor is None
        journal.note("connect", conn="nobody")


def test_stderr_means_descriptor_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCKETLAB_JOURNAL", "stderr")
    assert Journal.from_environment("server").descriptor == 2


def test_a_file_is_appended_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "journal"
    monkeypatch.setenv("SOCKETLAB_JOURNAL", str(path))
    for role in ("server", "client"):
        Journal.from_environment(role).note("ready", host="h", port=1)
    assert [line["role"] for line in lines_of(path.read_bytes())] == ["server", "client"]


def test_a_file_that_cannot_be_written_is_one_line_and_no_journal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOCKETLAB_JOURNAL", str(tmp_path / "no" / "such"))
    assert Journal.from_environment("server").descriptor is None
    assert capsys.readouterr().err.count("\n") == 1


def test_every_byte_is_told(tmp_path: Path) -> None:
    data = bytes(range(256)) * 10
    with (tmp_path / "journal").open("wb") as file:
        Journal("server", file.fileno()).note("received", data=data, conn="c")
    content = (tmp_path / "journal").read_bytes()
    lines = lines_of(content)
    assert "".join(str(line["data"]) for line in lines).encode("latin-1") == data
    assert sum(int(str(line["size"])) for line in lines) == len(data)
    assert [line.get("more", False) for line in lines] == [True] * (len(lines) - 1) + [False]
    assert len({line["clock"] for line in lines}) == 1
    assert max(len(line) for line in content.splitlines()) < 4096


def test_no_data_is_told_as_well(tmp_path: Path) -> None:
    with (tmp_path / "journal").open("wb") as file:
        Journal("server", file.fileno()).note("received", data=b"", conn="c")
    (line,) = lines_of((tmp_path / "journal").read_bytes())
    assert (line["size"], line["data"]) == (0, "")


def test_the_worst_line_of_data_still_fits_a_pipe() -> None:
    reader, writer = os.pipe()
    Journal("server", writer).note("received", data=b"\x01" * 600, conn="255.255.255.255:65535")
    assert len(os.read(reader, 1 << 16)) <= 4096
    os.close(reader)
    os.close(writer)


def test_threads_and_processes_do_not_tear_each_others_lines() -> None:
    reader, writer = os.pipe()
    children = []
    for number in range(3):
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            journal = Journal("server", writer)
            for _ in range(50):
                journal.note("sent", data=b"%d" % number * 3000, conn=str(number))
            os._exit(0)
        children.append(pid)
    os.close(writer)
    content = b""
    while piece := os.read(reader, 1 << 16):
        content += piece
    os.close(reader)
    for pid in children:
        os.waitpid(pid, 0)
    lines = lines_of(content)
    assert len(lines) == 3 * 50 * 5
    assert all(set(str(line["data"])) == {line["conn"]} for line in lines)


def test_a_reader_that_stalls_costs_a_second_once_and_the_loss_is_told() -> None:
    reader, writer = os.pipe()
    journal = Journal("server", writer)
    began = time.monotonic()
    while not journal.lost:
        journal.note("sent", data=bytes(600), conn="c")
    journal.note("sent", data=bytes(600), conn="c")
    assert 0.9 < time.monotonic() - began < 3
    assert journal.lost == 2
    os.read(reader, 1 << 20)
    journal.note("closed", conn="c", reason="eof")
    (line,) = lines_of(os.read(reader, 1 << 16))
    assert (line["lost"], journal.lost) == (2, 0)
    os.close(reader)
    os.close(writer)


def test_a_reader_that_leaves_harms_nobody() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    Journal("server", writer).note("closed", conn="c")
    os.close(writer)


def test_what_json_cannot_say_harms_nobody(tmp_path: Path) -> None:
    with (tmp_path / "journal").open("wb") as file:
        Journal("server", file.fileno()).note("closed", file="\udcff")
    (line,) = lines_of((tmp_path / "journal").read_bytes())
    assert line["file"] == "\udcff"


def test_the_clock_is_the_one_all_processes_share() -> None:
    assert abs(clock() - time.monotonic()) < 1
    journal_clocks: list[float] = []
    thread = threading.Thread(target=lambda: journal_clocks.append(clock()))
    thread.start()
    thread.join()
    assert journal_clocks[0] <= clock()


def test_a_journal_on_standard_error_carries_the_nonce_of_its_environment(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("SOCKETLAB_JOURNAL_NONCE", "n0nce")
    Journal("server", 2).note("closed", conn="c")
    with (tmp_path / "journal").open("wb") as file:
        Journal("server", file.fileno()).note("closed", conn="c")
    (shown,) = lines_of(capfd.readouterr().err.encode())
    (written,) = lines_of((tmp_path / "journal").read_bytes())
    assert (shown["nonce"], list(shown)[-1], written.get("nonce")) == ("n0nce", "nonce", None)


def test_a_nonce_that_was_entrusted_is_in_no_environment(capfd: pytest.CaptureFixture[str]) -> None:
    entrust("only here")
    try:
        Journal("client", 2).note("sent", data=bytes([1]) * 600, conn="[::ffff:255.255.255.255]:65535")
    finally:
        entrust("")
    content = capfd.readouterr().err
    assert json.loads(content)["nonce"] == "only here"
    assert len(content) + 32 <= 4096
    assert "only here" not in str(os.environ)
