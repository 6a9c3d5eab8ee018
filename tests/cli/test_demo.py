"""``demo``: from an empty folder to a verdict, in a lab of the test's own."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from socketlab.lab.definition import read_definition
from socketlab.resources import root
from tests.cli.asking import ask
from tests.lab.own_lab import SUBNET, free_ports

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]


def test_it_starts_the_lab_plays_and_says_what_was_proved_and_what_to_do_next(tmp_path: Path) -> None:
    names = read_definition(root(), {}).port_variables().values()
    lab: dict[str, Any] = {
        "COMPOSE_PROJECT_NAME": f"socketlab-test-demo-{os.getpid()}",
        "SOCKETLAB_SUBNET": SUBNET,
        **dict(zip(names, map(str, free_ports(len(names))), strict=True)),
    }
    try:
        answer = ask(tmp_path, "demo", timeout_s=240, environment=lab)

        assert answer.code == 0, answer
        lines = answer.out.splitlines()
        assert any(re.search(r"^the lab is up: \d+ hosts in ", line) for line in lines)
        assert sum(line.startswith("PASS  parallel-echo [") for line in lines) == 6
        assert all("(standing" in line for line in lines if "server started" in line)
        proved, following = answer.out.split("\n\n")[-1].split("\nnext: ")
        assert proved.count(".") == 2
        assert "-m scenarios init" in following
        assert "-m scenarios lab down" in following
        assert [path.name for path in tmp_path.iterdir()] == ["runs"]
        assert ask(tmp_path, "lab", "down", environment=lab).out.startswith("removed ")
    finally:
        ask(tmp_path, "lab", "down", environment=lab)
