"""Compose's variables, and the settings of a ``.env`` file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab.errors import InvalidInput
from socketlab.hosts.limits import Ulimit
from socketlab.language.interpolation import read_settings
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


DOT_ENV = """\
# a comment
PLAIN=plain value  # and another
QUOTED="in # quotes"   # and outside
SINGLE='it is'
MIXED="it's"
export EXPORTED = exported
HASH=#nothing
EMPTY=
OPEN="open
not a setting
BOTH=file
"""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PLAIN", "plain value"),
        ("QUOTED", "in # quotes"),
        ("SINGLE", "it is"),
        ("MIXED", "it's"),
        ("EXPORTED", "exported"),
        ("HASH", ""),
        ("EMPTY", ""),
        ("OPEN", '"open'),
        ("BOTH", "environment"),
    ],
)
def test_settings_come_from_the_file_beside_it_and_the_environment_outranks_it(
    tmp_path: Path, name: str, value: str
) -> None:
    write(tmp_path, DOT_ENV, ".env")
    found = web(tmp_path, f"labels: {{found: '${{{name}?}}'}}", {"BOTH": "environment"})
    assert found.labels["found"] == value


def test_a_byte_order_mark_is_not_part_of_the_first_setting() -> None:
    assert read_settings("\ufeffA=a\nB=b\n") == {"A": "a", "B": "b"}


def test_settings_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("A=ö".encode("latin-1"))
    with pytest.raises(InvalidInput, match=r'cannot read ".*/\.env": not UTF-8 text'):
        web(tmp_path, "hostname: x")


@given(st.text())
def test_any_text_can_be_asked_for_settings(text: str) -> None:
    assert all("\n" not in name for name in read_settings(text))
