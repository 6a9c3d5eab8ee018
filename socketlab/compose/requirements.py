"""The services that others need, found before any of them is looked at closely: each is looked at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from socketlab.compose.nodes import Node


def with_requirements(names: Iterable[str], member: Callable[[str], Node | None]) -> frozenset[str]:
    """Services and all that they require, directly or not; a name of no service stays as it is.

    Args:
        names: The first ones.
        member: What the files say about a service.
    """
    found = set(names)
    waiting = list(found)
    while waiting:
        node = member(waiting.pop())
        fresh = set(_required(node)) - found if node is not None and isinstance(node.value, dict) else set()
        found |= fresh
        waiting += fresh
    return frozenset(found)


def _required(service: Node) -> Iterator[str]:
    keys = service.value
    needed = keys["depends_on"].value if "depends_on" in keys else None
    if isinstance(needed, dict):
        yield from (name for name, said in needed.items() if not _is_optional(said))
    elif isinstance(needed, list):
        yield from (each.value for each in needed if isinstance(each.value, str))
    mode = keys["network_mode"].value if "network_mode" in keys else None
    if isinstance(mode, str) and mode.startswith("service:"):
        yield mode.removeprefix("service:")


def _is_optional(said: Node) -> bool:
    return isinstance(said.value, dict) and "required" in said.value and said.value["required"].value is False
