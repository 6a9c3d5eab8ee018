"""Plain scalars: what is a number, and that it remembers how it was written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from socketlab.language.document import parse_document
from socketlab.language.scalars import Fraction, number_of, scalar_of, without_spelling
from socketlab.language.wording import as_text
from tests.spec.yaml_files import VALID, messages, one


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", 5),
        ("-5", -5),
        ("+5", 5),
        ("010", 10),
        ("08", 8),
        ("0755", 755),
        ("0o17", 15),
        ("0x10", 16),
        ("1.10", 1.1),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
    ],
)
def test_a_number_is_one_of_the_core_schema_and_keeps_its_spelling(written: str, value: float) -> None:
    number = scalar_of(written)
    assert number == value
    assert type(number) is not type(value)
    assert as_text(number or 0) == str(number) == written
    assert type(without_spelling(number)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("33:33", "12:30", "1_000", "yes", "no", "on", "off", "y", "0b1", "1,5", "+", ".", "e3", "0x", "٣"),
        *(".inf", "-.inf", ".nan", "1e999", "9" * 30, "9" * 5000, "word"),
    ],
)
def test_everything_else_is_text(text: str) -> None:
    assert scalar_of(text) == text
    assert number_of(text) is None


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("False", False), ("~", None), ("null", None), ("", None)]
)
def test_true_false_and_nothing_have_words_of_their_own(text: str, value: object) -> None:
    assert scalar_of(text) is value


def test_what_has_no_spelling_stays_as_it_is() -> None:
    assert without_spelling("a") == "a"
    assert without_spelling(5) == 5
    assert yaml.safe_dump(without_spelling(Fraction.of(0.5, ".50"))) == "0.5\n...\n"


def test_a_document_has_numbers_with_their_spelling() -> None:
    tree = parse_document("a: [0755, '0755', 12:30]\n", file="f").tree
    assert [str(value) for value in tree["a"]] == ["0755", "0755", "12:30"]
    assert tree["a"][0] == 755


TEXTS = "[x, 12:30, 0755, 1_000, 0x10, 1.10, 007, on, yes]"


def test_texts_are_what_was_written(tmp_path: Path) -> None:
    text = VALID.replace("web: {", "web: {user: 33:33, environment: {ALARM: 12:30, MODE: 0644}, ")
    text = text.replace("{service: caller}", f"{{service: caller, command: {TEXTS}}}")
    scenario = one(tmp_path, text)
    web = scenario.services["web"]
    assert (web.user, web.environment) == ("33:33", {"ALARM": "12:30", "MODE": "0644"})
    assert scenario.spec.fleets["clients"].command == (
        *("x", "12:30", "0755", "1_000", "0x10", "1.10", "007", "on", "yes"),
    )


def test_variables_axes_and_options_keep_the_spelling(tmp_path: Path) -> None:
    text = VALID.replace("{service: caller}", "{service: caller, command: ['${m} ${v}', '${v}']}")
    text += "matrix: {m: [0644]}\nvariables: {v: 1.10}\n"
    scenario = one(tmp_path, text)
    assert scenario.spec.fleets["clients"].command == ("0644 1.10", "1.10")
    assert scenario.label == "scenario [m=0644]"
    assert one(tmp_path, text, m="007", v="2.50").spec.fleets["clients"].command == ("007 2.50", "2.50")


@pytest.mark.parametrize(("written", "count"), [("010", 10), ("08", 8), ("0x10", 16)])
def test_a_count_is_the_number(tmp_path: Path, written: str, count: int) -> None:
    text = VALID.replace("{service: caller}", "{service: caller, count: '${n}'}")
    assert one(tmp_path, text + f"variables: {{n: {written}}}\n").spec.fleets["clients"].count == count
    assert one(tmp_path, text + "variables: {n: 1}\n", n=written).spec.fleets["clients"].count == count


@pytest.mark.parametrize("written", ["1_000", "12:30", ".nan", "yes", "9" * 30])
def test_what_is_not_a_number_is_quoted_as_it_was_written(tmp_path: Path, written: str) -> None:
    text: Any = VALID.replace("{service: caller}", f"{{service: caller, count: {written}}}")
    assert messages(tmp_path, text) == [f'fleets.clients.count: must be a whole number, not "{written}"']


def test_a_contained_text_and_a_files_text_are_what_was_written(tmp_path: Path) -> None:
    text = VALID.replace("{service: web}", "{service: web, files: {/srv/a: {text: 0755}}}")
    scenario = one(tmp_path, text + "checks: [output: {fleet: clients, contains: 007}]\n")
    assert scenario.spec.hosts["server"].files["/srv/a"].text == "0755"
    assert scenario.spec.checks[0].spec.model_dump()["contains"] == "007"
