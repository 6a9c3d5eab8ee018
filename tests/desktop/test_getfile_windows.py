"""The three getfile windows, driven as a user does: keys and clicks in, files and words out."""

from __future__ import annotations

import json
import re
import signal

import pytest

from tests.desktop.desk import Desk, Server, until

pytestmark = pytest.mark.docker

CLASSIC = [
    ("getfile_gui_1", "getfilegui-1"),
    ("getfile_gui_2", "getfilegui-2"),
    ("getfile_gui", "getfilegui"),
]
every_window = pytest.mark.parametrize(("module", "title"), CLASSIC)


def kept(desk: Desk) -> list[str]:
    """What is in the home folder, drafts included, but for what the desktop itself keeps there."""
    return [name for name in desk.run("ls", "-A", "/home/lab").split() if name not in {".desktop", ".cache"}]


@every_window
def test_what_is_typed_is_fetched_and_two_more_after_it(
    desk: Desk, server: Server, module: str, title: str
) -> None:
    window = desk.open(module, title)
    window.fill(s="server", p="50001", f="page.bin")
    window.press("Return")
    assert window.wait("good").startswith("Download complete")
    assert desk.digest("/home/lab/page.bin") == server.digest_of("page.bin")
    window.fill(f="no-such.bin")
    window.press("Return")
    assert "no-such.bin" in window.wait("bad")
    window.fill(f="long.bin")
    window.press("alt+d")
    window.wait("good", number=2)
    assert desk.digest("/home/lab/long.bin") == server.digest_of("long.bin")
    window.press("Escape")
    assert window.status() == 0


def test_the_file_goes_to_the_local_directory_and_the_server_s_digest_is_checked(
    desk: Desk, server: Server
) -> None:
    desk.run("mkdir", "/home/lab/here")
    window = desk.open("getfile_gui", "getfilegui", "--server", "server")
    window.fill(f="page.bin", l="/home/lab/here")
    window.press("Return")
    assert window.wait("good") == "Download complete: page.bin, 1.0 MB, verified"
    assert desk.digest("/home/lab/here/page.bin") == server.digest_of("page.bin")
    assert kept(desk) == ["here"]


@every_window
def test_the_window_shows_how_far_a_slow_download_is_and_cancels_it(
    desk: Desk, server: Server, slow: str, module: str, title: str
) -> None:
    window = desk.open(module, title, "--server", slow, "--file", "long.bin")
    window.press("Return")
    window.wait("plain", r"^\d+%, ")
    early = desk.look("shot", title)
    window.wait("plain", r"^\d+%, ", number=3)
    late = desk.look("shot", title)
    assert early != late
    told = [event["text"] for event in window.events() if re.match(r"\d+%, ", event["text"])]
    percents = [int(text.partition("%")[0]) for text in told]
    assert percents == sorted(percents)
    assert len(set(told)) >= 3
    assert "of 30.0 MB" in told[0]
    window.press("Return")  # while it is busy this begins nothing
    window.click(60, 34)  # Cancel
    assert window.wait("bad") == "cancelled"
    assert kept(desk) == []
    window.fill(s="server", f="page.bin")
    window.press("Return")
    window.wait("good")
    assert desk.digest("/home/lab/page.bin") == server.digest_of("page.bin")


@every_window
def test_a_window_that_is_closed_in_a_download_leaves_no_half_file(
    desk: Desk, slow: str, module: str, title: str
) -> None:
    window = desk.open(module, title, "--server", slow, "--file", "long.bin")
    window.press("Return")
    window.wait("plain", r"^\d+%, ")
    place = json.loads(desk.look("place", title))
    desk.xdotool("mousemove", str(place["x"] + place["width"] - 10), str(place["y"] - 10), "click", "1")
    assert window.status() == 0
    assert window.output() == []
    until(lambda: kept(desk) == [], "an empty folder")


@every_window
def test_a_signal_ends_a_window_as_closing_it_does(desk: Desk, slow: str, module: str, title: str) -> None:
    window = desk.open(module, title, "--server", slow, "--file", "long.bin")
    window.press("Return")
    window.wait("plain", r"^\d+%, ")
    desk.signal(desk.pid_of(f"services.windows.{module}"), signal.SIGTERM)
    assert window.status() == 143
    assert window.output() == []
    until(lambda: kept(desk) == [], "an empty folder")


WRONG = [
    ({"s": "nowhere.invalid"}, 'no host named "nowhere.invalid"'),
    ({"s": "server", "p": "50002"}, "cannot connect to server:50002: connection refused"),
    ({"p": "50001", "f": "none.bin"}, "no such file"),
]


@pytest.mark.usefixtures("server")
@every_window
def test_what_goes_wrong_is_said_in_the_window_and_can_be_put_right(
    desk: Desk, module: str, title: str
) -> None:
    window = desk.open(module, title, "--server", "server", "--file", "page.bin")
    for number, (values, trouble) in enumerate(WRONG, start=1):
        window.fill(**values)
        window.press("Return")
        assert trouble in window.wait("bad", number=number)
    window.fill(f="page.bin")
    window.press("Return")
    window.wait("good")
    assert window.output() == []


@pytest.mark.usefixtures("server")
@every_window
def test_a_wrong_field_is_marked_beside_it_and_nothing_is_asked_of_a_server(
    desk: Desk, module: str, title: str
) -> None:
    window = desk.open(module, title, "--server", "server")
    window.fill(p="65536", s="")
    window.press("Return")
    window.wait("invalid", number=3)
    assert window.wait("bad") == "please correct the marked fields"
    wrong = {event["about"]: event["text"] for event in window.events() if event["state"] == "invalid"}
    assert wrong == {"Server": "which server?", "Port": "no number from 1 to 65535", "File": "which file?"}
    assert not any(event["text"] == "connecting" for event in window.events())
    window.fill(s="server", p="50001", f="page.bin")
    window.press("Return")
    window.wait("good")


def test_a_directory_that_is_not_there_is_marked(desk: Desk) -> None:
    window = desk.open("getfile_gui", "getfilegui", "--file", "a", "--directory", "/nowhere")
    window.press("Return")
    assert window.wait("invalid") == "there is no such directory"
    window.fill(l="/usr")
    window.press("Return")
    assert window.wait("invalid", number=2) == "nothing may be written there"
