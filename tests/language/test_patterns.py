"""Regular expressions: which are accepted, what they match, and in how much time."""

import re
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from socketlab.language.patterns import Expression, Sought, literal, pattern_for, with_literals


def refusal(pattern: str) -> str:
    with pytest.raises(ValidationError) as raised:
        Sought(matches=pattern)
    return str(raised.value.errors()[0]["ctx"]["error"])


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a", "missing ): (a"),
        ("a{1001}", "invalid repetition size: {1001} (at most {1000}, nested ones multiplied)"),
        ("((a{100}){100})", "invalid repetition size: {100} (at most {1000}, nested ones multiplied)"),
        (r"\pL{1000}", "pattern too large - compile failed (use smaller repetitions)"),
        ("(?P<${client}>a)", "invalid named capture group: (?P<a\\-1>"),
        ("(?=a)", 'lookahead and lookbehind such as "(?=" are not supported by RE2'),
        ("a(?<!b)", 'lookahead and lookbehind such as "(?<!" are not supported by RE2'),
        (r"(a)\1", r'back references such as "\1" are not supported by RE2'),
        ("(?P<x>a)(?P=x)", 'back references such as "(?P=" are not supported by RE2'),
        ("(?>a)", 'atomic groups such as "(?>" are not supported by RE2'),
        ("(a)?(?(1)b)", 'conditional groups such as "(?(" are not supported by RE2'),
        ("(?#note)a", 'comments such as "(?#" are not supported by RE2'),
        (r"\C", r'single bytes such as "\C" are not supported by RE2'),
        ("a*+", "bad repetition operator: *+ (possessive and repeated quantifiers are not supported)"),
        ("(?x)a", "invalid perl operator: (?x (the flags are (?i), (?m), (?s) and (?U))"),
        (r"a\Z", r"invalid escape sequence: \Z (write \z for the end of the text)"),
        ("a" * 10_001, "it has 10001 characters; 10000 are the most"),
    ],
)
def test_what_is_not_an_expression_is_refused_with_the_construct(pattern: str, reason: str) -> None:
    shown = pattern if len(pattern) <= 80 else pattern[:77] + "..."
    assert refusal(pattern) == f'"{shown}" is not a regular expression: {reason}'


@pytest.mark.parametrize(
    "pattern", [r"\\1", "[(?=]", "[[:alpha:]]", r"\pL", "(?i)x", "{", r"a\z", "(?P<a>b)"]
)
def test_what_only_looks_unsupported_is_accepted(pattern: str) -> None:
    assert Sought(matches=pattern).matches == pattern


@pytest.mark.parametrize(
    "pattern",
    [
        "[a-${index}]",
        "[${index}-z]",
        "[[:${fleet}:]]",
        r"\x4${fleet}",
        r"\x{4${index}}",
        r"\0${index}",
        r"\p{${fleet}}",
        r"\${index}",
        "a{1,${index}}",
        "a{${index}}",
        r"\Qa${index}\E",
    ],
)
def test_a_variable_is_refused_where_its_value_would_not_be_literal_text(pattern: str) -> None:
    assert refusal(pattern) == (
        f'"{pattern}" has a variable in an escape, a repetition or a range (write $$ for a dollar sign)'
    )


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^${client}$", "a.1", True),
        ("^${client}$", "ab1", False),
        ("^${client}{2}$", "a.1a.1", True),
        ("^${client}+$", "a.11", False),
        (r"\[${index}\]", "[12]", True),
        (r"\\${index}", "\\12", True),
        (r"\Qa.\E${index}", "a.12", True),
        ("[a-c]${index}", "b12", True),
        ("^[${index}]$", "2", True),
        ("^[${index}+]+$", "1+2", True),
        ("^[^]${client}]$", "]", False),
        ("^[${name}]$", "b", False),
        ("1$$", "1", True),
        (r"\$${index}", "$12", False),
    ],
)
def test_a_variable_is_literal_text_in_an_expression(pattern: str, text: str, found: object) -> None:
    variables = {"client": "a.1", "index": "12", "name": "a-c"}
    assert pattern_for(pattern, variables).found_in(text) is found


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^.$", "é", True),
        ("^..$", "é", False),
        ("^ü{2}$", "üü", True),
        ("(?i)É", "é", True),
        (r"^\d+$", "١٢", False),
        (r"^\pN+$", "١٢", True),
        (r"^\w+$", "größe", False),
        (r"^\pL+$", "größe", True),
        ("[à-ü]", "é", True),
        ("a$", "a\r", False),
        ("^b", "a\nb", False),
        ("(?m)^b", "a\nb", True),
        ("a.b", "a\nb", False),
        ("\ufffd", "\ud800é", True),
        ("b", "\ud800b", True),
    ],
)
def test_characters_are_those_of_unicode_and_classes_those_of_ascii(
    pattern: str, text: str, found: object
) -> None:
    assert Expression(pattern).found_in(text) is found


def test_half_of_a_surrogate_pair_is_not_an_expression() -> None:
    with pytest.raises(ValueError, match="half of a surrogate pair"):
        Expression("\ud800")


def test_places_are_counted_in_characters() -> None:
    expression = Expression("[aé]b?")
    first = expression.search("€€éb")
    assert first is not None
    assert (first.start(), first.end()) == (2, 4)
    assert expression.match("€é") is None
    second = expression.match("éb€")
    assert second is not None
    assert second.end() == 2
    assert [(match.start(), match.end()) for match in expression.finditer("aéba")] == [(0, 1), (1, 3), (3, 4)]


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)(.*)(.*)(.*)x$", "(a?){200}a{200}$"]
)
def test_no_expression_takes_more_than_linear_time(pattern: str) -> None:
    began = time.process_time()
    assert not Expression(pattern).found_in("a" * 100_000 + "c")
    assert time.process_time() - began < 2


@pytest.mark.parametrize("pattern", ["(?:ab)?", "(a)b?", "(a)(b)?", "(?:(a)b)?", "[(]?a*", "(?:a|(?:b))?"])
def test_matches_of_no_characters_are_left_out(pattern: str) -> None:
    text = "abcaab(b"
    everywhere = [match.span() for match in re.finditer(pattern, text) if match.end() > match.start()]
    assert [(match.start(), match.end()) for match in Expression(pattern).finditer(text)] == everywhere


@pytest.mark.no_cover
@given(st.text())
def test_a_literal_matches_its_text_and_nothing_shorter(text: str) -> None:
    found = Expression(rf"\A{literal(text)}\z").search(text)
    assert found is not None
    assert (found.start(), found.end()) == (0, len(text))


@given(st.text(), st.text(min_size=1))
def test_any_value_of_a_variable_gives_an_expression(value: str, rest: str) -> None:
    assert Expression(with_literals("^${x}*" + literal(rest), {"x": value})).found_in(value * 3 + rest)


@pytest.mark.parametrize(
    "fields",
    [{}, {"matches": "a", "contains": "a"}, {"matches": ""}, {"contains": ""}, {"matches": "a" * 10**6}],
)
def test_one_of_both_is_needed_and_it_is_not_empty(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Sought.model_validate(fields)


@pytest.mark.processes
def test_a_command_without_a_scenario_does_not_load_the_engine_of_expressions() -> None:
    program = "import sys, socketlab.cli.app, socketlab.spec.load; print('re2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
