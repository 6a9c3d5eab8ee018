"""What faults of the router name, checked with the file: answers for names, and networks behind a NAT."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from socketlab.errors import Problem
from socketlab.language.document import Document, YAMLPath
from socketlab.language.selectors import Members
from socketlab.language.wording import cut, one_of, suggestion
from socketlab.links.names import FAILURES, answer_of


def router_problems(
    document: Document, path: YAMLPath, step: Any, members: Members, tree: Mapping[str, Any]
) -> Iterator[Problem]:
    """A problem for an answer that is nothing, and for a network that is not behind a NAT.

    Args:
        document: The file, for the places.
        path: Where the step is.
        step: The step as a plain value, valid or not.
        members: The hosts and fleets of the scenario.
        tree: The scenario as a plain value, valid or not.
    """
    answer = _setting(step, "dns", "answer")
    if answer and answer_of(answer).host and "$" not in answer and not _is_named(answer, members, tree):
        choices = [*FAILURES, *members.hosts]
        hint = suggestion(answer, choices) or one_of(choices)
        message = f'"{cut(answer)}" is not a failure, an IPv4 address or a host ({hint})'
        yield document.problem((*path, "dns", "answer"), message)
    network = _setting(step, "rebind", "network")
    declared = tree.get("networks") or {}
    if network and "$" not in network and isinstance(declared, dict):
        behind = [name for name, each in declared.items() if isinstance(each, dict) and each.get("behind")]
        if network not in behind:
            hint = suggestion(network, behind) or (one_of(behind) if behind else "no network is")
            message = f'"{cut(network)}" is not a network behind a NAT ({hint})'
            yield document.problem((*path, "rebind", "network"), message)


def _setting(step: Any, word: str, key: str) -> str:
    settings = step.get(word) if isinstance(step, dict) else None
    value = settings.get(key) if isinstance(settings, dict) else None
    return value if isinstance(value, str) else ""


def _is_named(name: str, members: Members, tree: Mapping[str, Any]) -> bool:
    """Whether a name is that of a host, of its service, or of a client."""
    hosts = tree.get("hosts")
    made = hosts.values() if isinstance(hosts, dict) else ()
    services = {host.get("service") for host in made if isinstance(host, dict)}
    fleet, _, index = name.rpartition("-")
    client = index.isdecimal() and 1 <= int(index[:7]) <= members.fleets.get(fleet, 0)
    return name in members.hosts or name in services or client
