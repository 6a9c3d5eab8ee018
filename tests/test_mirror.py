"""The tests mirror the code: ``socketlab/plan/planner.py`` is tested in ``tests/plan/test_planner.py``.

A large subject may be split by aspects: ``test_planner_order.py`` belongs to the planner as well. A module
that is tested elsewhere, and a test file that tests no single module, are listed here with the reason. An
entry that is no longer needed is reported too, so the lists cannot grow old.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

KINDS = {
    "system": "whole runs through the command line",
    "desktop": "the windows on a real screen",
    "mutants": "wrong programs, and what of the catalogue catches them",
    "chaos": "the ways of ending a run behind `make chaos`",
    "load": "the catalogue on a busy machine, behind `make load`",
    "bench": "the measuring behind `make bench`",
    "netem": "the virtual machine behind `make netem`",
}
"""Folders of tests that mirror no folder of the code."""

TESTED_ELSEWHERE: dict[str, str] = {
    "services/bare/": "as the oracle of the robust programs, in tests/services/bare/test_twins.py",
    "services/clients/": "as programs, against scripted servers and each other",
    "services/common/": "through the programs that use it",
    "services/files/": "through the file server and its client",
    "services/lab/": "through the programs behind the gate, in tests/run, tests/system and tests/lab",
    "services/servers/": "every server, in tests/services/servers/test_every_server.py",
    "services/router/": "the router's: also by their effect, in tests/system/test_links.py",
    "services/windows/": "on a real screen, in tests/desktop",
    "socketlab/cli/lab/": "by the lab that they start and remove, in tests/lab/test_standing.py",
    "socketlab/cli/commands.py": "by the help of every command, in tests/cli/test_app.py",
    "socketlab/cli/link/": "on hosts that are up, in tests/system/test_up.py",
    "socketlab/building/getting.py": "by the images of real projects, in tests/system/test_projects.py",
    "socketlab/cli/provided.py": "by runs whose images are missing, in tests/system/test_projects.py",
    "socketlab/runtimes/docker/volumes.py": "by what hosts see of them, in tests/system/test_volumes.py",
    "socketlab/cli/fault.py": "by what hosts reach then, in tests/system/test_up.py",
    "socketlab/cli/up.py": "by what is up then, in tests/system/test_up.py",
    "socketlab/cli/ps.py": "on hosts that are up, in tests/system/test_up.py",
    "socketlab/cli/shell.py": "on hosts that are up, in tests/system/test_up.py",
    "socketlab/cli/logs.py": "on hosts that are up, in tests/system/test_up.py",
    "socketlab/cli/down.py": "by what is left then, in tests/system/test_up.py",
    "socketlab/cli/kept.py": "on hosts that are up, in tests/system/test_up.py",
    "socketlab/compose/": "by whole documents, in tests/compose/test_resolved.py",
    "socketlab/spec/catalogues.py": "through the loader, in tests/spec/test_load.py",
    "socketlab/collectors/api.py": "a base class without behaviour",
    "socketlab/report/api.py": "Protocols, and data without behaviour",
    "socketlab/runtimes/kept.py": "a Protocol, and data without behaviour",
    "socketlab/runtimes/moves.py": "Protocols",
    "socketlab/runtimes/paths.py": "Protocols",
    "socketlab/runtimes/usage.py": "a Protocol, and data without behaviour",
    "socketlab/faults/shortages.py": "through the fault that has them, in tests/faults/test_stress.py",
    "socketlab/starter/example/": "by being built and played, in tests/cli/test_init.py",
    "socketlab/run/teardown.py": "by whole runs and what they leave, in tests/run/test_player_endings.py",
    "socketlab/__main__.py": "through the command line, in tests/cli and tests/system",
    "socketlab/runtimes/docker/": "by the contract of all runtimes, in tests/runtimes/test_contract.py",
    "socketlab/runtimes/fake/": "by the contract of all runtimes, in tests/runtimes/test_contract.py",
    "socketlab/hosts/model.py": "data without behaviour",
    "socketlab/plan/model.py": "data without behaviour",
    "socketlab/links/model.py": "through what a router is told, in tests/links/test_order.py",
    "socketlab/record/layout.py": "names only",
    "socketlab/events.py": "data without behaviour; their lines on disk in tests/record/test_codec.py",
    "socketlab/links/events.py": "data without behaviour; their lines on disk in tests/record/test_codec.py",
    "socketlab/labels.py": "names only",
    "socketlab/runtimes/api.py": "Protocols, and data without behaviour",
}
"""A module, or a folder of modules that ends in a slash, and where else it is tested."""

TESTS_OF_MORE: dict[str, str] = {
    "tests/test_architecture.py": "imports of all modules",
    "tests/test_docs.py": "the documents",
    "tests/test_front_door.py": "the Makefile, and that every way in is there",
    "tests/test_packaging.py": "the wheel and the sdist",
    "tests/test_release.py": "`make release`",
    "tests/test_again.py": "how `make test` runs what has failed once more",
    "tests/test_mirror.py": "this rule",
    "tests/spec/test_fuzz.py": "the loader, by spoilt files",
    "tests/test_sizes.py": "the length of all modules",
    "tests/test_wording.py": "every text that a user reads",
    "tests/test_suppressions.py": "suppressed lint rules, in all modules",
    "tests/checks/test_no_evidence.py": "every kind of check",
    "tests/scenarios/": "the catalogue: its files, and the programs that they place on hosts",
    "tests/services/": "programs as they are started, by what they do for whoever calls them",
    "tests/runtimes/test_contract.py": "every runtime",
}
"""A test file that belongs to no single module, or a folder that ends in a slash, and what is tested."""


def packages(root: Path) -> set[str]:
    """Where a package may be tested as a whole: its list of kinds, or what its files have in common."""
    inits = (root / "socketlab").rglob("__init__.py")
    return {place_of_test(file.relative_to(root).as_posix()) for file in inits}


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

    A package is tested in a file of its own name; where its ``__init__`` is a mere list, it need not be.
    """
    *folders, name = module.removesuffix(".py").split("/")
    if name == "__init__":
        name = folders[-1]
    parts = folders if folders[0] == "services" else folders[1:]
    return "/".join(["tests", *parts, f"test_{name.strip('_')}.py"])


