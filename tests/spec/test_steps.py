"""Names of steps that checks refer to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.examples import EXAMPLE_SCENARIO
from tests.spec.yaml_files import one, problems


@pytest.mark.parametrize(
    ("check", "wrong"),
    [
        ("{during: blnk, no_loss: {fleet: clients}}", 'no step "blnk" (did you mean "blink"?)'),
        ("{recovery_time: {fleet: clients, after: zzz, at_most: 1s}}", 'no step "zzz" (use one of blink)'),
        (
            "{during: blink, echo: {fleet: clients}}",
            "during does not fit echo (it is for latency, throughput",
        ),
    ],
)
def test_a_step_that_is_not_there_is_reported_with_its_line(check: str, wrong: str, tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, f"{EXAMPLE_SCENARIO}  - {check}\n")
    assert wrong in problem


def test_without_names_in_the_timeline_the_message_says_what_to_do(tmp_path: Path) -> None:
    text = EXAMPLE_SCENARIO.replace("name: blink, ", "")
    (problem,) = problems(tmp_path, f"{text}  - {{during: blink, no_loss: {{fleet: clients}}}}\n")
    assert 'no step "blink" (give a step of the timeline a "name")' in problem


def test_a_check_that_is_wrong_altogether_is_reported_once(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, f"{EXAMPLE_SCENARIO}  - no_loss\n")
    assert "no step" not in problem


def test_a_name_that_is_there_is_accepted_and_appears_in_the_title(tmp_path: Path) -> None:
    scenario = one(tmp_path, f"{EXAMPLE_SCENARIO}  - {{during: blink, no_loss: {{fleet: clients}}}}\n")
    assert scenario.spec.checks[0].during == "blink"
