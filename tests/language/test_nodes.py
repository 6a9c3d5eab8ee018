"""Composing YAML's nodes within bounds."""

import pytest

from socketlab.language.document import parse_document
from socketlab.language.nodes import Refused, compose_nodes


@pytest.mark.parametrize("text", ["", "# nothing"])
def test_a_text_without_a_document_has_no_root(text: str) -> None:
    assert compose_nodes(text) is None


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("5", "int"),
        ("'5'", "str"),
        ("!!float 5", "float"),
        ("[]", "seq"),
        ("{}", "map"),
        ("~", "null"),
        ("<<", "merge"),
    ],
)
def test_a_node_has_the_tag_that_yaml_gives_it(text: str, tag: str) -> None:
    assert compose_nodes(text).tag == f"tag:yaml.org,2002:{tag}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[" * 60, "mappings and lists are nested too deeply"),
        ("[" + "a," * 200_000, "too many values"),
        ("a: *b", 'no anchor "&b" before this (put a text that begins with "*" in quotes)'),
        ("a\n---\nb", "a second document begins here (a file has one)"),
    ],
)
def test_what_is_not_accepted_is_refused_before_it_is_composed(text: str, reason: str) -> None:
    with pytest.raises(Refused) as raised:
        compose_nodes(text)
    assert raised.value.problem == reason


def test_an_alias_is_the_node_itself() -> None:
    first, second = compose_nodes("[&a {}, *a]").value
    assert first is second


def test_an_anchor_can_be_defined_again() -> None:
    assert parse_document("a: &x 1\nb: &x 2\nc: *x\n", file="f.yaml").tree["c"] == 2


def test_the_tags_of_compose_have_their_meaning_in_a_compose_file() -> None:
    text = "a: !reset 1\nb: [!reset x, y]\nc: !override {d: !override 5}\ne: !override '5'\n"
    document = parse_document(text, file="f.yaml", compose=True)
    assert document.tree == {"b": ["y"], "c": {"d": 5}, "e": "5"}
    assert not document.problems
