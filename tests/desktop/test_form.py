"""The form by itself: a fixed one, and one that asks what its fields are to be called."""

from __future__ import annotations

import pytest

from tests.desktop.desk import Desk

pytestmark = pytest.mark.docker


def test_a_form_prints_what_is_submitted_and_stays_for_more(desk: Desk) -> None:
    window = desk.open("form", "form")
    window.fill(n="Bob Smith", a="44", j="Manager")
    window.press("Return")
    window.wait("submitted")
    window.fill(n="Sue", j="")
    window.press("alt+s")  # Submit
    window.wait("submitted", number=2)
    window.press("Escape")
    assert window.status() == 0
    first, second = ["Bob Smith", "44", "Manager"], ["Sue", "44", ""]
    names = ["Name", "Age", "Job"]
    expected = [
        f"{name}\t=>\t{value}"
        for values in (first, second)
        for name, value in zip(names, values, strict=True)
    ]
    assert window.output() == expected


def test_the_tab_key_goes_from_field_to_field_and_on_to_the_buttons(desk: Desk) -> None:
    window = desk.open("form", "form")
    for text in ("one", "two", "three"):
        window.type(text)
        window.press("Tab")
    window.press("space")  # on Submit
    window.wait("good")
    window.press("Tab", "space")  # on Cancel
    assert window.status() == 0
    assert [line.rpartition("\t")[2] for line in window.output()] == ["one", "two", "three"]


def test_a_dynamic_form_asks_for_its_fields_prints_them_and_closes(desk: Desk) -> None:
    window = desk.open("form", "form", "--dynamic", typed="Colour Taste\n")
    window.fill(c="green", t="sour")
    window.press("Return")
    assert window.status() == 0
    prompt = "Enter field names: "
    assert window.output() == [f"{prompt}Field values...", "Colour\t=>\tgreen", "Taste\t=>\tsour"]


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("", "no field names, so there is no form (type some, with blanks between them)"),
        ("a b a\n", 'two fields would be called "a"'),
        (" ".join(map(str, range(21))), "21 fields are more than the 20 that a window has room for"),
    ],
)
def test_a_dynamic_form_without_fields_it_can_have_is_one_clear_line(
    desk: Desk, typed: str, trouble: str
) -> None:
    done = desk.attempt("python3", "-m", "services.windows.form", "--dynamic", text=typed)
    assert (done.returncode, done.stderr) == (1, f"form: {trouble}\n")
