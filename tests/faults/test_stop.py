"""Hosts that are asked to stop."""

from __future__ import annotations

from pathlib import Path

from tests.faults.cuts import done, played


def test_a_host_that_stops_when_asked_did_not_die(tmp_path: Path) -> None:
    run, _ = played(tmp_path, "{at: 300ms, stop: {host: server}}")
    assert done(run) == [(0.3, False, "TERM")]
    assert run.verbs("ask_to_stop") == ["server"]
    assert run.result.outcome == "pass"
