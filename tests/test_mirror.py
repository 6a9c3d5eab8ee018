"""The tests mirror the code: ``socketlab/plan/planner.py`` is tested in ``tests/plan/test_planner.py``.

A module that is tested elsewhere, and a test file that tests no single module, are listed here with the
reason. An entry that is no longer needed is reported too, so the lists cannot grow old.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

KINDS = {
    "system": "whole runs through the command line",
    "desktop": "the windows on a real screen",
    "bench": "the measuring behind `make bench`",
}
"""Folders of tests that mirror no folder of the code."""

TESTED_ELSEWHERE: dict[str, str] = {}
"""A module, or a folder of modules that ends in a slash, and where else it is tested."""

TESTS_OF_MORE: dict[str, str] = {
    "tests/test_architecture.py": "imports of all modules",
    "tests/test_docs.py": "the documents",
    "tests/test_mirror.py": "this rule",
    "tests/test_sizes.py": "the length of all modules",
}
"""A test file that belongs to no single module, or a folder that ends in a slash, and what is tested."""


def modules(root: Path) -> Iterator[str]:
    """Every module with code of its own; a package if its ``__init__`` defines something."""
    for top in ("socketlab", "services"):
        for file in sorted((root / top).rglob("*.py")):
            if file.name != "__init__.py" or _defines_something(file.read_text(encoding="utf-8")):
                yield file.relative_to(root).as_posix()


def _defines_something(source: str) -> bool:
    return any(line.startswith(("def ", "class ")) for line in source.splitlines())


def place_of_test(module: str) -> str:
    """Where a module is tested: ``services`` is a folder of ``tests``, ``socketlab`` is its root.

    A package is tested in a file of its own name.
    """
    *folders, name = module.removesuffix(".py").split("/")
    if name == "__init__":
        name = folders[-1]
    parts = folders if folders[0] == "services" else folders[1:]
    return "/".join(["tests", *parts, f"test_{name.strip('_')}.py"])


def covers(allowed: Mapping[str, str], path: str) -> str | None:
    """The entry that allows a path, if there is one."""
    return next((key for key in allowed if path == key or (key.endswith("/") and path.startswith(key))), None)


def problems(root: Path, elsewhere: Mapping[str, str], more: Mapping[str, str]) -> list[str]:
    """Everything that is out of place, as sentences."""
    tests = {
        file.relative_to(root).as_posix()
        for file in (root / "tests").rglob("test_*.py")
        if file.relative_to(root / "tests").parts[0] not in KINDS
    }
    expected = {place_of_test(module): module for module in modules(root)}
    used, found = set(), []
    for test, module in expected.items():
        if test not in tests:
            used.add(covers(elsewhere, module))
            if covers(elsewhere, module) is None:
                found.append(f"{module} has no {test}")
    for test in sorted(tests - set(expected)):
        used.add(covers(more, test))
        if covers(more, test) is None:
            found.append(f"{test} tests no module of its name")
    stale = [key for key in (*elsewhere, *more) if key not in used]
    return sorted(found) + [f"{key} need not be listed" for key in stale]


def test_the_tests_mirror_the_code() -> None:
    assert problems(ROOT, TESTED_ELSEWHERE, TESTS_OF_MORE) == []


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree that obeys the rule."""
    for name, text in {
        "socketlab/errors.py": "",
        "socketlab/__main__.py": "",
        "socketlab/plan/__init__.py": '"""No code."""\n',
        "socketlab/plan/planner.py": "",
        "socketlab/runtimes/__init__.py": "def make() -> None: ...\n",
        "services/files/getfile.py": "",
        "tests/test_errors.py": "",
        "tests/test_main.py": "",
        "tests/plan/test_planner.py": "",
        "tests/runtimes/test_runtimes.py": "",
        "tests/services/files/test_getfile.py": "",
        "tests/system/test_anything.py": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_tree_that_obeys_has_no_problem(tree: Path) -> None:
    assert problems(tree, {}, {}) == []


def test_a_module_without_a_test_is_reported_unless_it_is_listed(tree: Path) -> None:
    (tree / "tests/plan/test_planner.py").unlink()
    assert problems(tree, {}, {}) == ["socketlab/plan/planner.py has no tests/plan/test_planner.py"]
    assert problems(tree, {"socketlab/plan/planner.py": "a reason"}, {}) == []
    assert problems(tree, {"socketlab/plan/": "a reason"}, {}) == []


def test_a_test_without_a_module_is_reported_unless_it_is_listed(tree: Path) -> None:
    (tree / "tests/plan/test_details.py").touch()
    assert problems(tree, {}, {}) == ["tests/plan/test_details.py tests no module of its name"]
    assert problems(tree, {}, {"tests/plan/test_details.py": "a reason"}) == []


def test_a_list_that_is_longer_than_needed_is_reported(tree: Path) -> None:
    assert problems(tree, {"socketlab/errors.py": "old"}, {}) == ["socketlab/errors.py need not be listed"]
    assert problems(tree, {}, {"tests/gone.py": "old"}) == ["tests/gone.py need not be listed"]
