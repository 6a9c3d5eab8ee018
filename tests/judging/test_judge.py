"""All checks of a plan, asked of its record."""

import pytest
import yaml

from socketlab.checks import CHECKS
from socketlab.checks.api import Check, Verdict
from socketlab.judging.judge import judge
from socketlab.language.kinds import words_of
from tests.records import a_plan, a_record, ask

EXAMPLES = [yaml.safe_load(kind.example) for kind in CHECKS]


def test_every_check_is_asked_and_keeps_its_number_name_and_place() -> None:
    results = judge(a_record(plan=a_plan(*EXAMPLES, None)))
    assert [result.kind for result in results] == [*words_of(CHECKS), "hosts_up"]
    assert [result.number for result in results] == list(range(1, 2 + len(CHECKS)))
    assert (results[0].name, results[0].place) == ("check 1", "test.yaml:1:1")


@pytest.mark.parametrize("kind", CHECKS, ids=lambda kind: kind.word())
def test_a_record_of_nothing_passes_no_check(kind: type[Check]) -> None:
    assert ask(yaml.safe_load(kind.example)).verdict is Verdict.UNKNOWN


def test_a_record_of_nothing_does_not_show_that_hosts_stayed_up() -> None:
    assert ask(None).verdict is Verdict.UNKNOWN
