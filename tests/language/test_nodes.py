"""Composing YAML's nodes within bounds."""

import pytest

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
