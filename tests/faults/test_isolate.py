"""Hosts that are cut off from everyone else."""

from __future__ import annotations

from pathlib import Path

from tests.faults.cuts import done, played


def test_an_isolated_host_is_cut_off_in_both_directions(tmp_path: Path) -> None:
    run, (cut,) = played(tmp_path, "{at: 100ms, isolate: {host: server, for: 100ms}}")
    assert done(run) == [(0.1, False, ""), (0.2, True, "3 packets affected")]
    pairs = {pair for route in cut.routes for pair in route.pairs}
    assert {("server", "clients-1"), ("clients-2", "server")} <= pairs
    assert ("clients-1", "clients-2") not in pairs
    assert cut.kind == "drop"
