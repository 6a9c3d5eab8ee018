"""Every cut is ended at once."""

from __future__ import annotations

from pathlib import Path

from tests.faults.cuts import done, played

CUT = "{at: 100ms, partition: {between: [clients, server]}}"


def test_all_cuts_are_ended_and_need_not_be_undone(tmp_path: Path) -> None:
    run, _ = played(tmp_path, CUT, "{at: 150ms, isolate: {host: server}}", "{at: 300ms, heal: {}}")
    assert done(run)[2] == (0.3, False, "2 cuts ended, 6 packets affected")
    assert [each[2] for each in done(run)[3:]] == ["healed before", "healed before"]
    assert run.result.outcome == "pass"


def test_a_cut_that_affected_nothing_leaves_the_verdict_open(tmp_path: Path) -> None:
    run, _ = played(tmp_path, CUT, "{at: 300ms, heal: {}}", packets=0)
    assert run.result.outcome == "inconclusive"


def test_where_nothing_is_cut_it_says_so(tmp_path: Path) -> None:
    run, _ = played(tmp_path, "{at: 300ms, heal: {}}")
    assert done(run) == [(0.3, False, "nothing was cut")]
    assert run.result.outcome == "pass"
