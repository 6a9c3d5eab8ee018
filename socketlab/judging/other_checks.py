"""The checks of another scenario file, asked of a run that was played without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from socketlab.errors import InvalidFile, InvalidInput, Problem
from socketlab.judging.evidence import RecordedEvidence
from socketlab.judging.judge import absent_from
from socketlab.judging.record import Record
from socketlab.language.wording import cut
from socketlab.plan.checks import IMPLIED, plan_checks
from socketlab.plan.model import CheckPlan, Plan
from socketlab.spec.load import Scenario


def with_checks_of(scenarios: Sequence[Scenario], record: Record) -> Record:
    """The record of a run with the checks that another file writes, and those that every run implies.

    What such a check wants observed was not observed for it: where the run did not happen to look at the same
    thing, the answer is unknown.

    Args:
        scenarios: The runs of the other file: the one with the matrix values of the run is taken.
        record: The run.

    Raises:
        InvalidInput: when the file has no checks, or none for such a run.
        InvalidFile: when a check names what the run does not have.
    """
    plan = record.plan
    scenario = _matching(scenarios, plan)
    planned = plan_checks(scenario.spec, scenario.check_places, RecordedEvidence(record).variables)
    written = tuple(check for check in planned if check.place != IMPLIED)
    if not written:
        raise InvalidInput(f'"{scenario.source}" has no checks', hint="name a file that has checks")
    if problems := tuple(_problems(written, plan)):
        raise InvalidFile(problems)
    implied = [check for check in plan.checks if check.place == IMPLIED]
    numbered = (replace(check, number=number) for number, check in enumerate([*written, *implied], start=1))
    return replace(record, plan=replace(plan, checks=tuple(numbered)))


def _matching(scenarios: Sequence[Scenario], plan: Plan) -> Scenario:
    """The combination of the run; a file without a matrix has only one."""
    for scenario in scenarios:
        cell = {name: str(value) for name, value in scenario.cell.items()}
        if cell.items() <= plan.cell.items():
            return scenario
    raise InvalidInput(f'no combination of "{scenarios[0].source}" has the values of {plan.label}')


def _problems(checks: Sequence[CheckPlan], plan: Plan) -> Iterator[Problem]:
    steps = {step.name for step in plan.timeline}
    for check in checks:
        message = absent_from(check.spec, plan)
        if not message and check.during and check.during not in steps:
            message = f'the run has no step "{cut(check.during)}"'
        if message:
            file, line, column = check.place.rsplit(":", 2)
            yield Problem(file, int(line), int(column), "", message)
