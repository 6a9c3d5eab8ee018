"""Rules of merging that whole documents do not show."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.compose.merging import Merging, without_replaced
from socketlab.compose.nodes import Effort, Node, node_of, plain
from socketlab.compose.unicity import once
from socketlab.language.document import parse_document


def node(text: str) -> Node:
    return node_of(parse_document(text, file="compose.yaml", compose=True))


def merged(base: str, own: str, *path: str) -> Any:
    at = ("services", "web", *path)
    return plain(once(Merging(Effort()).merged(node(base), node(own), at), at))


@pytest.mark.parametrize(
    ("path", "base", "own", "result"),
    [
        ("devices", "['/dev/a:/dev/x:r']", "['/dev/b:/dev/x', '/dev/c']", ["/dev/b:/dev/x", "/dev/c"]),
        (
            "devices",
            "['/dev/a']",
            "[{source: /dev/b, target: /dev/a}]",
            [{"source": "/dev/b", "target": "/dev/a"}],
        ),
        ("extra_hosts", "{a: [1.1.1.1, 1.1.1.2]}", "['a=1.1.1.2', 'b=2']", ["a=1.1.1.1", "a=1.1.1.2", "b=2"]),
        ("sysctls", "{b: 2, a: }", "[c=1]", ["a", "b=2", "c=1"]),
        ("environment", "{A: 0755, B: true}", "{A: }", ["A", "B=true"]),
        ("build", "./a", "{dockerfile: D}", {"context": "./a", "dockerfile": "D"}),
        ("build", "{context: ./a}", "./b", {"context": "./b"}),
        ("logging", "{driver: a, options: {x: 1}}", "{driver: b}", {"driver": "b"}),
        ("logging", "{driver: a, options: {x: 1}}", "", {"driver": "a", "options": {"x": 1}}),
        (
            "depends_on",
            "[a]",
            "{a: {condition: service_healthy}}",
            {"a": {"condition": "service_healthy", "required": True}},
        ),
        ("networks", "[a, b]", "{b: {aliases: [x]}}", {"a": None, "b": {"aliases": ["x"]}}),
        (
            "secrets",
            "[key]",
            "[{source: other, target: /run/secrets/key}]",
            [{"source": "other", "target": "/run/secrets/key"}],
        ),
        ("configs", "[{source: a}]", "[{source: b, target: /a}]", [{"source": "b", "target": "/a"}]),
        ("expose", "[80, '81']", "['80']", ["80", "81"]),
        (
            "volumes",
            "['/a', 'v:/b/']",
            "[{type: tmpfs, target: /a}, './c:/b']",
            [{"type": "tmpfs", "target": "/a"}, "./c:/b"],
        ),
        ("env_file", "a.env", "[{path: a.env, required: false}]", [{"path": "a.env", "required": False}]),
    ],
)
def test_what_is_merged_follows_the_rule_of_its_key(path: str, base: str, own: str, result: Any) -> None:
    assert merged(base, own, path) == result


def test_a_value_that_is_not_given_changes_nothing() -> None:
    assert merged("{user: a, cap_add: [B]}", "{user: ~, cap_add: }") == {"user": "a", "cap_add": ["B"]}


def test_pools_of_addresses_are_merged_by_their_subnets() -> None:
    base = node("[{subnet: 10.1.0.0/24, gateway: 10.1.0.1}, {subnet: 10.2.0.0/24}]")
    own = node("[{subnet: 10.1.0.0/24, ip_range: 10.1.0.0/28}, {subnet: 10.3.0.0/24}]")
    found = plain(Merging(Effort()).merged(base, own, ("networks", "n", "ipam", "config")))
    assert found == [
        {"subnet": "10.1.0.0/24", "gateway": "10.1.0.1", "ip_range": "10.1.0.0/28"},
        {"subnet": "10.2.0.0/24"},
        {"subnet": "10.3.0.0/24"},
    ]


def test_what_a_later_file_replaces_is_removed_at_any_depth() -> None:
    earlier = node("{a: {b: 1, c: [1, 2]}, d: 1}")
    path = ("services", "web")
    replacing = frozenset({(*path, "a", "b"), (*path, "d"), (*path, "a", "c", 0)})
    assert plain(without_replaced(earlier, path, replacing)) == {"a": {"c": [1, 2]}}
