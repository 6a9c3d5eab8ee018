"""A stored run that somebody spoilt is judged or refused: nothing else happens, soon and in little memory.

``SOCKETLAB_FUZZ=20000`` tries more.
"""

from __future__ import annotations

import contextlib
import io
import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from socketlab.errors import InvalidInput
from socketlab.report import write_all
from socketlab.report.live import show_table
from socketlab.report.outcomes import OUTCOMES
from socketlab.report.plain import show_result
from socketlab.wiring import report_of
from tests.judging.spoilt import good_run, spoil

EXAMPLES = int(os.environ.get("SOCKETLAB_FUZZ", "500"))
MOST_MEMORY = 300_000
"""Kibibytes that this may add to the process."""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two good runs."""
    folder = tmp_path_factory.mktemp("good")
    good_run(folder / "whole", cut_short=False)
    good_run(folder / "cut-short", cut_short=True)
    return folder


@pytest.fixture(scope="module", autouse=True)
def little_memory() -> Iterator[None]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY


def judged(folder: Path) -> str:
    """What ``judge`` does; the outcome, and ``refused`` where it gives none.

    Its output has one line for each that the report has, and no control characters.
    """
    shown = io.StringIO()
    try:
        report = report_of(folder)
    except InvalidInput:
        return "refused"
    with contextlib.suppress(OSError):
        write_all(report, folder)
    with contextlib.redirect_stdout(shown):
        show_result(report.result)
    show_table(report.result, Console(file=shown, width=80, highlight=False))
    report.result.model_dump_json()
    assert all(line.isprintable() for line in shown.getvalue().split("\n"))
    return report.result.outcome


@pytest.mark.parametrize(("name", "outcome"), [("whole", "fail"), ("cut-short", "interrupted")])
def test_a_good_run_is_judged(good: Path, name: str, outcome: str) -> None:
    assert judged(good / name) == outcome


@pytest.mark.no_cover
@pytest.mark.timeout(max(300, EXAMPLES // 5))  # ten a second, fewer on a busy machine
@settings(
    max_examples=EXAMPLES,
    deadline=5000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_spoilt_run_is_judged_or_refused(good: Path, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "run"
        shutil.copytree(good / data.draw(st.sampled_from(["whole", "cut-short"])), folder)
        spoil(data, folder)
        assert judged(folder) in {*OUTCOMES, "refused"}
