"""The workstation's desktop: start it, give out a password that lets one viewer in, take it away.

The password is made here, goes to the container on the standard input of a command that runs in it, and is
printed. So it is in no image, no file of this repository, no setting that the engine would show, and no list
of processes. It is good for one login: what lets a viewer in lets nobody else in, and ends with that one.
"""

from __future__ import annotations

import http.client
import secrets
import string
import time
from contextlib import closing
from typing import Any

from docker.errors import APIError

from socketlab.building import images
from socketlab.errors import DeadlinePassed, LabError
from socketlab.lab.hosts import LabHost
from socketlab.lab.standing import StandingLab

SERVICE = "workstation"
PROFILE = "desktop"
BESIDE = ("getfile",)
"""What the windows need to have somebody to ask; the rest of the lab may stand or not."""

PAGE = "/vnc.html"
PASSWORD_LENGTH = 8
"""Source: RFC 6143, 7.2.2: of a VNC password eight characters count."""

_GIVE = ["python3", "-m", "services.windows.one_time_password"]
_PAGE_TIMEOUT_S = 15.0
_PAUSE_S = 0.1


def open_desktop(lab: StandingLab) -> None:
    """Start the workstation unless it runs, give it a new password, and print where to go with it.

    Raises:
        LabError: when it does not start, does not take the password, or its page does not answer.
    """
    tags = [f"socketlab/{name}" for name in (SERVICE, *BESIDE)]
    images.build_images(lab.client, lab.root, environ=lab.environ, say=lab.say_news, only=tags)
    before = {host.container for host in lab.hosts() if host.state == "running"}
    if _workstation(lab) not in before:
        lab.say("starting the desktop")
    lab.compose.run("--profile", PROFILE, "up", "-d", "--no-build", *BESIDE, SERVICE)
    lab.wait(known=before)
    host = next(host for host in lab.hosts() if host.service == SERVICE)
    address = _published(host)
    _await_page(address)
    password = new_password()
    give(lab.client, host.container, password)
    lab.say(f"page      http://{address}{PAGE}?autoconnect=1&resize=scale")
    lab.say(f"password  {password}")
    lab.say("It lets one viewer in, once; make desktop prints another, make desktop-down ends the desktop.")


def close_desktop(lab: StandingLab) -> None:
    """Remove the workstation, and leave the rest of the lab as it is.

    Raises:
        LabError: when it cannot be removed.
    """
    if not _workstation(lab):
        lab.say("the desktop is down already: nothing to remove")
        return
    lab.compose.run("--profile", PROFILE, "rm", "--stop", "--force", SERVICE)
    lab.say("removed the desktop")


def new_password() -> str:
    """Make a password that nobody can guess: 47 bits."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(PASSWORD_LENGTH))


def give(client: Any, container: str, password: str) -> None:
    """Make a password the one that lets the next viewer in.

    Raises:
        LabError: when the workstation does not take it.
    """
    try:
        run = client.exec_create(container, _GIVE, stdin=True)["Id"]
        stream = client.exec_start(run, socket=True)
        with closing(stream), closing(getattr(stream, "_sock", stream)) as connection:
            connection.sendall(password.encode() + b"\n")
            while connection.recv(4096):
                pass
        status = client.exec_inspect(run)["ExitCode"]
    except APIError as error:
        raise LabError(f"the workstation takes no password: {error.explanation}") from error
    if status != 0:
        raise LabError("the workstation takes no password", hint=f"see make lab-logs HOST={SERVICE}")


def _workstation(lab: StandingLab) -> str:
    """The container of the workstation, empty when there is none."""
    return next((host.container for host in lab.hosts() if host.service == SERVICE), "")


def _published(host: LabHost) -> str:
    outside = next((port.outside for port in host.ports if port.outside), None)
    if outside is None:
        raise LabError("the workstation's page is not published on this machine", hint="see compose.yaml")
    return outside


def _await_page(address: str) -> None:
    """Return when the page itself has come, not only when somebody listens.

    Raises:
        DeadlinePassed: when it has not come in time.
    """
    deadline, reason = time.monotonic() + _PAGE_TIMEOUT_S, ""
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(address, timeout=_PAGE_TIMEOUT_S)
        try:
            connection.request("GET", PAGE)
            status = connection.getresponse().status
            if status == http.client.OK:
                return
            reason = f"it answers with status {status}"
        except (OSError, http.client.HTTPException) as error:
            reason = str(error) or type(error).__name__
        finally:
            connection.close()
        time.sleep(_PAUSE_S)
    raise DeadlinePassed(
        f'the desktop\'s page at "{address}" has not come after {_PAGE_TIMEOUT_S:g} s: {reason}',
        hint=f"see make lab-logs HOST={SERVICE}",
    )
