"""One form for resolved compose documents, whatever printed them: Compose 1, Compose 2 or this project."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from socketlab.language.units import parse_duration
from socketlab.language.values import Memory

ROOT = "/project"
"""What stands for the folder of the project."""


def normal(tree: dict[str, Any], root: str) -> dict[str, Any]:
    """Services and the sections that they refer to, without defaults and without what is empty.

    Args:
        tree: The resolved document.
        root: The project's folder in it.
    """
    sections = ("networks", "volumes", "configs", "secrets")
    found = {section: _members(tree, section, root) for section in sections}
    services = {name: _service(service, root) for name, service in (tree.get("services") or {}).items()}
    found["networks"].pop("default", None)
    return {"services": services, **found}


def _members(tree: dict[str, Any], section: str, root: str) -> dict[str, Any]:
    members = {}
    for name, member in (tree.get(section) or {}).items():
        kept = _clean(member) or {}
        kept.pop("name", None)
        if "file" in kept:
            kept["file"] = _path(kept["file"], root)
        if "driver_opts" in kept:
            kept["driver_opts"]["device"] = _path(kept["driver_opts"]["device"], root)
        if "labels" in kept:
            kept["labels"] = _options(kept["labels"], root)
        members[name] = {key: value for key, value in kept.items() if not key.startswith("x-")}
        if "environment" in members[name]:
            members[name].pop("content", None)
    return members


def _service(service: dict[str, Any], root: str) -> dict[str, Any]:
    found = {}
    for key, value in service.items():
        change = _CHANGES.get(key)
        kept = change(value, root) if change is not None and value is not None else _clean(value)
        if kept not in (None, [], {}, "", False):
            found[key] = kept
    found.pop("profiles", None)
    if found.get("networks") == {"default": {}}:
        del found["networks"]
    return found


def _clean(value: Any) -> Any:
    """A value without members that are empty or an extension."""
    if isinstance(value, dict):
        cleaned = {key: _clean(child) for key, child in value.items() if not str(key).startswith("x-")}
        return {key: child for key, child in cleaned.items() if child not in (None, [], {}, "")}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def _path(path: str, root: str) -> str:
    if "://" in path:
        return path
    absolute = posixpath.normpath(posixpath.join(root, path))
    return absolute.replace(root, ROOT, 1)


def _words(value: Any, root: str) -> Any:
    del root
    words = shlex.split(value) if isinstance(value, str) else value
    return [word.replace("$$", "$") for word in words]


def _list(value: Any, root: str) -> list[Any]:
    del root
    return [value] if isinstance(value, str) else list(value)


def _sorted(value: Any, root: str) -> list[str]:
    items = (
        [f"{key}={item}" for key, item in value.items()] if isinstance(value, dict) else _list(value, root)
    )
    return sorted(str(item).replace("=", ":") for item in items)


def _options(value: Any, root: str) -> dict[str, str]:
    del root
    if isinstance(value, list):
        value = {name: text if equals else None for name, equals, text in (i.partition("=") for i in value)}
    return {name: str(text).replace("$$", "$") for name, text in value.items() if text is not None}


def _labels(value: Any, root: str) -> dict[str, str]:
    return {name: "" if text is None else text for name, text in _options(value, root).items()}


def _depends(value: Any, root: str) -> dict[str, Any]:
    del root
    members = value if isinstance(value, dict) else dict.fromkeys(value)
    return {
        name: {"condition": "service_started", "required": True, **(member or {})}
        for name, member in members.items()
    }


def _networks(value: Any, root: str) -> dict[str, Any]:
    del root
    members = value if isinstance(value, dict) else dict.fromkeys(value)
    return {name: _clean(member) or {} for name, member in members.items()}


def _build(value: Any, root: str) -> dict[str, Any]:
    found: dict[str, Any] = {"context": value} if isinstance(value, str) else dict(_clean(value))
    found["context"] = _path(found.get("context", "."), root)
    if found.get("dockerfile") == "Dockerfile":
        del found["dockerfile"]
    for key in ("args", "additional_contexts"):
        if key in found:
            found[key] = _options(found[key], root)
    contexts: dict[str, str] = found.get("additional_contexts", {})
    return found | (
        {"additional_contexts": {n: _path(c, root) for n, c in contexts.items()}} if contexts else {}
    )


def _volumes(value: Any, root: str) -> list[dict[str, Any]]:
    return sorted((_volume(item, root) for item in value), key=lambda volume: volume["target"])


def _volume(value: Any, root: str) -> dict[str, Any]:
    if isinstance(value, str):
        source, _, rest = value.partition(":")
        target, _, mode = rest.partition(":")
        kind = "bind" if rest and source[0] in "./~" else "volume"
        value = (
            {"type": kind, "source": source, "target": target} if rest else {"type": kind, "target": source}
        )
        value |= {"read_only": True} if mode == "ro" else {}
    found = {key: value[key] for key in ("type", "source", "target", "read_only") if value.get(key)}
    if found["type"] == "bind":
        found["source"] = _path(found["source"], root)
    return {**found, "target": posixpath.normpath(found["target"])}


def _ports(value: Any, root: str) -> list[str]:
    del root
    found = []
    for item in value:
        port = str(item["target"] if isinstance(item, dict) else item).removesuffix("/tcp")
        published = item.get("published") if isinstance(item, dict) else None
        found.append(f"{published}:{port}" if published else port)
    return sorted(found)


def _mounts(value: Any, root: str) -> list[dict[str, Any]]:
    del root
    items = [{"source": item} if isinstance(item, str) else dict(_clean(item)) for item in value]
    for item in items:
        if item.get("target") == f"/run/secrets/{item['source']}":
            del item["target"]
    return [item | ({"mode": _mode(item["mode"])} if "mode" in item else {}) for item in items]


def _mode(value: Any) -> int:
    return int(str(value), 8) if str(value).startswith("0") else int(value)


def _health(value: Any, root: str) -> dict[str, Any]:
    found = {key: item for key, item in _clean(value).items() if item is not False}
    for key in ("interval", "timeout", "start_period", "start_interval"):
        if key in found:
            found[key] = parse_duration(found[key])
    if isinstance(found.get("test"), str):
        found["test"] = ["CMD-SHELL", found["test"]]
    if "test" in found:
        found["test"] = _words(found["test"], root)
    if found.get("test") == ["NONE"]:
        return {"disable": True}
    return found


def _memory_size(value: Any, root: str) -> int:
    del root
    return TypeAdapter(Memory).validate_python(value)


def _deploy(value: Any, root: str) -> Any:
    limits = value.get("resources", {}).get("limits", {})
    if "memory" in limits:
        limits["memory"] = _memory_size(limits["memory"], root)
    if "cpus" in limits:
        limits["cpus"] = float(limits["cpus"])
    return _clean(value)


def _ulimits(value: Any, root: str) -> Any:
    del root
    return {
        name: {"soft": limit, "hard": limit} if isinstance(limit, int) else dict(limit)
        for name, limit in value.items()
    }


_CHANGES: dict[str, Callable[[Any, str], Any]] = {
    "annotations": _options,
    "build": _build,
    "command": _words,
    "configs": _mounts,
    "cpus": lambda value, _: float(value),
    "depends_on": _depends,
    "deploy": _deploy,
    "dns": _list,
    "dns_search": _list,
    "entrypoint": _words,
    "environment": _options,
    "expose": _sorted,
    "extra_hosts": _sorted,
    "healthcheck": _health,
    "labels": _labels,
    "mem_limit": _memory_size,
    "networks": _networks,
    "pids_limit": lambda value, _: int(value),
    "ports": _ports,
    "secrets": _mounts,
    "shm_size": _memory_size,
    "stop_grace_period": lambda value, _: parse_duration(value),
    "sysctls": _options,
    "tmpfs": _list,
    "ulimits": _ulimits,
    "volumes": _volumes,
}
