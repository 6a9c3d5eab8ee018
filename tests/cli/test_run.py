"""``run`` as far as it goes without an engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.cli.options import ResultFormat
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


def test_on_github_each_run_adds_its_summary_to_the_page_of_the_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: list[InMemory]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "page.md"))
    (tmp_path / "lost.yaml").write_text(SCENARIO)
    assert run(["lost.yaml"], repeat=2, quiet=True) == 1
    assert (tmp_path / "page.md").read_text().count("## FAIL: lost") == len(in_memory) == 2


def test_until_fail_repeats_until_a_run_does_not_pass(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    in_memory: list[InMemory],
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lost.yaml").write_text(SCENARIO)
    assert run(["lost.yaml"], until_fail=True, quiet=True) == 1
    assert len(in_memory) == 1
    assert run(["lost.yaml"], repeat=2, quiet=True, seed=5) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "lost: 0 of 2 runs passed" in lines
    assert lines[-2].endswith("run lost.yaml --seed=5")


@pytest.mark.parametrize(("passes", "left"), [(True, 0), (False, 1)])
def test_what_is_kept_on_failure_is_removed_of_a_run_that_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: list[InMemory], *, passes: bool, left: int
) -> None:
    monkeypatch.chdir(tmp_path)
    text = SCENARIO if not passes else SCENARIO.partition("checks:")[0]
    (tmp_path / "some.yaml").write_text(text)
    assert run(["some.yaml"], keep_on_failure=True, quiet=True) == (0 if passes else 1)
    assert len(in_memory) == 2 - left


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
    assert run(["lost.yaml"], output=ResultFormat.JSON, report=True) == 1
    assert "report.html" not in capsys.readouterr().out
