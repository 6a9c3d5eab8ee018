"""Reading YAML: values, positions, and refusals that are one line."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from socketlab.errors import InvalidFile, InvalidInput
from socketlab.language.document import Document, parse_document, read_document, walk

WORDS = st.text("abcxyz", min_size=1, max_size=4)
SCALARS = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | WORDS
TREES = st.dictionaries(
    WORDS,
    st.recursive(
        SCALARS, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(WORDS, inside, max_size=3)
    ),
    max_size=4,
)
# What YAML gives a meaning, thrown together: most of it is no YAML at all.
PIECES = [*"ab \n[]{},\"'=#|>%?~\t\x00é", ": ", "- ", "&x ", "*x", "<<", "!!int ", "!t ", "0b_", "1:30"]
PIECES += ["2001-13-45", ".inf", "9" * 30]


def refusal(text: str) -> str:
    with pytest.raises(InvalidFile) as raised:
        parse_document(text, file="f.yaml")
    return str(raised.value)


def refusal_if_any(text: str) -> str:
    try:
        parse_document(text, file="f.yaml")
    except InvalidFile as error:
        return str(error)
    return ""


def read(text: str) -> Document:
    return parse_document(text, file="f.yaml")


NO_KEY = 'a key must be a text (put a text that begins with "{" or "[" in quotes)'

EXAMPLE = """\
name: example
hosts:
  server:
    service: web
checks:
  - echo: {fleet: clients}
  - name: second
    log:
      host: server
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (1, 1)),
        (("name",), (1, 1)),
        (("hosts", "server"), (3, 3)),
        (("hosts", "server", "service"), (4, 5)),
        (("checks", 0), (6, 5)),
        (("checks", 0, "echo", "fleet"), (6, 12)),
        (("checks", 1, "name"), (7, 5)),
        (("checks", 1, "log", "host"), (9, 7)),
    ],
)
def test_every_value_has_its_place(path: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert read(EXAMPLE).places[path] == place


def test_a_problem_at_a_place_that_is_not_in_the_file_is_told_at_the_nearest_one_that_is() -> None:
    problem = read(EXAMPLE).problem(("hosts", "server", "command", 3), "is missing")
    assert str(problem) == "f.yaml:3:3 hosts.server.command.3: is missing"


def test_a_problem_is_one_line_whatever_it_quotes() -> None:
    problem = read('"a\\nb": 1').problem(("a\nb",), 'not "c\n\n d"')
    assert str(problem) == 'f.yaml:1:1 a b: not "c d"'


def test_a_long_key_is_cut_where_it_is_shown() -> None:
    long = "k" * 100
    document = read(f"{long}: {{a: 1, a: 2}}\n{long}: 1")
    shown = f"{'k' * 77}..."
    assert [str(problem) for problem in document.problems] == [
        f'f.yaml:2:1 {shown}: "{shown}" is defined twice (first on line 1)'
    ]
    assert document.problem((long, "a"), "x").path == f"{shown}.a"


def test_merged_keys_have_the_place_where_they_were_written() -> None:
    document = read("base: &base\n  x: 1\n  y: 2\nuser:\n  <<: *base\n  y: 3\n")
    assert document.tree["user"] == {"x": 1, "y": 3}
    assert document.places["user", "x"] == (2, 3)
    assert document.places["user", "y"] == (6, 3)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{<<: {a: 1}, a: 2}", {"a": 2}),
        ("{a: 2, <<: {a: 1}}", {"a": 2}),
        ("{<<: [{a: 1}, {a: 2, b: 3}]}", {"a": 1, "b": 3}),
        ("{<<: {<<: {a: 1}, b: 2}}", {"a": 1, "b": 2}),
        ("{<<: []}", {}),
    ],
)
def test_own_keys_outrank_merged_ones_and_earlier_mappings_later_ones(text: str, value: object) -> None:
    assert read(f"v: {text}").tree["v"] == value


def test_a_mapping_with_merged_keys_can_be_used_again() -> None:
    document = read("a: &a {x: 1}\nb: &b {<<: *a, x: 2}\nc: *b\nd: {<<: *b}\n")
    assert document.tree["c"] == document.tree["d"] == {"x": 2}
    assert not document.problems


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2001-01-31", "2001-01-31"),
        ("2001-13-45", "2001-13-45"),
        ("=", "="),
        ("<<", "<<"),
        ("~", None),
        ("0x10", 16),
        ("1e3", "1e3"),
        ("0.50", 0.5),
        ("yes", "yes"),
        ("33:33", "33:33"),
        ("0b_", "0b_"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("0x" + "9" * 5000, "0x" + "9" * 5000),
        ('"5"', "5"),
        ("!!str 5", "5"),
        ("!!int '5'", 5),
    ],
)
def test_scalars_are_what_yaml_says_but_for_dates_and_signs(text: str, value: object) -> None:
    assert read(f"v: {text}").tree["v"] == value


def test_keys_are_words_as_they_were_written() -> None:
    assert list(read("on: 1\n1: 2\nnull: 3\n0x1: 4\n'1.0': 5\n").tree) == ["on", "1", "null", "0x1", "1.0"]


