"""No module and no function grows beyond what can be read at a glance; the test is itself tested."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
LONG_ON_PURPOSE = {f"docs/generator/{page}.py: page" for page in ("compose", "hosts", "links", "scenario")}
"""Functions that are the text of one page of the documents."""
FOLDERS = ("socketlab", "services", "tests", "docs")


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from ``def`` to the end, less the docstring: explaining more makes no function longer."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def long_functions(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of(node) > LONGEST_FUNCTION:
            yield f"{node.name}: {lines_of(node)} lines"


def python_files() -> list[Path]:
    return [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]


def test_no_module_is_longer_than_300_lines() -> None:
    long = {
        file.relative_to(ROOT).as_posix(): count
        for file in python_files()
        if (count := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert long == {}


def test_no_function_is_longer_than_40_lines_beside_its_docstring() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {function}"
        for file in python_files()
        for function in long_functions(file.read_text(encoding="utf-8"))
    ]
    assert [function for function in found if function.rpartition(":")[0] not in LONG_ON_PURPOSE] == []


@pytest.mark.parametrize(("statements", "reported"), [(39, []), (40, ["f: 41 lines"])])
def test_a_function_that_is_too_long_is_found_whatever_its_docstring(
    statements: int, reported: list[str]
) -> None:
    docstring = '    """First.\n\n' + "    more\n" * 30 + '    """\n'
    assert list(long_functions("def f():\n" + docstring + "    x = 1\n" * statements)) == reported


def test_a_long_method_inside_a_class_is_found() -> None:
    source = "class A:\n    async def g(self):\n" + "        x = 1\n" * 50
    assert list(long_functions(source)) == ["g: 51 lines"]
