"""Every program of the course reads like a page of a book: what it teaches, when to choose it, its limits."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

SERVICES = Path(__file__).resolve().parents[2] / "services"
OUR_OWN = {"gate", "listening", "workstation"}
"""What the lab itself runs: nothing that a course would teach."""


def programs() -> list[Path]:
    files = [
        file for file in sorted(SERVICES.glob("*.py")) if 'if __name__ == "__main__"' in file.read_text()
    ]
    return [file for file in files if file.stem not in OUR_OWN]


@pytest.mark.parametrize("file", programs(), ids=lambda file: file.stem)
def test_a_program_says_what_it_teaches_when_to_choose_it_and_where_it_ends(file: Path) -> None:
    text = ast.get_docstring(ast.parse(file.read_text())) or ""
    assert re.match(r"[a-z0-9-]+: \S.+\.\n\n", text), "the first line names the program and says what it is"
    for heading in ("Teaches: ", "Choose it ", "Limits: "):
        assert re.search(rf"^{heading}\S", text, re.MULTILINE), heading


@pytest.mark.parametrize("file", sorted(SERVICES.glob("*.py")), ids=lambda file: file.stem)
def test_a_page_is_no_longer_than_one_reads_in_one_go(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= 300
