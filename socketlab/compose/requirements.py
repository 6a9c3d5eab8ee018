"""The services that others need, found before any of them is looked at closely: each is looked at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from socketlab.compose.nodes import Node

_OF_SERVICE = "service:"


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


def required_otherwise(links: Any, mode: Any) -> tuple[str, ...]:
    """The services that one requires without ``depends_on``: those of its links, and whose network it shares.

    Args:
        links: Its ``links`` as written, such as ``["db:database"]``; what is not a list of texts has none. A
            service whose name depends on the client, such as ``db${index}``, is left to the plan.
        mode: Its ``network_mode`` as written.
    """
    texts = [text for text in links if isinstance(text, str)] if isinstance(links, list) else []
    shared = mode.removeprefix(_OF_SERVICE) if isinstance(mode, str) and mode.startswith(_OF_SERVICE) else ""
    linked = [text.partition(":")[0] for text in texts]
    return tuple(name for name in (*linked, shared) if name and "${" not in name)


def _required(service: Node) -> Iterator[str]:
    keys = service.value
    needed = keys["depends_on"].value if "depends_on" in keys else None
    if isinstance(needed, dict):
        yield from (name for name, said in needed.items() if not _is_optional(said))
    elif isinstance(needed, list):
        yield from (each.value for each in needed if isinstance(each.value, str))
    links = keys["links"].value if "links" in keys else None
    texts = [each.value for each in links] if isinstance(links, list) else None
    yield from required_otherwise(texts, keys["network_mode"].value if "network_mode" in keys else None)


def _is_optional(said: Node) -> bool:
    return isinstance(said.value, dict) and "required" in said.value and said.value["required"].value is False
