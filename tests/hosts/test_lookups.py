"""Names, addresses and shares of a host in Compose's forms."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from socketlab.hosts.lookups import CPUSet, DomainName, HostEntries, Links, NetworkMode, OomScore, SwapLimit


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (
            HostEntries,
            ["a:10.0.0.1", "b=::1", "c=[::1]", "d:host-gateway"],
            "a:10.0.0.1 b:::1 c:::1 d:host-gateway",
        ),
        (HostEntries, {"a": "10.0.0.1", "b": ["10.0.0.2", "::1"]}, "a:10.0.0.1 b:10.0.0.2 b:::1"),
        (Links, ["db", "db:store"], (("db", "db"), ("db", "store"))),
        (NetworkMode, "none", "none"),
        (NetworkMode, "bridge", "bridge"),
        (CPUSet, "0-2,4", "0-2,4"),
        (DomainName, "example.test", "example.test"),
        (SwapLimit, -1, -1),
        (SwapLimit, "1g", 1 << 30),
        (OomScore, -1000, -1000),
    ],
)
def test_every_form_is_read(kind: Any, written: Any, value: Any) -> None:
    expected = tuple(value.split()) if kind is HostEntries else value
    assert TypeAdapter(kind).validate_python(written) == expected


@pytest.mark.parametrize(
    ("kind", "written", "problem"),
    [
        (HostEntries, ["a"], 'must be a text such as "db.example=10.0.0.7", not "a"'),
        (HostEntries, [5], 'must be a text such as "db.example=10.0.0.7"'),
        (HostEntries, {"a": "10.0.0"}, '"10.0.0" is not an address'),
        (HostEntries, "a:10.0.0.1", "valid tuple"),
        (Links, [5], 'must be a text such as "db:database"'),
        (Links, "db", "valid tuple"),
        (NetworkMode, "host", "a host of a run is never in this machine's own network"),
        (NetworkMode, "service:", "a run has networks of its own"),
        (CPUSet, "all", '"all" is not a list of processors'),
        (DomainName, "a b", '"a b" is not a domain'),
        (SwapLimit, "much", "must be a number and b, k, m or g"),
        (OomScore, 1001, "less than or equal to 1000"),
    ],
)
def test_what_no_engine_takes_is_refused(kind: Any, written: Any, problem: str) -> None:
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(kind).validate_python(written)
    assert problem in str(raised.value)
