"""Hosts that stand still, and go on before they are stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.cuts import done, played


@pytest.mark.parametrize(("lasts", "until_s"), [(", for: 200ms", 0.3), ("", 0.5)])
def test_a_host_is_paused_for_its_time_or_to_the_end(tmp_path: Path, lasts: str, until_s: float) -> None:
    run, _ = played(tmp_path, f"{{at: 100ms, pause: {{host: server{lasts}}}}}")
    assert done(run) == [(0.1, False, "paused"), (until_s, True, "running again")]
    assert run.verbs("pause") == run.verbs("resume_host") == ["server"]
    assert run.result.outcome == "pass"
