"""What every kind of check owes: a place in the list, a file, a test, a summary, an example, small size."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from socketlab.checks import CHECKS, IMPLIED, AnyCheck
from socketlab.checks.api import Check
from socketlab.language.kinds import words_of
from socketlab.spec.checks import CheckItem
from tests.checks.examples import EXAMPLE_SCENARIO, with_all_examples
from tests.spec.yaml_files import one, problems

ROOT = Path(__file__).resolve().parents[2]
WING = ROOT / "socketlab" / "checks"
ALL = (*CHECKS, *IMPLIED)
MAY_IMPORT = ("events", "language", "hosts", "record", "runtimes.api", "checks.api")
"""Parts of the package that a file of the wing may import, beside its own family's base."""

by_word = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.word())
written = pytest.mark.parametrize("kind", CHECKS, ids=lambda kind: kind.word())


def kinds_defined_in(module: str) -> list[type[Check]]:
    """The concrete kinds that a module of the wing defines."""
    found = vars(importlib.import_module(f"socketlab.checks.{module}")).values()
    return [
        each
        for each in found
        if inspect.isclass(each)
        and issubclass(each, Check)
        and each.__module__ == f"socketlab.checks.{module}"
        and not inspect.isabstract(each)
        and "kind" in each.model_fields
    ]


def wing_imports(file: Path) -> list[str]:
    """The modules of the package that a file imports, without the names taken from them."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        node.module.removeprefix("socketlab.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("socketlab.")
    ]


def bases() -> set[str]:
    """The modules that no kind lives in: what families share."""
    stems = {file.stem for file in WING.glob("*.py")} - {"__init__", "api"}
    return stems - {kind.__module__.rpartition(".")[2] for kind in ALL}


def test_every_kind_that_a_file_defines_is_in_the_list_and_no_other() -> None:
    files = sorted(file.stem for file in WING.glob("*.py") if file.stem != "__init__")
    defined = {kind for name in files for kind in kinds_defined_in(name)}
    assert defined == set(ALL)
    assert len(set(words_of(ALL))) == len(ALL)


@by_word
def test_a_kind_lives_in_a_file_of_its_name_with_a_test_of_its_name(kind: type[Check]) -> None:
    assert kind.__module__ == f"socketlab.checks.{kind.word()}"
    assert kinds_defined_in(kind.word()) == [kind]
    assert (ROOT / "tests" / "checks" / f"test_{kind.word()}.py").is_file()


@by_word
def test_a_kind_is_small_and_documented(kind: type[Check]) -> None:
    assert len((WING / f"{kind.word()}.py").read_text(encoding="utf-8").splitlines()) <= 120
    assert kind.__doc__
    assert kind.__doc__ != Check.__doc__
    assert kind.summary.rstrip(".") == kind.summary
    undescribed = [n for n, f in kind.model_fields.items() if n != "kind" and not _described(kind, n, f)]
    assert undescribed == []


def _described(kind: type[Check], name: str, field: Any) -> bool:
    inherited = any(
        name in getattr(base, "model_fields", {}) and not issubclass(base, Check) for base in kind.__mro__
    )
    return bool(field.description) or inherited


@pytest.mark.parametrize("file", sorted(WING.glob("*.py")), ids=lambda file: file.stem)
def test_a_file_of_the_wing_imports_no_sibling_but_the_api_and_its_familys_base(file: Path) -> None:
    if file.stem == "__init__":
        return
    own_bases = {f"checks.{name}" for name in bases() - {file.stem}}
    wrong = [
        module
        for module in wing_imports(file)
        if module not in own_bases and not any(module == p or module.startswith(f"{p}.") for p in MAY_IMPORT)
    ]
    assert wrong == []


def test_a_sibling_that_is_no_base_would_be_found(tmp_path: Path) -> None:
    file = tmp_path / "bad.py"
    file.write_text("from socketlab.checks.echo import Echo\n", encoding="utf-8")
    assert wing_imports(file) == ["checks.echo"]
    assert "echo" not in bases()


@written
def test_the_example_is_one_valid_item_of_a_scenario(kind: type[Check], tmp_path: Path) -> None:
    assert list(yaml.safe_load(kind.example)) == [kind.word()]
    scenario = one(tmp_path, f"{EXAMPLE_SCENARIO}  - {kind.example}\n")
    assert [item.spec.word() for item in scenario.spec.checks] == [kind.word()]


def test_all_examples_fit_one_scenario(tmp_path: Path) -> None:
    scenario = one(tmp_path, with_all_examples())
    assert [item.spec.word() for item in scenario.spec.checks] == list(words_of(CHECKS))


@written
def test_a_check_written_to_a_plan_and_read_again_is_the_same(kind: type[Check]) -> None:
    adapter: TypeAdapter[Check] = TypeAdapter(AnyCheck)
    check = CheckItem.model_validate(yaml.safe_load(kind.example)).spec
    assert adapter.validate_json(adapter.dump_json(check, by_alias=True)) == check


@pytest.mark.parametrize("kind", IMPLIED, ids=lambda kind: kind.word())
def test_an_implied_kind_cannot_be_written(kind: type[Check], tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, f"{EXAMPLE_SCENARIO}  - {kind.word()}: {{}}\n")
    assert f'"{kind.word()}" is not known here' in problem


def test_the_help_and_the_list_do_not_load_the_checks() -> None:
    import subprocess
    import sys

    program = (
        "import sys; from socketlab.cli.app import run_command_line as run\n"
        "try: run(['--help'])\nexcept SystemExit: pass\n"
        "run(['list']); sys.exit('socketlab.checks' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
