"""What a scenario plays stands in a file: no program is kept inside of a YAML string."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
PROGRAMS = ROOT / "scenarios" / "programs"
LONGEST = 80
PROSE = {"about", "stdin", "text"}
"""Keys whose strings are read by people or sent as data."""
SHELL_OPTION = re.compile(r"-[a-z]*c")


def programs_in(tree: Any, *, inside_c: bool = False) -> Iterator[str]:
    """Every string of a YAML tree that is a program of more than one short line.

    Args:
        tree: The tree.
        inside_c: Whether the words of a list follow an entry point that ends in ``-c``.
    """
    match tree:
        case dict():
            ends_in_c = bool(SHELL_OPTION.fullmatch(str((tree.get("entrypoint") or [""])[-1])))
            for key, value in tree.items():
                if key not in PROSE:
                    yield from programs_in(value, inside_c=ends_in_c and key == "command")
        case list():
            after_c = inside_c
            for value in tree:
                if after_c and len(str(value)) > LONGEST:
                    yield str(value)
                yield from programs_in(value)
                after_c = inside_c or bool(SHELL_OPTION.fullmatch(str(value)))
        case str() if "\n" in tree.strip():
            yield tree


@pytest.mark.parametrize("file", [*SCENARIOS, ROOT / "compose.yaml"], ids=lambda file: file.stem)
def test_no_scenario_holds_a_program(file: Path) -> None:
    assert list(programs_in(yaml.safe_load(file.read_text()))) == []


@pytest.mark.parametrize(
    "text",
    [
        "command: [sh, -c, 'a\n\nb']",
        "command:\n  - sh\n  - -euc\n  - |\n    one\n    two\n",
        f"command: [python3, -c, '{'x' * 81}']",
        f"{{entrypoint: [sh, -c], command: ['{'x' * 81}']}}",
        "variables: {program: 'import socket\n\nsocket.socket()'}",
    ],
)
def test_a_program_in_a_string_is_found(text: str) -> None:
    assert len(list(programs_in(yaml.safe_load(text)))) == 1


@pytest.mark.parametrize(
    "text", ["about: |\n  one\n  two\n", "command: [sh, -c, 'echo a | ncat b 1']", "stdin: 'a\n\nb'"]
)
def test_prose_data_and_a_short_line_are_none(text: str) -> None:
    assert list(programs_in(yaml.safe_load(text))) == []


def sources(tree: Any) -> Iterator[str]:
    match tree:
        case {"source": str() as source, **rest} if not rest:
            yield source
        case dict():
            for value in tree.values():
                yield from sources(value)


def test_every_program_is_played_by_a_scenario() -> None:
    named = {
        Path(source.replace("${peer}", peer)).name
        for file in SCENARIOS
        for source in sources(yaml.safe_load(file.read_text()))
        for peer in ("ncat", "socat")
    }
    assert named == {file.name for file in PROGRAMS.iterdir() if file.suffix in {".py", ".sh"}} - {
        "__init__.py"
    }


@pytest.mark.parametrize("file", sorted(PROGRAMS.glob("*.sh")), ids=lambda file: file.stem)
def test_a_shell_program_says_what_it_does_and_is_one_that_the_shell_accepts(file: Path) -> None:
    first, second = file.read_text().splitlines()[:2]
    assert first == "#!/bin/sh"
    assert second.startswith("# ")
    subprocess.run(["sh", "-n", str(file)], check=True)


def test_shellcheck_has_nothing_to_say() -> None:
    files = map(str, sorted(PROGRAMS.glob("*.sh")))
    subprocess.run([Path(sys.executable).with_name("shellcheck"), "--shell=sh", *files], check=True)