def owner(test: str, expected: AbstractSet[str]) -> str | None:
    """The test file that a module must have and to which this one belongs: itself, or a shorter name."""
    name = test.removesuffix(".py")
    while name.rpartition("/")[2].startswith("test_"):
        if f"{name}.py" in expected:
            return f"{name}.py"
        name = name.rpartition("_")[0]
    return None


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
    used: set[str | None] = set()
    found: list[str] = []
    owners = {test: owner(test, expected.keys() | packages(root)) for test in tests}
    for test, module in expected.items():
        if test not in owners.values():
            used.add(covers(elsewhere, module))
            if covers(elsewhere, module) is None:
                found.append(f"{module} has no {test}")
    for test in sorted(test for test in tests if owners[test] is None):
        used.add(covers(more, test))
        if covers(more, test) is None:
            found.append(f"{test} tests no module of its name")
    stale = [key for key in (*elsewhere, *more) if key not in used]
    return sorted(found) + [f"{key} need not be listed" for key in stale]


def test_the_tests_mirror_the_code() -> None:
    found = problems(ROOT, TESTED_ELSEWHERE, TESTS_OF_MORE)
    assert found == []


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


def test_a_subject_may_be_split_by_aspects(tree: Path) -> None:
    (tree / "tests/plan/test_planner.py").rename(tree / "tests/plan/test_planner_order.py")
    (tree / "tests/plan/test_planner_names.py").touch()
    assert problems(tree, {}, {}) == []
    (tree / "tests/plan/test_planning.py").touch()
    assert problems(tree, {}, {}) == ["tests/plan/test_planning.py tests no module of its name"]


def test_a_list_that_is_longer_than_needed_is_reported(tree: Path) -> None:
    assert problems(tree, {"socketlab/errors.py": "old"}, {}) == ["socketlab/errors.py need not be listed"]
    assert problems(tree, {}, {"tests/gone.py": "old"}) == ["tests/gone.py need not be listed"]
