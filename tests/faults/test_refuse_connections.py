"""Connections that are refused."""

from __future__ import annotations

from pathlib import Path

from tests.faults.cuts import played


def test_new_connections_are_refused(tmp_path: Path) -> None:
    run, (cut,) = played(tmp_path, "{at: 100ms, refuse_connections: {from: clients, to: server, for: 100ms}}")
    assert (cut.kind, len(cut.routes)) == ("refuse-new", 1)
    assert run.result.outcome == "pass"
