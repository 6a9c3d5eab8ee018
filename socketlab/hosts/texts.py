"""Settings of a host that are texts: what an engine or a kernel refuses is refused with the file's line.

Source: execve(2), MAX_ARG_STRLEN, 32 pages; environ(7); capabilities(7); runc,
``libcontainer/configs/validate/validator.go``, for kernel settings; Docker's reference for ``docker run``,
``--security-opt`` and ``--tmpfs``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from socketlab.hosts.places import absolute_place, without_variables
from socketlab.language.signals import signal_name
from socketlab.language.values import Environment, TextMap, Texts
from socketlab.language.variables import Text
from socketlab.language.wording import WrongPart, cut, one_of, suggestion

_LONGEST_ARGUMENT = 131_071
"""Bytes of one argument or of one environment variable."""

CAPABILITIES = (
    *("ALL", "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE"),
    *("CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL"),
    *("LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE"),
    *("NET_BROADCAST", "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYSLOG"),
    *("SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE"),
    *("SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "WAKE_ALARM"),
)

_SECURITY = re.compile(r"no-new-privileges([:=](true|false))?|(seccomp|apparmor|label|systempaths)[:=].+")
_SYSCTL = re.compile(r"[a-zA-Z0-9_-]+([./][a-zA-Z0-9_*-]+)+")
_OF_HOST = ("net.", "fs.mqueue.")
_KERNELS = (
    *("kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax"),
    *("kernel.shmmni", "kernel.shm_rmid_forced", "kernel.domainname"),
)
_USER = re.compile(r"[^\s:]+(:[^\s:]+)?|")


def possible(value: Any) -> Any:
    """Texts that the kernel can pass to a program; anything else unchanged.

    Raises:
        ValueError: when one holds a NUL or is too long.
    """
    for step, text in _texts(value):
        trouble = _trouble(text)
        if trouble:
            raise ValueError(trouble) if step is None else WrongPart(trouble, step)
    return value


def _trouble(text: str) -> str:
    """Why the kernel cannot pass a text to a program; empty if it can."""
    if "\0" in text:
        shown = text.replace("\0", "\\0")
        return f'"{cut(shown)}" has a NUL in it, which ends a text'
    if len(text.encode(errors="surrogatepass")) > _LONGEST_ARGUMENT:
        return f'"{cut(text)}" is too long ({_LONGEST_ARGUMENT} bytes at most)'
    return ""


def _texts(value: Any) -> Iterator[tuple[str | int | None, str]]:
    """The texts of a value, each with its key or position."""
    if isinstance(value, str):
        yield None, value
    elif isinstance(value, tuple):
        yield from ((number, item) for number, item in enumerate(value) if isinstance(item, str))
    elif isinstance(value, dict):
        yield from ((name, f"{name}={item}") for name, item in value.items())


def _each_once(value: Any) -> Any:
    """A list of ``NAME=value`` has each name once; the last one would win without a word."""
    items = value if isinstance(value, list) else []
    _refuse_repeated(item.partition("=")[0] if isinstance(item, str) else "" for item in items)
    return value


def _refuse_repeated(names: Iterable[str]) -> None:
    known = set[str]()
    for number, name in enumerate(names):
        if name and name in known:
            raise WrongPart(f'"{cut(name)}" is in the list twice', number)
        known.add(name)


def _names(found: dict[str, str]) -> dict[str, str]:
    for name in found:
        if not name:
            raise ValueError("an environment variable has no name (write NAME=value)")
        if "=" in name:
            raise WrongPart(
                f'"{cut(name)}" is not the name of an environment variable (it has "=" in it)', name
            )
        if "${" in name:
            raise WrongPart(f'"{cut(name)}" is not replaced: variables count in values, not in names', name)
    return found


def _sysctls(found: dict[str, str]) -> dict[str, str]:
    for name in found:
        plain = name.replace("/", ".")
        if not _SYSCTL.fullmatch(name) or not (plain.startswith(_OF_HOST) or plain in _KERNELS):
            hint = suggestion(name, _KERNELS) or "a host has its own net.*, fs.mqueue.* and some of kernel.*"
            raise WrongPart(f'"{cut(name)}" is not a kernel setting of a host ({hint})', name)
    return found


def _capabilities(names: tuple[str, ...]) -> tuple[str, ...]:
    for number, name in enumerate(names):
        plain = without_variables(name).upper().removeprefix("CAP_")
        if plain not in CAPABILITIES and plain == name.upper().removeprefix("CAP_"):
            hint = suggestion(plain, CAPABILITIES) or "see capabilities(7)"
            raise WrongPart(f'"{cut(name)}" is not a Linux capability ({hint})', number)
    return names


def _security(options: tuple[str, ...]) -> tuple[str, ...]:
    for number, option in enumerate(options):
        if not _SECURITY.fullmatch(without_variables(option)):
            known = one_of(("no-new-privileges", "seccomp=", "apparmor=", "label=", "systempaths="))
            raise WrongPart(f'"{cut(option)}" is not a security option ({known})', number)
    return options


def _tmpfs(folders: tuple[str, ...]) -> tuple[str, ...]:
    for number, folder in enumerate(folders):
        try:
            place = absolute_place(folder.partition(":")[0])
        except ValueError as error:
            raise WrongPart(str(error), number) from error
        if place.strip("/") == "":
            raise WrongPart('"/" cannot be a folder in memory (name a folder in it)', number)
    _refuse_repeated(folder.partition(":")[0].rstrip("/") for folder in folders)
    return folders


def _user(text: str) -> str:
    if not _USER.fullmatch(without_variables(text)):
        raise ValueError(f'"{cut(text)}" is not a user (write a name or a number, and a group after ":")')
    return text


def _folder(text: str) -> str:
    return absolute_place(text) if text else text


def _stop_signal(text: str) -> str:
    plain = without_variables(text)
    if not (plain.isdecimal() and 1 <= int(plain) <= 64) and plain == text:
        signal_name(text)
    return text


EnvironmentNames = Annotated[Environment, AfterValidator(_names), BeforeValidator(_each_once)]
KernelSettings = Annotated[TextMap, AfterValidator(_sysctls), BeforeValidator(_each_once)]
Capabilities = Annotated[Texts, AfterValidator(_capabilities)]
SecurityOptions = Annotated[Texts, AfterValidator(_security)]
MemoryFolders = Annotated[Texts, AfterValidator(_tmpfs)]
User = Annotated[Text, AfterValidator(_user)]
Folder = Annotated[Text, AfterValidator(_folder)]
StopSignal = Annotated[Text, AfterValidator(_stop_signal)]
