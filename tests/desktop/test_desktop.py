"""The desktop as a host: what runs on it, what ends it, how it lets somebody in."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.desktop.desk import Container, Desk, docker, until
from tests.desktop.hosts import a_desk
from tests.desktop.viewer import a_viewer, login

pytestmark = pytest.mark.docker


@pytest.fixture
def own(network: str, tmp_path: Path) -> Iterator[Desk]:
    """A desktop that may be broken."""
    with a_desk(network, "own", tmp_path, "-p", "127.0.0.1::6080") as host:
        yield host


def processes(host: Container) -> dict[str, str]:
    """The state of each process by its name."""
    script = "for p in /proc/[0-9]*; do cat $p/stat 2>/dev/null; done"
    lines = host.run("sh", "-c", script).splitlines()
    return {line.partition("(")[2].rpartition(")")[0]: line.rpartition(") ")[2][0] for line in lines}


@pytest.mark.parametrize("name", ["Xvfb", "ctwm", "websockify"])
def test_a_program_of_the_desktop_that_ends_takes_it_along_and_is_named(own: Desk, name: str) -> None:
    question = f"for p in /proc/[0-9]*; do grep -q '^{name}' $p/comm && echo ${{p#/proc/}}; done; true"
    own.signal(own.run("sh", "-c", question).split()[0], signal.SIGKILL)
    until(lambda: not own.state()["Running"], "the end of the desktop")
    assert own.state()["ExitCode"] == 1
    assert f'desktop: "{name}" has ended with signal 9' in own.log().splitlines()


def test_a_request_to_stop_ends_it_at_once_and_in_good_order(own: Desk) -> None:
    began = time.monotonic()
    docker("stop", "--time", "8", own.name)
    assert time.monotonic() - began < 5
    assert own.state()["ExitCode"] == 0


def test_no_dead_process_is_kept(desk: Desk) -> None:
    desk.run("sh", "-c", "(sleep 0.1 & sleep 0.1 &) ; sleep 0.3")
    until(lambda: "Z" not in processes(desk).values(), "no zombie")


def test_it_runs_as_an_ordinary_user_without_privileges_to_raise(desk: Desk) -> None:
    assert desk.run("id", "-u") == "10001"
    assert desk.run("sh", "-c", "find / -xdev -type f -perm /6000 2>/dev/null; true") == ""


def give(host: Container, password: str) -> str:
    """Give a password, and return where it may be used."""
    host.run("python3", "-m", "services.windows.one_time_password", text=f"{password}\n")
    return docker("port", host.name, "6080").split()[0]


def test_a_password_is_good_for_one_login_and_for_nothing_before_and_after(own: Desk) -> None:
    address = docker("port", own.name, "6080").split()[0]
    assert not login(address, "Abcd1234"), "before there is a password"
    give(own, "Abcd1234")
    assert not login(address, "Abcd1235"), "a wrong one"
    assert login(address, "Abcd1234"), "the right one, after a wrong one"
    assert not login(address, "Abcd1234"), "the same once more"
    give(own, "Wxyz9876")
    assert not login(address, "Abcd1234"), "the old one beside the new"
    assert login(address, "Wxyz9876"), "the new one"


def test_of_two_who_use_a_password_at_the_same_time_one_gets_in(own: Desk) -> None:
    address = give(own, "Abcd1234")
    with a_viewer(address) as first, a_viewer(address) as second:
        assert first.log_in("Abcd1234")
        assert not second.log_in("Abcd1234")
        assert first.sees_something(), "and stays in"


def test_a_new_password_ends_the_session_of_who_came_by_the_old_one(own: Desk) -> None:
    with a_viewer(give(own, "Abcd1234")) as first:
        assert first.log_in("Abcd1234")
        assert login(give(own, "Wxyz9876"), "Wxyz9876")
        assert first.is_shut_out()


@pytest.mark.parametrize("text", ["", "short\n", "exactly8!\n", "muchtoolong\n", "seven 7\n"])
def test_what_is_no_password_is_refused_in_one_line(desk: Desk, text: str) -> None:
    done = desk.attempt("python3", "-m", "services.windows.one_time_password", text=text)
    assert (done.returncode, done.stderr) == (1, "one-time-password: a password is 8 letters and digits\n")


def test_a_window_that_was_closed_comes_back_by_the_panel(desk: Desk) -> None:
    assert desk.windows("getfilegui") == []
    desk.xdotool("mousemove", "60", "745", "click", "1")
    until(lambda: desk.windows("getfilegui"), "the getfile window")


def test_the_panel_opens_every_window_and_a_terminal(desk: Desk) -> None:
    for across, title in (
        (190, "getfilegui-1"),
        (310, "getfilegui-2"),
        (430, "form"),
        (670, "xterm|lab@.*|bash"),
    ):
        desk.xdotool("mousemove", str(across), "745", "click", "1")
        until(partial(desk.windows, title), title)