def test_a_repeated_key_is_reported_with_its_first_line_and_its_last_value_stays() -> None:
    document = read("hosts:\n  a: {x: 1}\n  b: 2\n  a: 3\n  a: 4\n")
    assert [str(problem) for problem in document.problems] == [
        'f.yaml:4:3 hosts.a: "a" is defined twice (first on line 2)',
        'f.yaml:5:3 hosts.a: "a" is defined twice (first on line 2)',
    ]
    assert document.tree["hosts"]["a"] == 4


def test_a_repeated_key_is_reported_once_however_often_its_mapping_is_used() -> None:
    assert len(read("a: &a {x: 1, x: 2}\nb: *a\nc: *a\n").problems) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("é\né: \x00", "f.yaml:2:4 not YAML: control characters are not allowed"),
        ("a: &a [*a]", "f.yaml:1:4 an alias refers to itself"),
        ("a: &a {<<: *a}", "f.yaml:1:4 an alias refers to itself"),
        ("a: {<<: 5}", "f.yaml:1:9 only a mapping, or a list of them, can be merged"),
        ("? [a]\n: b", f"f.yaml:1:3 {NO_KEY}"),
        (
            "<<: {? [a] : b}",
            f"f.yaml:1:8 {NO_KEY}",
        ),
        ("[" * 900 + "]" * 900, "f.yaml:1:51 mappings and lists are nested too deeply"),
    ],
)
def test_what_is_not_yaml_is_refused_in_one_line_with_its_place(text: str, message: str) -> None:
    assert refusal(text) == message


@pytest.mark.parametrize("value", ["b", "{}", "[]"])
def test_a_tag_is_reported_and_its_value_stays(value: str) -> None:
    document = read(f"a: [!mine {value}]\nb: 1\n")
    assert document.tree["b"] == 1
    assert [str(problem) for problem in document.problems] == [
        'f.yaml:1:5 a.0: the tag "!mine" means nothing here (put a text that begins with "!" in quotes)'
    ]


def test_of_very_many_mistakes_the_first_are_reported() -> None:
    assert len(read(f"a: [{'!t b, ' * 6_000}]").problems) == 5_000


def test_mistakes_can_be_asked_for_by_their_place() -> None:
    document = read("a: {x: 1, x: 2}\nb: {y: !t z}\n")
    assert [problem.line for problem in document.problems_in(lambda path: path[0] == "b")] == [2]


def test_keys_that_are_repeated_count_as_values() -> None:
    assert "too many values" in refusal(f"a: &a {{{'x: 1, ' * 1_000}}}\nb: [{'*a, ' * 1_000}]\n")


def test_aliases_that_multiply_are_refused() -> None:
    lines = ["a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert "too many values" in refusal("\n".join(lines))


def test_merges_that_multiply_are_refused() -> None:
    inner = "{k: 1}"
    for name in "abcde":
        inner = f"{{<<: [&{name} {inner}{f', *{name}' * 40}]}}"
    assert "too many values" in refusal(f"v: {inner}")


def test_a_text_that_aliases_multiply_is_refused() -> None:
    text = f"a: &a {'x' * 300_000}\nb: [{', '.join(['*a'] * 20_000)}]"
    assert refusal(text) == "f.yaml:1:4 too much text"


def test_more_values_than_the_limit_are_refused_while_they_are_read() -> None:
    assert refusal("[" + "a," * 1_000_000) == "f.yaml:1:240000 too many values"


def test_a_long_list_of_merges_is_read_in_linear_time() -> None:
    text = "a: &a {{k: 1}}\nx: {{<<: [{}]}}"
    began = time.process_time()
    assert read(text.format(", ".join(["*a"] * 29_000))).tree["x"] == {"k": 1}
    assert refusal(text.format(", ".join(["*a"] * 45_000))) == "f.yaml:1:4 too many values"
    assert time.process_time() - began < 5


def test_aliases_that_only_nest_are_refused_when_too_deep() -> None:
    lines = ["a0: &a0 [1]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 1000))]
    assert "nested too deeply" in refusal("\n".join(lines))


@pytest.mark.parametrize(
    ("text", "tree"), [("", {}), ("# nothing\n", {}), ("---", {}), ("- 1", [1]), ("5", 5)]
)
def test_an_empty_file_is_an_empty_mapping_and_others_are_what_they_are(text: str, tree: object) -> None:
    assert read(text).tree == tree


def test_a_file_is_named_as_the_user_named_it(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text("a: 1", encoding="utf-8")
    assert read_document(file).file == str(file)
    assert read_document(file, shown_as="mine.yaml").file == "mine.yaml"


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_document(tmp_path / "f.yaml").tree == {"a": 1}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("latin.yaml", "not UTF-8 text (byte 10 of line 1; save it as UTF-8)"),
        ("missing.yaml", "no such file or directory"),
        ("", "is a directory"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "latin.yaml").write_bytes("title: Größe".encode("latin-1"))
    with pytest.raises(InvalidInput) as raised:
        read_document(tmp_path / name)
    assert str(raised.value) == f'cannot read "{tmp_path / name}": {reason}'


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no file can have this name"):
        read_document(tmp_path / "a\0b")


@given(TREES)
def test_what_was_written_is_what_is_read(tree: dict[str, Any]) -> None:
    document = read(yaml.safe_dump(tree))
    assert document.tree == tree
    assert all(path in document.places for path, _ in walk(tree))


@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_text_is_either_read_or_refused_in_one_line(text: str) -> None:
    message = refusal_if_any(text)
    assert not message or re.fullmatch("f.yaml:.+", message)
