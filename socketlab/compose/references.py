"""What services refer to in the other sections: networks, volumes, configs and secrets.

Source: compose-go v2, ``loader/validate.go``, ``checkConsistency``.
"""

from __future__ import annotations

from collections.abc import Iterator

from socketlab.compose.forms import as_mapping
from socketlab.compose.nodes import Node
from socketlab.language.document import YAMLPath

Reference = tuple[str, Node, YAMLPath]
"""A name, the value that it is in, and where that is."""


def references_in(name: str, service: Node, section: str) -> Iterator[Reference]:
    """The members of a section that a service refers to.

    Args:
        name: The service's name.
        service: The service.
        section: The section.
    """
    node = service.members.get(section)
    path: YAMLPath = ("services", name, section)
    if section == "networks":
        yield from _networks(node, path, service)
    else:
        for number, item in enumerate(node.items if node is not None else ()):
            source = _volume(item) if section == "volumes" else item.text("source") or item.value
            if isinstance(source, str) and source:
                yield source, item, (*path, number)


def _networks(node: Node | None, path: YAMLPath, service: Node) -> Iterator[Reference]:
    attachments = as_mapping(node) if node is not None else service
    if node is None or not attachments.members:
        if "network_mode" not in service.members:
            yield "default", service, path
        return
    for network, attachment in attachments.members.items():
        yield network, attachment, (*path, network)


def _volume(item: Node) -> str | None:
    """The named volume of a mount; nothing for a file, a folder or an anonymous volume."""
    if isinstance(item.value, dict):
        return item.text("source") if item.text("type") == "volume" else None
    source, colon, _ = str(item.value).partition(":")
    return source if colon and not source.startswith((".", "/", "~")) else None
