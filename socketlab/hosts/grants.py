"""Configs and secrets: files that a service may read, whose content is elsewhere.

Source: the Compose Specification, "configs" and "secrets", of a service and at the top level.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from socketlab.hosts.mounts import Mount, permissions, target_place
from socketlab.language.wording import WrongPart, cut, instead, one_of, suggestion
from socketlab.language.written import written_as


class Grant(BaseModel):
    """A config or secret that a service may read, as a file.

    Args:
        source: Its name in the section of that name.
        target: Where it is in the host; the section says where by default.
        uid: The file's owner.
        gid: The file's group.
        mode: Its permissions.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    target: str = ""
    uid: int | None = None
    gid: int | None = None
    mode: int | None = None


def _grants(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    found = []
    for number, item in enumerate(value):
        try:
            found.append(item if isinstance(item, Grant) else _grant(item))
        except ValueError as error:
            raise WrongPart(str(error), number) from error
    return tuple(found)


def _grant(item: Any) -> Grant:
    if isinstance(item, str):
        item = {"source": item}
    named = isinstance(item, dict) and isinstance(item.get("source"), str)
    if not named:
        raise ValueError(f"must be a name, or a mapping with a source{instead(item)}")
    if not re.fullmatch("[a-zA-Z0-9._-]+", item["source"]):
        raise ValueError(f'"{cut(item["source"])}" is not the name of a config or secret')
    for key in item:
        if key not in Grant.model_fields:
            keys = tuple(Grant.model_fields)
            raise ValueError(f'"{cut(str(key))}" is not known here ({suggestion(key, keys) or one_of(keys)})')
    owner = {key: _number(key, item[key]) for key in ("uid", "gid") if item.get(key) is not None}
    return Grant(
        source=item["source"],
        target=str(item.get("target") or ""),
        mode=permissions(item.get("mode")),
        **owner,
    )


def _number(key: str, value: Any) -> int:
    if not re.fullmatch("[0-9]{1,10}", str(value)):
        raise ValueError(f"{key} must be a number{instead(value)}")
    return int(value)


Grants = Annotated[
    tuple[Grant, ...],
    BeforeValidator(_grants),
    written_as(
        {
            "title": "list of names",
            "type": "array",
            "items": {"anyOf": [{"type": "string"}, {"type": "object", "required": ["source"]}]},
        }
    ),
]


def granted(grant: Grant, section: Mapping[str, Any], *, secret: bool) -> Mount:
    """The mount of a config or secret.

    Args:
        grant: What the service says of it.
        section: The compose file's own.
        secret: Whether it is a secret: those are in ``/run/secrets`` by default, configs in ``/``.

    Raises:
        ValueError: when the section does not say where its content comes from.
    """
    kind = "secret" if secret else "config"
    entry = section.get(grant.source)
    if grant.source not in section:
        raise ValueError(f'no {kind} "{cut(grant.source)}" in the section {kind}s')
    entry = entry if isinstance(entry, dict) else {}
    target = grant.target or (f"/run/secrets/{grant.source}" if secret else f"/{grant.source}")
    if not target.startswith("/"):
        target = f"/run/secrets/{target}" if secret else f"/{target}"
    ways: dict[str, Literal["bind", "variable", "text"]]
    ways = {"file": "bind", "environment": "variable", **({} if secret else {"content": "text"})}
    way = next((key for key in ways if entry.get(key) is not None), None)
    if way is None or entry.get("external"):
        raise ValueError(f'{kind} "{cut(grant.source)}" has no content here (give it a file or environment)')
    return Mount(
        kind=ways[way],
        source=str(entry[way]),
        target=target_place(target),
        read_only=True,
        required=True,
        mode=grant.mode,
        uid=grant.uid,
        gid=grant.gid,
    )
