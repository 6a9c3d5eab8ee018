"""The settings of a ``.env`` file."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab.errors import InvalidFile
from socketlab.language.dotenv import read_settings


def settings(text: str, **outside: str) -> dict[str, str]:
    return read_settings(text, file=".env", outside=outside)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("N=bar", "bar"),
        ("N = bar ", "bar"),
        ("N: bar", "bar"),
        ("N=a:b=c", "a:b=c"),
        ("export N=bar", "bar"),
        ("\texport\tN=bar", "bar"),
        ("N=bar # a comment", "bar"),
        ("N=bar#baz", "bar#baz"),
        ("N=#bar", "#bar"),
        ("N=", ""),
        ("N=a\\tb", "a\\tb"),
        ('N="bar#baz" # a comment', "bar#baz"),
        ('N="it\'s"', "it's"),
        ('N="a\\nb\\\\c\\"d"', 'a\nb\\c"d'),
        ('N="\\0123"', "S"),
        ('N="\\012\\0777"', "\\12\\777"),
        ('N="\\x07"', "\\x07"),
        ('N="line one\nline two"', "line one\nline two"),
        ("N='a\\n$P'", "a\\n$P"),
        ("N='it\\'s'", "it's"),
        ("N=bar\r", "bar"),
        ("\ufeffN=bar", "bar"),
        ("# a comment\n\n  N=bar", "bar"),
        ("P=p\nN=${P}/x", "p/x"),
        ("P=p\nN=$P", "p"),
        ('P=p\nN="\\$P $$P ${P}"', "$P $P p"),
        ("N=${NONE:-${ALSO:-x}}", "x"),
        ("N=${OUT}", "outside"),
        ("OUT=inside\nN=${OUT}", "outside"),
        ("árvíztűrő-TÜKÖR.a[1]=x\nN=bar", "bar"),
    ],
)
def test_a_setting_is_read_as_compose_reads_it(line: str, value: str) -> None:
    assert settings(line, OUT="outside")["N"] == value


def test_a_name_without_a_value_is_that_of_a_variable_outside() -> None:
    assert settings("OUT\nexport OUT\nN=1\nNOWHERE", OUT="outside") == {"OUT": "outside", "N": "1"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("A=1\nnot a setting\n", '.env:2:1 "not a setting" is not a setting (write NAME=value'),
        ("%!=foo", '.env:1:1 "%!" is not a setting'),
        ('A=1\n\nB="open\nC=2', '.env:3:1 the quotation in "open has no end (close it'),
        ("A=${", '.env:1:1 "${" is not a variable'),
        ("A=${B:?give it}", '.env:1:1 "B" is not set: give it'),
        (
            "A=" + "x" * 100_000 + "\nB=" + "$A" * 100,
            ".env:2:1 the values of the file's variables are too long",
        ),
    ],
)
def test_what_compose_refuses_is_refused_with_its_line(text: str, problem: str) -> None:
    with pytest.raises(InvalidFile) as raised:
        settings(text)
    assert str(raised.value.problems[0]).startswith(problem)


def test_a_file_that_is_too_long_is_refused() -> None:
    with pytest.raises(InvalidFile, match=r"\.env:1:1 600000 characters \(524288 at most\)"):
        settings("A=b\n" * 150_000)


@given(st.text())
def test_any_text_can_be_asked_for_settings(text: str) -> None:
    try:
        found = settings(text)
    except InvalidFile:
        return
    assert all("\n" not in name for name in found)


@given(st.lists(st.sampled_from(['"', "'", "\\", "\n", "A", "=", "$", "{", "}", " ", "#", "0", ":"])))
def test_any_quotation_can_be_asked_for_settings(pieces: list[str]) -> None:
    test_any_text_can_be_asked_for_settings.hypothesis.inner_test("".join(pieces))  # type: ignore[attr-defined]


@pytest.mark.parametrize("piece", ["A\n", "A=1\n", '"', "A='", "#\n", "\\", "$", 'A="\\\\', "export "])
def test_any_file_is_read_in_time(piece: str) -> None:
    begin = time.process_time()
    test_any_text_can_be_asked_for_settings.hypothesis.inner_test(  # type: ignore[attr-defined]
        piece * 50_000
    )
    assert time.process_time() - begin < 2
