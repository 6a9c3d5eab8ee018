"""The one place that knows all parts: from a loaded scenario to a result on disk."""

from __future__ import annotations

import os
import secrets
import string
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import yaml

from socketlab.errors import LabError
from socketlab.judging.judge import judge
from socketlab.judging.record import read_record
from socketlab.plan.model import Plan
from socketlab.plan.planner import make_plan
from socketlab.record.layout import RESULT
from socketlab.report.result import Result, make_result
from socketlab.run.session import MakeView, Stopping, make_folder, play_into
from socketlab.runtimes.api import Runtime
from socketlab.spec.load import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How to play a scenario.

    Args:
        seed: Fixes every random choice; drawn where absent.
        timeout_s: Replaces the scenario's own.
        ready_timeout_s: Replaces the scenario's own deadline for hosts to become ready.
        keep: Leave hosts and network in place.
        runs: Where evidence goes.
    """

    seed: int | None = None
    timeout_s: float | None = None
    ready_timeout_s: float | None = None
    keep: bool = False
    runs: Path = Path("runs")


def new_run_id() -> str:
    """Eight of ``0-9a-z``: part of names that must not collide on one engine."""
    return "".join(secrets.choice(string.digits + string.ascii_lowercase) for _ in range(8))


def plan_for(scenario: Scenario, runtime: Runtime, choices: Choices) -> Plan:
    """Decide a run on a runtime as it is now."""
    return make_plan(
        scenario,
        runtime.surroundings(scenario.images),
        seed=secrets.randbelow(2**31) if choices.seed is None else choices.seed,
        run=new_run_id(),
        timeout_s=choices.timeout_s,
        ready_timeout_s=choices.ready_timeout_s,
    )


def play(scenario: Scenario, runtime: Runtime, choices: Choices, make_view: MakeView) -> Result:
    """Play one run and judge it.

    Args:
        scenario: One combination of its matrix.
        runtime: A runtime of its own: it is closed at the end, also of a plan that is refused.
        choices: How to play it.
        make_view: Given the plan and the run's clock, makes what shows its events.

    Raises:
        InvalidInput: when the runtime cannot play it.
        LabError: when nothing could be started or evidence cannot be written; any other is in the result.
    """
    with closing(runtime):
        plan = plan_for(scenario, runtime, choices)
        try:
            with Stopping() as stopping:
                folder = make_folder(choices.runs, plan, resolved=_resolved(scenario))
                play_into(folder, plan, runtime, make_view, stopping, keep=choices.keep)
                result = judge_again(folder)
                (folder / RESULT).write_text(result.model_dump_json(indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            place = error.filename or choices.runs
            raise LabError(f'cannot write evidence to "{place}": {reason}') from error
    return result


def judge_again(folder: Path) -> Result:
    """Judge a stored run from what it left; nothing is played."""
    record = read_record(folder)
    return make_result(record, judge(record), folder=str(folder))


def runs_folder() -> Path:
    """Where evidence goes: ``SOCKETLAB_RUNS``, or ``runs`` below the current folder."""
    return Path(os.environ.get("SOCKETLAB_RUNS", "runs"))


def _resolved(scenario: Scenario) -> str:
    tree = scenario.spec.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"matrix"})
    return yaml.safe_dump({**tree, "x-cell": scenario.cell}, sort_keys=False, allow_unicode=True)
