"""What services depend on, in Compose's two forms."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from socketlab.hosts.dependencies import After, Dependencies, Dependency

READ = TypeAdapter(Dependencies).validate_python


def test_a_list_names_what_must_have_been_started() -> None:
    assert READ(["db", "cache"]) == {"db": Dependency(), "cache": Dependency()}
    assert READ(("db",))["db"].condition == "service_started"


def test_a_mapping_says_what_each_must_have_done() -> None:
    found = READ({"db": {"condition": "service_healthy", "required": False, "restart": True}, "cache": {}})
    assert found["db"] == Dependency(condition="service_healthy", required=False, restart=True)
    assert found["cache"].required
    assert READ(None) == {}


@pytest.mark.parametrize("value", ["db", [1], {"db": {"condition": "healthy"}}, {"db": {"conditions": 1}}])
def test_anything_else_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        READ(value)


def test_what_is_waited_for_can_be_said() -> None:
    assert After(host="db", condition="service_started").wording == "db has started"
    assert After(host="db", condition="service_healthy").wording == "db is ready"
    assert After(host="db", condition="service_completed_successfully").wording == "db has exited 0"
