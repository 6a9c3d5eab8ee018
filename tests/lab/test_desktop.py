"""The desktop as `lab desktop` starts it, beside a lab or alone."""

from __future__ import annotations

import json
import re
import socket
import subprocess
from pathlib import Path

import pytest

from socketlab.errors import LabError
from socketlab.lab.desktop import close_desktop, new_password, open_desktop
from tests.desktop.viewer import a_viewer, login
from tests.lab.own_lab import OwnLab

ROOT = Path(__file__).resolve().parents[2]


def test_a_password_is_eight_letters_and_digits_and_never_the_same() -> None:
    passwords = {new_password() for _ in range(1000)}
    assert len(passwords) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9]{8}", password) for password in passwords)


def printed(lab: OwnLab, what: str) -> str:
    """The last that was printed of something."""
    return next(line.split()[1] for line in reversed(lab.said) if line.split()[0] == what)


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_the_desktop_comes_with_a_password_of_its_own_each_time_and_goes_alone(lab: OwnLab) -> None:
    open_desktop(lab.standing)
    page, first = printed(lab, "page"), printed(lab, "password")
    address = f"127.0.0.1:{lab.environ['DESKTOP_PORT']}"
    assert page == f"http://{address}/vnc.html?autoconnect=1&resize=scale"
    assert {host.name for host in lab.standing.hosts()} == {"getfile", "desktop"}
    assert login(address, first)
    assert not login(address, first)

    open_desktop(lab.standing)
    second = printed(lab, "password")
    assert second != first
    with a_viewer(address) as viewer:
        assert viewer.log_in(second)
        assert [word for word in (first, second) if word in everything_that_may_be_looked_up(lab)] == []

    close_desktop(lab.standing)
    assert [host.name for host in lab.standing.hosts()] == ["getfile"]
    close_desktop(lab.standing)
    assert lab.said[-1] == "the desktop is down already"


def everything_that_may_be_looked_up(lab: OwnLab) -> str:
    """What the engine says of the desktop and its image, its log, lists of processes, compose.yaml."""
    client = lab.standing.client
    host = next(host.container for host in lab.standing.hosts() if host.service == "desktop")
    inspected = client.inspect_container(host)
    runs = [client.exec_inspect(run) for run in inspected["ExecIDs"] or ()]
    history = client.history(inspected["Image"])
    log = client.logs(host).decode(errors="replace")
    processes = subprocess.run(
        ["ps", "axww", "-o", "args"], capture_output=True, text=True, check=True
    ).stdout
    ours = json.dumps([inspected, runs, history, client.top(host), client.inspect_image(inspected["Image"])])
    return str(ours + log + processes) + (ROOT / "compose.yaml").read_text()


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_a_taken_port_of_the_desktop_is_named_with_the_setting_that_moves_it(lab: OwnLab) -> None:
    with (
        socket.create_server(lab.published("DESKTOP_PORT")) as holder,
        pytest.raises(LabError, match=f'"{holder.getsockname()[1]}".*DESKTOP_PORT='),
    ):
        open_desktop(lab.standing)
