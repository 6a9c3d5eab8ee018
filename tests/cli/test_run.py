"""``run`` as far as it goes without an engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.cli.options import Format
from socketlab.cli.run import run
from tests.cli.asking import NO_ENGINE, ask
from tests.cli.runtimes import InMemory


def test_a_setting_that_refers_to_nothing_is_an_error(tmp_path: Path) -> None:
    answer = ask(tmp_path, "run", "parallel-echo", "--set", "server=${nosuch}", environment=NO_ENGINE)
    assert answer.code == 4
    assert answer.err == (
        'error: --set server=${nosuch}: no variable "nosuch" (write "$${" for the text itself)\n'
    )
    assert list(tmp_path.iterdir()) == []


SCENARIO = """
services:
  server: {image: server}
  client: {image: client, command: [call]}
hosts: {server: {service: server}}
fleets: {clients: {service: client}}
checks: [{output: {fleet: clients, contains: what no client prints}}]
"""


@pytest.mark.parametrize(("fail_fast", "runs"), [(True, 1), (False, 3)])
def test_with_fail_fast_the_first_run_that_does_not_pass_is_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: list[InMemory], *, fail_fast: bool, runs: int
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lost.yaml").write_text(SCENARIO)
    assert run(["lost.yaml"], repeat=3, fail_fast=fail_fast, quiet=True) == 1
    assert len(list(tmp_path.glob("runs/lost/*/result.json"))) == runs
    assert len(in_memory) == runs


def test_a_page_is_written_for_each_run_where_it_is_asked_for(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    in_memory: list[InMemory],
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lost.yaml").write_text(SCENARIO)
    assert run(["lost.yaml"], repeat=2, report=True) == 1
    pages = sorted(map(str, Path().glob("runs/lost/*/report.html")))
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  report ")]
    assert sorted(said) == [f"  report {page}" for page in pages]
    assert len(in_memory) == len(pages) == 2
    assert run(["lost.yaml"], output=Format.JSON, report=True) == 1
    assert "report.html" not in capsys.readouterr().out
