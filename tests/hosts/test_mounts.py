"""Mounts in Compose's short and long syntax."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from socketlab.hosts.mounts import Mount, Mounts, permissions, resolved
from socketlab.language.scalars import number_of

READ: Any = TypeAdapter(Mounts)


@pytest.mark.parametrize(
    ("written", "mount"),
    [
        ("/data", Mount(kind="volume", target="/data")),
        ("data:/data", Mount(kind="volume", source="data", target="/data")),
        ("data:/data:nocopy", Mount(kind="volume", source="data", target="/data", nocopy=True)),
        ("./a:/b//c/:ro,z", Mount(kind="bind", source="a", target="/b/c", read_only=True)),
        (".:/b:rw", Mount(kind="bind", source=".", target="/b")),
        ("~/a:/b", Mount(kind="bind", source="~/a", target="/b")),
        ("/srv:/b:cached", Mount(kind="bind", source="/srv", target="/b")),
        ({"target": "/a", "x-note": 1}, Mount(kind="volume", target="/a")),
        (
            {"type": "volume", "source": "v", "target": "/a", "volume": {"nocopy": True}},
            Mount(kind="volume", source="v", target="/a", nocopy=True),
        ),
        (
            {"type": "bind", "source": "./a", "target": "/a", "read_only": True},
            Mount(kind="bind", source="a", target="/a", read_only=True, required=True),
        ),
        (
            {"type": "bind", "source": "./a", "target": "/a", "bind": {"create_host_path": True}},
            Mount(kind="bind", source="a", target="/a"),
        ),
        (
            {"type": "tmpfs", "target": "/a", "tmpfs": {"size": "1m", "mode": "1777"}},
            Mount(kind="tmpfs", target="/a", size_bytes=1 << 20, mode=0o1777),
        ),
    ],
)
def test_both_syntaxes_are_read(written: Any, mount: Mount) -> None:
    assert READ.validate_python([written]) == (mount,)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (5, 'must be a text such as "./data:/data" or a mapping, not "5"'),
        ("a:/b:ro:x", "has too many parts"),
        ("a:/b:quick", '"quick" is not a mode of a volume'),
        ("a:b", 'must be an absolute path, not "b"'),
        ("./a:/", '"/" cannot be mounted over'),
        ("a b:/c", 'is not the name of a volume (a path begins with "./" or "/")'),
        ("/proc:/c", "belongs to this machine's kernel (a host has its own /proc)"),
        ("/dev/snd:/c", "belongs to this machine's kernel"),
        ("/:/c", "is this whole machine"),
        ({"type": "npipe", "target": "/a"}, '"npipe" is not a type that a run has'),
        ({"targets": "/a"}, '"targets" is not known here (did you mean "target"?)'),
        ({"target": ""}, "a mount needs a target"),
        ({"type": "bind", "target": "/a"}, "a bind mount needs a source"),
        ({"target": "/a", "volume": {"subpath": "x"}}, 'volume may have labels, nocopy, not "subpath"'),
        ({"target": "/a", "volume": 5}, 'volume may have labels, nocopy, not "5"'),
        ({"target": "/a", "read_only": "x"}, 'read_only must be true or false, not "x"'),
        ({"type": "tmpfs", "target": "/a", "tmpfs": {"size": "x"}}, "must be a number and b, k, m or g"),
        (
            {"type": "tmpfs", "target": "/a", "tmpfs": {"mode": "9"}},
            'must be permissions such as 0440, not "9"',
        ),
        ({"type": "tmpfs", "target": "/a", "tmpfs": {"mode": 5000}}, "must be permissions such as 0440"),
    ],
)
def test_what_cannot_be_mounted_is_refused(written: Any, problem: str) -> None:
    with pytest.raises(ValidationError) as raised:
        READ.validate_python([written])
    assert problem in str(raised.value)


def test_of_two_mounts_at_one_place_the_last_counts() -> None:
    assert [mount.source for mount in READ.validate_python(["a:/x", "b:/x/"])] == ["b"]
    assert READ.validate_python([Mount(kind="volume", target="/x")])[0].target == "/x"
    with pytest.raises(ValidationError):
        READ.validate_python("a:/x")


@pytest.mark.parametrize(("written", "mode"), [("0440", 0o440), ("288", 288), ("0o440", 0o440)])
def test_permissions_are_octal_where_they_begin_with_zero(written: str, mode: int) -> None:
    assert permissions(number_of(written)) == mode
    assert permissions(None) is None


def test_relative_sources_start_from_the_projects_folder() -> None:
    def seen(kind: Any, source: str) -> Mount:
        return resolved(Mount(kind=kind, source=source, target="/t"), "shop")

    assert seen("bind", "a").source == "shop/a"
    assert seen("bind", "../a").source == "a"
    assert [seen("bind", place).source for place in ("/a", "~/a")] == ["/a", "~/a"]
    assert seen("volume", "a").source == "a"
    assert seen("variable", "A").options == (("folder", "shop"),)


def test_what_comes_from_outside_is_copied_but_the_engines_socket() -> None:
    assert Mount(kind="bind", source="a", target="/t").copied
    assert Mount(kind="text", source="a", target="/t").copied
    assert not Mount(kind="bind", source="/var/run/docker.sock", target="/t").copied
    assert not Mount(kind="volume", target="/t").copied
