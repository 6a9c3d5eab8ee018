"""Settings of a host that are texts."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from socketlab.hosts.texts import (
    Capabilities,
    EnvironmentNames,
    Folder,
    KernelSettings,
    MemoryFolders,
    SecurityOptions,
    StopSignal,
    User,
    possible,
)


def read(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value, context={})


def refusal(kind: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as raised:
        read(kind, value)
    return str(raised.value.errors()[0]["msg"]).removeprefix("Value error, ")


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (EnvironmentNames, {"A": "1"}, {"A": "1"}),
        (EnvironmentNames, ["A=1", "B=x=y"], {"A": "1", "B": "x=y"}),
        (KernelSettings, {"net.core.somaxconn": 5}, {"net.core.somaxconn": "5"}),
        (KernelSettings, ["net/ipv4/ip_forward=1"], {"net/ipv4/ip_forward": "1"}),
        (KernelSettings, {"kernel.shmmax": 5}, {"kernel.shmmax": "5"}),
        (Capabilities, ["NET_ADMIN", "cap_kill", "CAP_${fleet}"], ("NET_ADMIN", "cap_kill", "CAP_${fleet}")),
        (SecurityOptions, ["no-new-privileges:true"], ("no-new-privileges:true",)),
        (SecurityOptions, ["seccomp=unconfined"], ("seccomp=unconfined",)),
        (MemoryFolders, ["/tmp", "/run:size=5m"], ("/tmp", "/run:size=5m")),
        (User, "33:33", "33:33"),
        (User, "www-data", "www-data"),
        (User, "", ""),
        (Folder, "/work", "/work"),
        (Folder, "", ""),
        (StopSignal, "TERM", "TERM"),
        (StopSignal, "SIGUSR1", "SIGUSR1"),
        (StopSignal, "15", "15"),
        (StopSignal, "RTMIN+${index}", "RTMIN+${index}"),
    ],
)
def test_a_setting_is_kept_as_it_was_written(kind: Any, written: Any, value: Any) -> None:
    assert read(kind, written) == value


@pytest.mark.parametrize(
    ("kind", "written", "message"),
    [
        (EnvironmentNames, {"": "1"}, "an environment variable has no name (write NAME=value)"),
        (
            EnvironmentNames,
            {"${v}": "1"},
            '"${v}" is not replaced: variables count in values, not in names',
        ),
        (EnvironmentNames, ["=x"], "an environment variable has no name (write NAME=value)"),
        (
            EnvironmentNames,
            {"A=B": "1"},
            '"A=B" is not the name of an environment variable (it has "=" in it)',
        ),
        (EnvironmentNames, ["A=1", "A=2"], '"A" is in the list twice'),
        (
            KernelSettings,
            {"vm.swappiness": 1},
            (
                '"vm.swappiness" is not a kernel setting of a host '
                "(a host has its own net.*, fs.mqueue.* and some of kernel.*)"
            ),
        ),
        (
            KernelSettings,
            {"kernel.shmmx": 1},
            '"kernel.shmmx" is not a kernel setting of a host (did you mean "kernel.shmmax"?)',
        ),
        (KernelSettings, ["net.a.b=1", "net.a.b=2"], '"net.a.b" is in the list twice'),
        (Capabilities, ["NET_ADMN"], '"NET_ADMN" is not a Linux capability (did you mean "NET_ADMIN"?)'),
        (Capabilities, ["X"], '"X" is not a Linux capability (see capabilities(7))'),
        (
            SecurityOptions,
            ["nonsense"],
            (
                '"nonsense" is not a security option (use one of apparmor=, label=, no-new-privileges, '
                "seccomp=, systempaths=)"
            ),
        ),
        (MemoryFolders, ["foo"], 'must be an absolute path, not "foo"'),
        (MemoryFolders, ["/"], '"/" cannot be a folder in memory (name a folder in it)'),
        (MemoryFolders, ["/tmp", "/tmp/:size=5m"], '"/tmp" is in the list twice'),
        (User, "a b", '"a b" is not a user (write a name or a number, and a group after ":")'),
        (User, "a:b:c", '"a:b:c" is not a user (write a name or a number, and a group after ":")'),
        (Folder, "foo", 'must be an absolute path, not "foo"'),
        (StopSignal, "TREM", '"TREM" is not a signal (did you mean "TERM"?)'),
        (StopSignal, "65", '"65" is not a signal'),
    ],
)
def test_a_setting_that_an_engine_or_a_kernel_refuses_says_why(kind: Any, written: Any, message: str) -> None:
    assert refusal(kind, written).startswith(message)


@pytest.mark.parametrize("value", ["a", ("a", "b"), {"A": "b"}, 5, None, "x" * 131_071])
def test_what_a_program_can_be_given_is_unchanged(value: Any) -> None:
    assert possible(value) == value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("a\0b", '"a\\0b" has a NUL in it, which ends a text'),
        (("a", "b\0"), '"b\\0" has a NUL in it, which ends a text'),
        ({"A\0": "b"}, '"A\\0=b" has a NUL in it, which ends a text'),
        ({"A": "\0"}, '"A=\\0" has a NUL in it, which ends a text'),
        ("x" * 131_072, f'"{"x" * 77}..." is too long (131071 bytes at most)'),
        ({"A": "x" * 131_071}, f'"A={"x" * 75}..." is too long (131071 bytes at most)'),
    ],
)
def test_a_text_that_no_program_can_be_given_says_why(value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=r"^.*$") as raised:
        possible(value)
    assert str(raised.value) == message
