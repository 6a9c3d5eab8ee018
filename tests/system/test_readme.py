"""The README's first scenario does what it says."""

from __future__ import annotations

import re

import pytest

from tests.system.preloaded import ROOT
from tests.system.shell import Shell


def first_scenario() -> str:
    (block,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return str(block)


def test_the_first_scenario_is_valid(shell: Shell) -> None:
    finished = shell.run("validate", shell.file("first.yaml", first_scenario()))
    assert (finished.code, finished.err) == (0, "")


@pytest.mark.docker
def test_the_first_scenario_passes(shell: Shell) -> None:
    finished = shell.run("run", shell.file("first.yaml", first_scenario()))
    assert finished.code == 0, finished.out
