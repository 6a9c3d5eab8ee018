"""The one place that knows all parts: from a loaded scenario to a result on disk."""

from __future__ import annotations

import os
import secrets
import string
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from socketlab.errors import ImageMissing, InvalidInput, LabError, reason_of
from socketlab.events import Event
from socketlab.hosts.model import Surroundings
from socketlab.judging.judge import judge
from socketlab.judging.record import read_record
from socketlab.language.scalars import without_spelling
from socketlab.language.wording import cut, one_of
from socketlab.links.mechanisms import SHAPERS
from socketlab.links.model import ROUTER_IMAGE
from socketlab.plan.model import Plan
from socketlab.plan.planner import make_plan
from socketlab.report import write_all
from socketlab.report.api import Report
from socketlab.report.result import Result, make_result
from socketlab.run.cleaning import DeadRuns
from socketlab.run.sampling import Sampling, collectors_for
from socketlab.run.session import MakeView, Stopping, make_folder, play_into
from socketlab.runtimes.api import Runtime
from socketlab.runtimes.paths import ShapesLinks
from socketlab.spec.load import Scenario

SHAPER_VARIABLE = "SOCKETLAB_SHAPER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How to play a scenario.

    Args:
        seed: Fixes every random choice; drawn where absent.
        timeout_s: Replaces the scenario's own.
        ready_timeout_s: Replaces the scenario's own deadline for hosts to become ready.
        keep: Leave hosts and network in place.
        keep_on_failure: Leave those of a run that does not pass.
        sample: Run the collectors beside it.
        thorough: Measure the conditions of links with thousands of probes.
        runs: Where evidence goes.
    """

    seed: int | None = None
    timeout_s: float | None = None
    ready_timeout_s: float | None = None
    keep: bool = False
    keep_on_failure: bool = False
    sample: bool = False
    thorough: bool = False
    runs: Path = Path("runs")

    def keeps(self, result: Result) -> bool:
        """Whether hosts and network of a run stay in place."""
        return self.keep or (self.keep_on_failure and result.outcome in {"fail", "inconclusive"})


def new_run_id() -> str:
    """Eight of ``0-9a-z``: part of names that must not collide on one engine."""
    return "".join(secrets.choice(string.digits + string.ascii_lowercase) for _ in range(8))


def plan_for(scenario: Scenario, runtime: Runtime, choices: Choices) -> Plan:
    """Decide a run on a runtime as it is now."""
    return _decide(scenario, _surroundings([scenario], runtime), choices)


def _surroundings(scenarios: Sequence[Scenario], runtime: Runtime) -> Surroundings:
    """What the planner may know, for several scenarios; the kernel is only examined for those with links."""
    found = runtime.surroundings(frozenset[str]().union(*(each.images for each in scenarios)))
    linked = any(each.spec.routed for each in scenarios)
    if linked and ROUTER_IMAGE in found.images and isinstance(runtime, ShapesLinks):
        return replace(found, mechanisms=runtime.link_mechanisms(), shaper=forced_shaper())
    return found


def _decide(scenario: Scenario, surroundings: Surroundings, choices: Choices) -> Plan:
    plan = make_plan(
        scenario,
        surroundings,
        seed=secrets.randbelow(2**31) if choices.seed is None else choices.seed,
        run=new_run_id(),
        timeout_s=choices.timeout_s,
        ready_timeout_s=choices.ready_timeout_s,
    )
    if plan.links is not None and choices.thorough:
        plan = replace(plan, links=replace(plan.links, thorough=True))
    return plan


def forced_shaper() -> str:
    """What ``SOCKETLAB_SHAPER`` says: ``netem``, ``fallback``, or nothing.

    Raises:
        InvalidInput: when it says anything else.
    """
    chosen = os.environ.get(SHAPER_VARIABLE, "")
    if chosen not in ("", *SHAPERS):
        raise InvalidInput(f'{SHAPER_VARIABLE} is "{cut(chosen)}"', hint=one_of(SHAPERS))
    return chosen


def require_all(scenarios: Iterable[Scenario], runtime: Runtime, choices: Choices) -> None:
    """Refuse several runs before the first of them, if any cannot be played.

    Args:
        scenarios: What is to be played.
        runtime: A runtime; it is closed at the end.
        choices: How to play them.

    Raises:
        InvalidInput: when the runtime cannot play one.
        ImageMissing: naming all images that are missing.
    """
    wanted = tuple(scenarios)
    with closing(runtime):
        surroundings = _surroundings(wanted, runtime)
    missing: dict[str, None] = {}
    for scenario in wanted:
        try:
            _decide(scenario, surroundings, choices)
        except ImageMissing as error:
            missing[str(error)] = None
    if missing:
        raise ImageMissing("; ".join(missing))


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
        dead = DeadRuns(runtime)
        plan = plan_for(scenario, runtime, choices)
        try:
            with Stopping() as stopping:
                dead.remove()
                folder = make_folder(choices.runs, plan, resolved=_resolved(scenario))
                shown = _sampled(make_view, runtime, folder) if choices.sample else make_view
                play_into(
                    folder, plan, runtime, shown, stopping, keep=choices.keep or choices.keep_on_failure
                )
                report = report_of(folder, plan=plan)
                write_all(report, folder)
        except OSError as error:
            reason = reason_of(error)
            place = error.filename or choices.runs
            raise LabError(f'cannot write evidence to "{place}": {reason}') from error
    return report.result


def judge_again(folder: Path) -> Result:
    """Judge a stored run from what it left; nothing is played and nothing is written."""
    return report_of(folder).result


def report_of(folder: Path, *, plan: Plan | None = None, partial: bool = False) -> Report:
    """A stored run with its result, for the writers.

    Args:
        folder: The run's evidence.
        plan: Its plan, if it is at hand; read from the folder otherwise.
        partial: Whether a run is taken also where it was killed before its first event.
    """
    record = read_record(folder, plan=plan, partial=partial)
    return Report(result=make_result(record, judge(record), folder=str(folder)), record=record)


def runs_folder() -> Path:
    """Where evidence goes: ``SOCKETLAB_RUNS``, or ``runs`` below the current folder.

    Raises:
        InvalidInput: when it begins with the home of a user who has none.
    """
    named = os.environ.get("SOCKETLAB_RUNS") or "runs"
    try:
        return Path(named).expanduser()
    except RuntimeError as error:
        raise InvalidInput(
            f'SOCKETLAB_RUNS: no home folder for "{cut(named)}"', hint="write the whole path"
        ) from error


def _sampled(make_view: MakeView, runtime: Runtime, folder: Path) -> MakeView:
    """The view, with hosts sampled for as long as it is open.

    Raises:
        LabError: when the runtime cannot sample hosts.
    """
    collectors = collectors_for(runtime)

    @contextmanager
    def both(plan: Plan, now: Callable[[], float]) -> Iterator[Callable[[Event], None]]:
        with make_view(plan, now) as show, Sampling(collectors, plan.everyone, folder, now) as sample:

            def tell(event: Event) -> None:
                sample(event)
                show(event)

            yield tell

    return both


def _resolved(scenario: Scenario) -> str:
    tree = scenario.spec.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"matrix"})
    cell = {name: without_spelling(value) for name, value in scenario.cell.items()}
    return yaml.safe_dump({**tree, "x-cell": cell}, sort_keys=False, allow_unicode=True)
