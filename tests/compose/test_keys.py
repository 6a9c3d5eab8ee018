"""The table of keys has every key of the specification's published schema, and no other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from socketlab.compose.keys import (
    ATTACHMENT,
    DEPLOY,
    HEALTHCHECK,
    MOUNT,
    NETWORK,
    VOLUME,
    Key,
    noted,
    refused,
)
from socketlab.compose.service_keys import SERVICE

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parent / "schema" / "compose-spec.json").read_text(encoding="utf-8")
)["$defs"]


def properties(name: str) -> set[str]:
    return set(SCHEMA[name]["properties"])


def attachment() -> set[str]:
    forms = SCHEMA["service"]["properties"]["networks"]["oneOf"]
    members = next(form for form in forms if "patternProperties" in form)["patternProperties"]
    (member,) = members.values()
    return set(next(form for form in member["oneOf"] if "properties" in form)["properties"])


def mount() -> set[str]:
    forms = SCHEMA["service"]["properties"]["volumes"]["items"]["oneOf"]
    return set(next(form for form in forms if "properties" in form)["properties"])


@pytest.mark.parametrize(
    ("table", "published"),
    [
        (SERVICE, properties("service")),
        (HEALTHCHECK, properties("healthcheck")),
        (DEPLOY, properties("deployment")),
        (NETWORK, properties("network")),
        (VOLUME, properties("volume")),
        (ATTACHMENT, attachment()),
        (MOUNT, mount()),
    ],
    ids=["service", "healthcheck", "deploy", "network", "volume", "attachment", "mount"],
)
def test_no_key_of_the_schema_is_forgotten_and_none_is_invented(
    table: Mapping[str, Key], published: set[str]
) -> None:
    assert set(table) == published
    assert list(table) == sorted(table)


def test_a_refusal_has_a_reason_and_an_alternative_in_one_line() -> None:
    tables = (SERVICE, HEALTHCHECK, DEPLOY, NETWORK, VOLUME, ATTACHMENT, MOUNT)
    rows = [key for table in tables for key in table.values()]
    refusals = [why for key in rows for why in (key.refusal, *key.values.values()) if why is not None]
    assert len(refusals) > 10
    assert all(why.reason and why.instead and "\n" not in why.reason + why.instead for why in refusals)
    assert all(key.status == "ignored" for key in rows if key.noted)


@pytest.mark.parametrize("value", [None, [], {}, "", "no"])
def test_a_value_that_asks_for_nothing_is_not_refused(value: Any) -> None:
    assert refused("a reason", "an alternative", unless=("no",)).refuses(value) is None
    assert noted("a reason", unless=("no",)).asks_for_nothing(value)


def test_a_value_can_be_refused_by_what_it_begins_with() -> None:
    mode = SERVICE["network_mode"]
    assert mode.refuses("service:web") is None
    assert mode.refuses("container:abc") is not None
    assert mode.refuses("host") is not None
    assert mode.refuses(["host"]) is None
