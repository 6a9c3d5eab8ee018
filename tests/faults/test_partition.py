"""A network that is cut between two groups, mended again, and what that has affected."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.cuts import done, played


def test_a_partition_lasts_for_its_time(tmp_path: Path) -> None:
    run, (cut,) = played(
        tmp_path, "{at: 100ms, partition: {between: [clients, server], mode: refuse, for: 200ms}}"
    )
    assert done(run) == [(0.1, False, ""), (0.3, True, "3 packets affected")]
    assert (cut.kind, cut.lasts_s) == ("refuse", 1.2)
    assert len(cut.routes) == 2
    assert run.result.outcome == "pass"


def test_without_a_time_it_lasts_to_the_end_of_the_run(tmp_path: Path) -> None:
    run, (cut,) = played(tmp_path, "{at: 100ms, partition: {from: clients, to: server}}")
    assert done(run) == [(0.1, False, ""), (0.5, True, "3 packets affected")]
    assert (cut.kind, cut.lasts_s) == ("drop", 86400.0)


@pytest.mark.parametrize("lasts", ["", ", for: 100ms"])
def test_one_that_affects_nothing_leaves_the_verdict_open(tmp_path: Path, lasts: str) -> None:
    run, _ = played(tmp_path, f"{{at: 100ms, partition: {{between: [clients, server]{lasts}}}}}", packets=0)
    assert run.result.outcome == "inconclusive"
    assert done(run)[1][2] == "it had no effect: no packet came that way"
