"""Volumes in both of Compose's forms."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from socketlab.hosts.mounts import Mount, Mounts, copied, located

READ = TypeAdapter(Mounts).validate_python


@pytest.mark.parametrize(
    ("written", "mount"),
    [
        ("/data", Mount(kind="volume", target="/data")),
        ("store:/data", Mount(kind="volume", source="store", target="/data")),
        ("store:/data:nocopy", Mount(kind="volume", source="store", target="/data", nocopy=True)),
        ("./site:/srv:ro", Mount(kind="bind", source="./site", target="/srv", read_only=True)),
        ("~/x:/x:rw,z", Mount(kind="bind", source="~/x", target="/x")),
        ("/etc/hosts:/x", Mount(kind="bind", source="/etc/hosts", target="/x")),
        ({"type": "bind", "source": "a", "target": "/a"}, Mount(kind="bind", source="a", target="/a")),
        (
            {"type": "volume", "source": "v", "target": "/v", "read_only": True, "volume": {"nocopy": True}},
            Mount(kind="volume", source="v", target="/v", read_only=True, nocopy=True),
        ),
        (
            {"type": "tmpfs", "target": "/t", "tmpfs": {"size": "1m"}, "x-own": 1},
            Mount(kind="tmpfs", target="/t", size_bytes=1 << 20),
        ),
    ],
)
def test_each_form_is_understood(written: Any, mount: Mount) -> None:
    assert READ([written]) == (mount,)


def test_of_two_mounts_at_one_place_the_later_one_counts() -> None:
    assert [mount.source for mount in READ(["a:/x", "b:/y", "c:/x/"])] == ["c", "b"]
    assert READ((Mount(kind="volume", target="/a"),)) == (Mount(kind="volume", target="/a"),)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("a:b:c:d", "is not a volume (write source:target, or source:target:ro)"),
        (":/x", "is not a volume"),
        ("a:/x:rx", '"rx" is not a mode of a volume (use ro or rw)'),
        ("a:x", 'must be an absolute path, not "x"'),
        ("a:/", 'a volume cannot be mounted at "/"'),
        ("/dev/sda:/x", '"/dev/sda" of this machine is not given to hosts'),
        ("/:/x", '"/" of this machine is not given to hosts'),
        ("/proc/..//sys:/x", "of this machine is not given to hosts"),
        (5, "must be source:target, or a mapping with type, source and target"),
        ({"type": "npipe", "target": "/x"}, 'a mount of the type "npipe" is not supported'),
        ({"type": "bind", "target": "/x"}, 'the bind mount at "/x" has no source'),
        ({"type": "volume", "target": "/x", "volume": {"subpath": "a"}}, "volume.subpath is not supported"),
        ({"type": "volume", "targt": "/x"}, "target: field required"),
    ],
)
def test_what_a_run_cannot_mount_is_refused_with_its_number(written: Any, said: str) -> None:
    with pytest.raises(ValidationError) as raised:
        READ(["ok:/ok", written])
    assert said in str(raised.value)


@pytest.mark.parametrize("value", [None, "a:/b", {"a": "/b"}, 5])
def test_volumes_are_a_list(value: Any) -> None:
    with pytest.raises(ValidationError, match="must be a list of volumes"):
        READ(value)


def test_a_relative_source_starts_from_the_projects_folder() -> None:
    mounts = READ(["./site:/a", "../x:/b", "/abs:/c", "~/h:/d", "named:/e"])
    assert [located(mount, "project/sub").source for mount in mounts] == [
        "project/sub/site",
        "project/x",
        "/abs",
        "~/h",
        "named",
    ]


def test_only_what_programs_can_change_is_worth_a_note() -> None:
    mounts = READ(["./a:/a", "./a:/again", "./b:/b:ro", "v:/v", "/var/run/docker.sock:/s"])
    assert copied(mounts) == ("./a",)
