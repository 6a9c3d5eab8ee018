"""Make a base from the packages of the distribution that this machine runs, with mmdebstrap.

This is the way without a registry. What apt is set to here (mirror and proxy) is used there too: where
``apt-get`` works, this works.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from socketlab.building.progress import Say
from socketlab.building.recipes import Base
from socketlab.errors import LabError

_DEFAULT_SUITE = "bookworm"
_PATIENCE_S = 5
"""How long mmdebstrap may take to clean up after an interrupt."""

_MERGED_USR = Path("/usr/share/mmdebstrap/hooks/maybe-merged-usr")
"""Joins /bin to /usr/bin at the start; without it the usrmerge package brings 45 MB of Perl.

Source: mmdebstrap(1), "OPTIONS", --hook-directory.
"""


def write_stripped(base: Base, script: Path, archive: Path, *, say: Say) -> str:
    """Write the stripped base as an archive.

    Args:
        base: Which one.
        script: The shell script that strips it, run inside.
        archive: The file to write.
        say: Where progress goes.

    Returns:
        Where it came from, in a few words.

    Raises:
        LabError: when mmdebstrap cannot be had, or fails.
    """
    _require_mmdebstrap(say)
    suite = host_suite(Path("/etc/os-release"))
    sources = package_sources(_output("apt-get", "indextargets", "--format", _TARGET), suite)
    origin = f"{sources[0].split()[-3] if sources else 'the default mirror'} {suite}"
    say(f"made from the package mirror {origin}")
    command = [
        *_own_mounts(),
        "mmdebstrap",
        f"--variant={base.variant}",
        *([f"--include={','.join(base.packages)}"] if base.packages else []),
        *([f"--hook-dir={_MERGED_USR}"] if _MERGED_USR.is_dir() else []),
        *apt_options(_output("apt-config", "dump", "Acquire")),
        # It would take away the policy that the script leaves; nothing here starts a server anyway.
        "--skip=chroot/policy-rc.d",
        f"--customize-hook=upload {shlex.quote(str(script))} /strip.sh",
        '--customize-hook=chroot "$1" sh /strip.sh',
        '--customize-hook=rm "$1/strip.sh"',
        suite,
        str(archive),
        *sources,
    ]
    _run(command, scratch=archive.parent, say=say)
    return f"mirror {origin}"


_TARGET = "$(CREATED_BY) $(REPO_URI) $(RELEASE) $(COMPONENT)"
"""Source: apt-get(8), indextargets; the fields are described in acquire-additional-files.md of apt."""


def host_suite(os_release: Path) -> str:
    """The suite to build from: this machine's on Debian and Ubuntu, elsewhere Debian's stable."""
    text = os_release.read_text(encoding="utf-8") if os_release.is_file() else ""
    fields = dict(re.findall(r'^(\w+)="?([^"\n]*)"?$', text, re.MULTILINE))
    own = fields.get("VERSION_CODENAME", "") if fields.get("ID") in {"debian", "ubuntu"} else ""
    return str(own or _DEFAULT_SUITE)


def package_sources(targets: str, suite: str) -> tuple[str, ...]:
    """The lines of sources.list that name the distribution's own archives, updates included.

    Args:
        targets: One line for each index that apt knows, in the form of ``_TARGET``.
        suite: The distribution's name for its release.
    """
    own = re.compile(r"/(debian|ubuntu|debian-security|ubuntu-ports)/?$")
    suites = {suite, f"{suite}-updates", f"{suite}-security"}
    rows = (line.split() for line in targets.splitlines() if line.startswith("Packages "))
    lines = (
        f"deb {uri} {release} {component}"
        for _, uri, release, component in rows
        if component in _COMPONENTS and release in suites and own.search(uri)
    )
    return tuple(dict.fromkeys(lines))


_COMPONENTS = {"main", "universe"}
"""Of Ubuntu's archive, main lacks some of what Debian's has."""


def apt_options(settings: str) -> tuple[str, ...]:
    """Options that pass on the settings of apt on this machine.

    Args:
        settings: What ``apt-config dump Acquire`` prints.
    """
    names = r"https?::Proxy|Check-Valid-Until|Check-Date"
    found = re.findall(rf'^(Acquire::(?:{names}) "[^"]+";)$', settings, re.MULTILINE)
    return tuple(f"--aptopt={line}" for line in found)


def build_proxies(environ: Mapping[str, str], settings: str | None = None) -> dict[str, str]:
    """The arguments of a build through which its apt uses the proxy that apt uses here.

    These names are known to every engine, which keeps them out of the image and of its history.
    Source: Dockerfile reference, "Predefined ARGs"; apt-transport-http(1), for which proxy is used.

    Args:
        environ: The environment of this process.
        settings: What ``apt-config dump Acquire`` prints; asked for unless given.
    """
    if settings is None:
        settings = _output("apt-config", "dump", "Acquire")
    found = re.findall(r'^Acquire::(https?)::Proxy "([^"]+://[^"]+)";$', settings, re.MULTILINE)
    general = {name: environ[name] for name in ("http_proxy", "https_proxy", "no_proxy") if environ.get(name)}
    return general | {f"{scheme}_proxy": address for scheme, address in found}


def _require_mmdebstrap(say: Say) -> None:
    if shutil.which("mmdebstrap"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise LabError(
            "no registry answers, and mmdebstrap, which makes the base without one, is not installed",
            hint="run sudo apt-get install mmdebstrap",
        )
    say("installing mmdebstrap, which makes the base from the package mirror")
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", "mmdebstrap"]):
        done = subprocess.run(
            ["apt-get", *arguments],
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
        if done.returncode:
            raise LabError(
                f"apt-get {arguments[0]} fails: {last_line((done.stdout + done.stderr).splitlines())}",
                hint="install the package mmdebstrap by hand",
            )


def _own_mounts() -> list[str]:
    """Run in a mount namespace, where possible: what an interrupted mmdebstrap has mounted goes with it.

    Where it is not possible nothing can be mounted either, or mmdebstrap makes a namespace itself.
    Source: unshare(1); mmdebstrap(1), "MODES".
    """
    prefix = ["unshare", "--mount"]
    if os.geteuid() != 0 or not shutil.which("unshare"):
        return []
    return (
        prefix if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0 else []
    )


def _run(command: list[str], *, scratch: Path, say: Say) -> None:
    began = time.monotonic()
    lines: list[str] = []
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(scratch)} if command[0] == "unshare" else None,
    ) as process:
        try:
            for line in process.stderr or ():
                lines.append(line.strip())
                step = _STEP.match(line)
                if step:
                    say(f"{time.monotonic() - began:4.0f} s  {step[1]}")
        except BaseException:
            _call_off(process)
            raise
    if process.returncode:
        raise LabError(
            f"mmdebstrap fails: {last_line(lines)}", hint="check that apt-get update works on this machine"
        )


_STEP = re.compile(r"I: ((?:running apt|downloading|extracting|installing|creating).*?)(?:\.\.\.)?$")


def _call_off(process: subprocess.Popen[str]) -> None:
    """End mmdebstrap and all that it has started; it cleans up only while somebody reads what it says."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.communicate(timeout=_PATIENCE_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


def last_line(lines: Iterable[str]) -> str:
    """The last line that says what went wrong, else the last line at all."""
    kept = [line for line in lines if line.strip()]
    errors = [line for line in kept if line.startswith("E:")]
    return (errors[0] if errors else kept[-1] if kept else "it says nothing").strip()


def _output(*command: str) -> str:
    """What a program prints, empty when it is not here or fails: mmdebstrap then uses its defaults."""
    if not shutil.which(command[0]):
        return ""
    return subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    ).stdout
