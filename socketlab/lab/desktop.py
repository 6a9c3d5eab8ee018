"""The desktop in the browser: start it, print a one-time password, remove it.

The password is made here, goes to the container on the standard input of a command that runs in it, and is
printed. So it is in no image, no file of this repository, no setting that the engine would show, and no list
of processes. It is valid for one login.
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
from socketlab.lab.standing import StandingLab
from socketlab.runtimes.docker.lab import LabHost

SERVICE = "desktop"
PROFILE = "desktop"
BESIDE = ("getfile",)
"""The server that the windows call; the rest of the lab may be up or down."""

PAGE = "/vnc.html"
PASSWORD_LENGTH = 8
"""Source: RFC 6143, 7.2.2: of a VNC password eight characters count."""

_GIVE = ["python3", "-m", "services.windows.one_time_password"]
_PAGE_TIMEOUT_S = 15.0
_PAUSE_S = 0.1
_SEE_LOGS = f"see socketlab lab logs {SERVICE}"


def open_desktop(lab: StandingLab) -> None:
    """Start the desktop unless it is running, give it a new password, and print both page and password.

    Raises:
        LabError: when it does not start, does not take the password, or its page does not answer.
    """
    tags = [f"socketlab/{name}" for name in (SERVICE, *BESIDE)]
    images.build_images(lab.client, lab.root, environ=lab.environ, say=lab.say_news, only=tags)
    before = {host.container for host in lab.hosts() if host.state == "running"}
    if _desktop(lab) not in before:
        lab.say("starting the desktop")
    lab.start(*BESIDE, SERVICE, profile=PROFILE)
    lab.wait(known=before)
    host = next(host for host in lab.hosts() if host.service == SERVICE)
    address = _published(host)
    _await_page(address)
    password = new_password()
    give(lab.client, host.container, password)
    lab.say(f"page      http://{address}{PAGE}?autoconnect=1&resize=scale")
    lab.say(f"password  {password}")
    lab.say("The password is valid for one login: socketlab lab desktop prints a new one,")
    lab.say("socketlab lab desktop --down removes the desktop.")


def close_desktop(lab: StandingLab) -> None:
    """Remove the desktop, and leave the rest of the lab as it is.

    Raises:
        LabError: when it cannot be removed.
    """
    if not _desktop(lab):
        lab.say("the desktop is down already")
        return
    lab.compose.run("--profile", PROFILE, "rm", "--stop", "--force", SERVICE)
    lab.say("removed the desktop")


def new_password() -> str:
    """Make a random password of 47 bits."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(PASSWORD_LENGTH))


def give(client: Any, container: str, password: str) -> None:
    """Set the password with which the next viewer can log in.

    Raises:
        LabError: when the desktop does not accept it.
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
        raise LabError(f"the desktop does not accept a password: {error.explanation}") from error
    if status != 0:
        raise LabError("the desktop does not accept a password", hint=_SEE_LOGS)


def _desktop(lab: StandingLab) -> str:
    """The container of the desktop, empty when there is none."""
    return next((host.container for host in lab.hosts() if host.service == SERVICE), "")


def _published(host: LabHost) -> str:
    outside = next((port.outside for port in host.ports if port.outside), None)
    if outside is None:
        raise LabError("the desktop's page is not published on this machine", hint="see compose.yaml")
    return outside


def _await_page(address: str) -> None:
    """Return when the page itself has been served, not only when the port is open.

    Raises:
        DeadlinePassed: when it is not served in time.
    """
    deadline, reason = time.monotonic() + _PAGE_TIMEOUT_S, ""
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(address, timeout=_PAGE_TIMEOUT_S)
        try:
            connection.request("GET", PAGE)
            status = connection.getresponse().status
            if status == http.client.OK:
                return
            reason = f"the answer has status {status}"
        except (OSError, http.client.HTTPException) as error:
            reason = str(error) or type(error).__name__
        finally:
            connection.close()
        time.sleep(_PAUSE_S)
    raise DeadlinePassed(
        f'the desktop\'s page at "{address}" is not served after {_PAGE_TIMEOUT_S:g} s: {reason}',
        hint=_SEE_LOGS,
    )
