"""``report.html`` in a run's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.report.page.files import write_comparison, write_page
from tests.report.page.runs import a_run, report_on


def test_the_page_has_the_scenario_and_the_samples_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "scenario.resolved.yaml").write_text("title: as played\n", encoding="utf-8")
    (tmp_path / "samples").mkdir()
    row = '{"at_s":1.0,"host":"server","cpu_s":0.1,"memory_bytes":5}\n'
    (tmp_path / "samples" / "resources.jsonl").write_text(row, encoding="utf-8")
    file = write_page(report_on(a_run()), tmp_path)
    assert file == tmp_path / "report.html"
    text = file.read_text(encoding="utf-8")
    assert "title: as played" in text
    assert "server: memory" in text


def test_what_is_not_there_or_not_a_file_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "scenario.resolved.yaml").symlink_to("/etc/hostname")
    assert "not kept" in write_page(report_on(a_run()), tmp_path).read_text(encoding="utf-8")


def test_a_link_in_the_place_of_the_page_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (tmp_path / "report.html").symlink_to("secret")
    write_page(report_on(a_run()), tmp_path)
    assert (tmp_path / "secret").read_text(encoding="utf-8") == "secret"


def test_a_folder_that_cannot_be_written_to_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_page(report_on(a_run()), tmp_path / "missing")


def test_the_page_of_runs_of_one_scenario_is_beside_its_folder_and_leads_to_theirs(tmp_path: Path) -> None:
    runs = [(report_on(a_run()), tmp_path / "test" / name) for name in ("1", "2 %")]
    (tmp_path / "test").mkdir()
    file = write_comparison(runs)
    assert file == tmp_path / "test.html"
    assert 'href="./test/2%20%25/report.html"' in file.read_text(encoding="utf-8")


def test_the_page_of_runs_of_several_scenarios_is_in_the_folder_of_all(tmp_path: Path) -> None:
    runs = [(report_on(a_run()), tmp_path / scenario / "1") for scenario in ("a", "b")]
    file = write_comparison(runs)
    assert file == tmp_path / "report.html"
    assert 'href="./b/1/report.html"' in file.read_text(encoding="utf-8")
