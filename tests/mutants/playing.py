"""Playing wrong programs: several in one run, beside a control, and what the checks say of each."""

from __future__ import annotations

import functools
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.mutants.derive import CONTROL, derive, read, renumbered, substitute
from tests.system.preloaded import ROOT
from tests.system.shell import Finished, Shell

ATTEMPTS = 2
"""For one run, where the lab was so late that a check on times is left open."""


@dataclass(frozen=True, eq=False)
class Batch:
    """One run: a scenario of the catalogue, and the wrong programs that are put into it.

    Args:
        scenario: Its name.
        servers: Wrong programs for its hosts.
        clients: Wrong programs for its fleets.
        settings: Values of its matrix and variables.
        changes: Top-level keys with other values.
        numbers: Sizes of fleets and what the checks count, where fewer clients show the same.
        stagger_ms: Between the releases of two copies.
        control: Whether the right program is played, too; otherwise only the catalogue's own test does that.
        instead_of: The catalogue's program that the wrong one replaces, where there can be no copies.
    """

    scenario: str
    servers: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    settings: Mapping[str, str | int] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    numbers: Mapping[int, int] = field(default_factory=dict)
    stagger_ms: int = 0
    control: bool = True
    instead_of: str = ""

    @property
    def wrong(self) -> tuple[str, ...]:
        """All its wrong programs."""
        return (*self.servers, *self.clients)


@dataclass(frozen=True)
class Caught:
    """What catches a wrong program.

    Args:
        batch: The run in which it is played.
        check: The name of a check of the catalogue's scenario, or of an implied one.
        seen: A regular expression for what the report says that it saw.
        verdict: `fail`, or `unknown` where the evidence cannot tell. On a machine that is too busy a check on
            times may be unknown as well; it then says how late the lab was.
    """

    batch: Batch
    check: str
    seen: str
    verdict: str = "fail"


def checks_of(batch: Batch) -> list[dict[str, Any]]:
    """The checks of a batch's run, as the report has them; it is played when they are first asked for."""
    finished = _played(batch)
    assert finished.results, finished.err
    assert not finished.results[0]["trouble"], finished.results[0]["trouble"]
    found: list[dict[str, Any]] = finished.results[0]["checks"]
    return found


@functools.cache
def _played(batch: Batch) -> Finished:
    tree = renumbered(read(batch.scenario, batch.settings, batch.changes), batch.numbers)
    if batch.instead_of:
        tree = substitute(tree, batch.instead_of, batch.wrong[0])
    else:
        controls = (CONTROL,) if batch.control else ()
        tree = derive(tree, batch.servers, batch.clients, controls, stagger_ms=batch.stagger_ms)
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "COMPOSE_PROJECT_NAME": "socketlab-tests-without-a-lab",
        }
        shell = Shell(Path(folder), environment)
        file = shell.file("derived.yaml", yaml.safe_dump(tree, sort_keys=False))
        for _ in range(ATTEMPTS):
            finished = shell.run("run", file, "--format", "json", timeout=200)
            late = [check for result in finished.results for check in result["checks"] if is_late(check)]
            if not late:
                break
        return finished


def is_late(check: Mapping[str, Any]) -> bool:
    """Whether a check was left open because the lab was late."""
    return check["verdict"] == "unknown" and " late itself" in str(check["seen"])


def belongs(check: Mapping[str, Any], program: str) -> bool:
    """Whether a check is about a copy of the scenario: by its name, or an implied one by the fleet's."""
    name = program.replace("_", "-")
    return check["name"].startswith(f"{name}: ") or f" {name}-" in check["name"]


def assert_the_right_program_passes(batch: Batch) -> None:
    """No check of the control fails, and none is left open but for the lab's own lateness."""
    own = [check for check in checks_of(batch) if belongs(check, CONTROL)]
    assert own
    wrong = [check for check in own if check["verdict"] != "pass" and not is_late(check)]
    assert not wrong, [(check["name"], check["verdict"], check["seen"]) for check in wrong]


def assert_caught(program: str, caught: Caught) -> None:
    """The check that should catch a wrong program does, and its sentence says why."""
    checks = checks_of(caught.batch)
    run = "hosts stay up"
    own = [check for check in checks if belongs(check, program) or check["name"] == run == caught.check]
    catching = [check for check in own if caught.check in check["name"]]
    assert catching, [check["name"] for check in own]
    seen = [(check["verdict"], check["seen"]) for check in catching]
    assert any(
        re.search(caught.seen, check["seen"]) and (check["verdict"] == caught.verdict or is_late(check))
        for check in catching
    ), seen


def named(expected: Mapping[str, Caught]) -> dict[str, Batch]:
    """The batches of some wrong programs, each called by its scenario and its first wrong program."""
    batches = dict.fromkeys(caught.batch for caught in expected.values())
    return {f"{batch.scenario}-{batch.wrong[0]}": batch for batch in batches}
