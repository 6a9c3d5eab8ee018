"""Configs and secrets of a service."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from socketlab.hosts.grants import Grant, Grants, granted

READ: Any = TypeAdapter(Grants)


def test_both_syntaxes_are_read() -> None:
    long = {"source": "b", "target": "/etc/b", "uid": "7", "gid": 8, "mode": "0400"}
    assert READ.validate_python(["a", long, Grant(source="c")]) == (
        Grant(source="a"),
        Grant(source="b", target="/etc/b", uid=7, gid=8, mode=0o400),
        Grant(source="c"),
    )


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ([5], 'must be a name, or a mapping with a source, not "5"'),
        ([{"target": "a"}], "must be a name, or a mapping with a source"),
        (["a b"], '"a b" is not the name of a config or secret'),
        ([{"source": "a", "moed": 1}], '"moed" is not known here (did you mean "mode"?)'),
        ([{"source": "a", "uid": "me"}], 'uid must be a number, not "me"'),
        ("a", "valid tuple"),
    ],
)
def test_what_is_no_grant_is_refused(written: Any, problem: str) -> None:
    with pytest.raises(ValidationError) as raised:
        READ.validate_python(written)
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    ("entry", "target", "secret", "kind", "place"),
    [
        ({"file": "./a"}, "", True, "bind", "/run/secrets/x"),
        ({"environment": "A"}, "name", True, "variable", "/run/secrets/name"),
        ({"content": "words"}, "", False, "text", "/x"),
        ({"file": "./a"}, "name", False, "bind", "/name"),
        ({"file": "./a"}, "/etc/name", False, "bind", "/etc/name"),
    ],
)
def test_a_grant_is_a_file_that_can_only_be_read(
    entry: dict[str, str], target: str, secret: Any, kind: str, place: str
) -> None:
    mount = granted(Grant(source="x", target=target, mode=0o400), {"x": entry}, secret=secret)
    assert (mount.kind, mount.target, mount.read_only, mount.mode) == (kind, place, True, 0o400)


@pytest.mark.parametrize("entry", [None, {"external": True}, {"content": "in a plan"}])
def test_a_secret_without_a_content_of_its_own_is_refused(entry: Any) -> None:
    with pytest.raises(ValueError, match='secret "x" has no content here'):
        granted(Grant(source="x"), {"x": entry}, secret=True)


def test_a_name_that_no_section_has_is_refused() -> None:
    with pytest.raises(ValueError, match='no config "x" in the section configs'):
        granted(Grant(source="x"), {}, secret=False)
