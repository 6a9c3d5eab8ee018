"""Compose's variables, and the settings of a ``.env`` file."""

import re
from pathlib import Path

import pytest

from socketlab.errors import InvalidFile, InvalidInput
from socketlab.hosts.limits import Ulimit
from socketlab.language.interpolation import Interpolation
from tests.spec.yaml_files import web, write

VALUES = {"A": "a", "EMPTY": ""}


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("${A}", "a"),
        ("$A", "a"),
        ("$A-b", "a-b"),
        ("${NONE}", ""),
        ("$NONE", ""),
        ("${A:-b}", "a"),
        ("${NONE:-b}", "b"),
        ("${EMPTY:-b}", "b"),
        ("${NONE-b}", "b"),
        ("${EMPTY-b}", ""),
        ("${NONE:-}", ""),
        ("${A:?must be set}", "a"),
        ("${EMPTY?must be set}", ""),
        ("${A:+b}", "b"),
        ("${NONE:+b}", ""),
        ("${EMPTY:+b}", ""),
        ("${EMPTY+b}", "b"),
        ("$$", "$"),
        ("$$A and $${A}", "$A and ${A}"),
        ("${A}${A}", "aa"),
        ("https://${NONE:-example.org:80}/x", "https://example.org:80/x"),
    ],
)
def test_variables_are_filled_in_as_compose_does(tmp_path: Path, written: str, text: str) -> None:
    assert web(tmp_path, f"hostname: 'x{written}-'", VALUES).hostname == f"x{text}-"


def test_variables_are_filled_in_at_every_depth(tmp_path: Path) -> None:
    found = web(
        tmp_path, "ulimits: {nofile: {soft: '${A:-1}', hard: 2}}\n    tmpfs: ['/$B', /run]", {"B": "b"}
    )
    assert found.ulimits["nofile"] == Ulimit(soft=1, hard=2)
    assert found.tmpfs == ("/b", "/run")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("a $ string", "a $ string"),
        ("^REGEX$", "^REGEX$"),
        ("$1 $(x)", "$1 $(x)"),
        ("${NONE:-$A}", "a"),
        ("${NONE:-${A}}", "a"),
        ("${NONE-${A} ${A}}", "a a"),
        ("${NONE:-${NEITHER:-c}}", "c"),
        ("${NONE:-${EMPTY-c}}", ""),
        ("${A:+$A ${A:+second}}", "a second"),
        ("${EMPTY+${NONE:-x}}y", "xy"),
        ("${NONE:-{}}", "{}"),
        ('${NONE:-{"a":"${A}"}}', '{"a":"a"}'),
        ("${NONE:-/non:-alphanumeric}", "/non:-alphanumeric"),
        ("${NONE-b:-c}", "b:-c"),
        ("${A:?need ${NEITHER:?it}}", "a"),
        ("${NONE:-a}\n}", "a\n}"),
        ("é$Aé", "éaé"),
    ],
)
def test_variables_have_the_forms_of_compose(written: str, text: str) -> None:
    assert Interpolation(VALUES).fill(written) == text


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("${", '"${" is not a variable (write ${NAME}'),
        ("x${}", '"${}" is not a variable'),
        ("${ A}", '"${ A}" is not a variable'),
        ("${A }", '"${A }" is not a variable'),
        ("${A!}", '"${A!}" is not a variable'),
        ("${NONE:-a\nb}", '"${NONE:-a\nb}" is not a variable'),
        ("${NONE:-{\nb}}", '"${NONE:-{\nb}}" is not a variable'),
        ("${NONE:-{}} ${A}", '"${A" is not a variable'),
        ("${NONE:?}", '"NONE" is not set: it is required'),
        ("${NONE?need $A}", '"NONE" is not set: need a'),
        ("${EMPTY:?}", '"EMPTY" is not set'),
        ("${NONE:-" * 30 + "}" * 30, "its variables are nested too deeply"),
        ("$A" * 30_000, "the file has too many variables (20000 at most)"),
        ("$LONG" * 30, "the values of the file's variables are too long"),
        ("${NONE:-" + "x" * 3_000_000 + "}", "the values of the file's variables are too long"),
    ],
)
def test_what_compose_refuses_is_refused_and_so_is_what_grows_without_bound(
    written: str, message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        Interpolation({**VALUES, "LONG": "x" * 100_000}).fill(written)


def test_variables_that_had_neither_a_value_nor_a_default_are_known() -> None:
    variables = Interpolation(VALUES)
    variables.fill("$A ${EMPTY} $ONE ${TWO} ${THREE:-x} $ONE")
    assert list(variables.unset) == ["ONE", "TWO"]


def test_settings_come_from_the_file_beside_it_and_the_environment_outranks_it(tmp_path: Path) -> None:
    write(tmp_path, "REF=${BOTH}/x\nBOTH=file\nONLY=file\n", ".env")
    found = web(tmp_path, "environment: ['R=${REF}', ONLY, BOTH, NONE]", {"BOTH": "environment"})
    assert found.environment == {"R": "environment/x", "ONLY": "file", "BOTH": "environment"}


def test_settings_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("A=ö".encode("latin-1"))
    with pytest.raises(InvalidInput, match=r'cannot read "\.env": not UTF-8 text'):
        web(tmp_path, "hostname: x")


def test_a_line_that_is_not_a_setting_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "A=1\nnot a setting\n", ".env")
    with pytest.raises(InvalidFile, match=r'\.env:2:1 "not a setting" is not a setting'):
        web(tmp_path, "hostname: x")
