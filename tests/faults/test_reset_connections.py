"""Connections that are reset."""

from __future__ import annotations

from pathlib import Path

from tests.faults.cuts import played


def test_connections_that_are_there_are_reset(tmp_path: Path) -> None:
    run, (cut,) = played(tmp_path, "{at: 100ms, reset_connections: {between: [clients, server]}}")
    assert cut.kind == "reset"
    assert run.result.outcome == "pass"
