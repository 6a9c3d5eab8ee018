"""What is not YAML: the place that its author must look at, and plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab.errors import InvalidFile, Problem
from socketlab.language.document import parse_document

EXPECTED = "is expected here (check the indentation and the quotes)"


def refusal(text: str) -> str:
    with pytest.raises(InvalidFile) as raised:
        parse_document(text, file="f.yaml")
    return str(raised.value).removeprefix("f.yaml:").replace("not YAML: ", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 'b\nc: d\n", "1:4 the quotation that begins here has no end (close it)"),
        ('a: "b\n\n', "1:4 the quotation that begins here has no end (close it)"),
        ("a: 'b\n---\n", "1:4 the quotation that begins here has no end (close it)"),
        ("a: [b\n\n", '1:4 the "[" here has no "]"'),
        ("a: {b: c\n", '1:4 the "{" here has no "}"'),
        ("a: [b\nc: d\n", '2:2 "," or "]" is missing before this (the "[" is on line 1)'),
        ("a: {b: {c: 1} d: 2}", '1:15 "," or "}" is missing before this (the "{" is on line 1)'),
        ("a:\n\tb: c", "2:1 a tab (YAML indents with spaces)"),
        ("a: b\n\t\nc: d", "2:1 a tab (YAML indents with spaces)"),
        ("a: @b", '1:4 a text that begins with "@" needs quotes'),
        ("a: %b", '1:4 a text that begins with "%" needs quotes'),
        ("a: `b`", '1:4 a text that begins with "`" needs quotes'),
        ("a: **b", '1:5 a text that begins with "*" needs quotes'),
        ("a: && b", '1:5 a text that begins with "&" needs quotes'),
        ("a: *b", '1:4 no anchor "&b" before this (put a text that begins with "*" in quotes)'),
        ("a: !y!z b", '1:4 this tag is not defined (a text that begins with "!" needs quotes)'),
        ('a: "\\d"', "1:5 not an escape (write two backslashes for one, or use single quotes)"),
        (
            "a: b: c",
            '1:5 a ":" cannot be here (put a text with ": " in it in quotes, and check the indentation)',
        ),
        (
            "a: 1\nb c\nd: 2\n",
            '2:1 no ":" follows this key (write "key: value", and check the indentation)',
        ),
        (
            "a:\n   b: 1\n  c: 2\n",
            f"3:3 a key of the mapping that begins on line 1 {EXPECTED}",
        ),
        (
            "a:\n  - b\n  c: 1\n",
            f'3:3 an item ("- ") of the list that begins on line 2 {EXPECTED}',
        ),
        ("a: }", "1:4 a value is missing before this"),
        ("a: b\n...\nc: d", '3:1 something follows the end of the document ("...")'),
        ("a: b\n---\nc: d", "2:1 a second document begins here (a file has one)"),
        ("%YAML 3.0\n---\n", "1:1 this version of YAML is not supported (remove the line)"),
        ("%FOO\n---\n", '1:5 a text that begins with "%" needs quotes'),
        ("a: |0\n  b", "1:5 while scanning a block scalar found an indentation indicator equal to 0"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words_where_it_begins(text: str, message: str) -> None:
    assert refusal(text) == message


PIECES = [*"ab \n[]{},\"'=#|>%?~\t!&*-:@`\\\r\x85\u2028é", ": ", "- ", "---\n", "...\n", "%YAML ", "  "]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        parse_document(text, file="f.yaml")
    except InvalidFile as error:
        problems = error.problems
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)
    assert not any("\n" in problem.message for problem in problems)
