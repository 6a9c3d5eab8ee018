"""``list``: every scenario of the catalogue, valid and with a title."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.asking import NO_ENGINE, ask


def test_every_scenario_of_the_catalogue_is_valid_and_listed(tmp_path: Path) -> None:
    listed = json.loads(ask(tmp_path, "list", "--format", "json").out)
    names = [row["name"] for row in listed]
    assert {"parallel-echo", "serial-echo", "two-ports", "getfile"} <= set(names)
    assert ask(tmp_path, "validate", *names, environment=NO_ENGINE).code == 0
    assert all(row["title"] for row in listed)


def test_each_line_has_name_number_of_runs_and_title(tmp_path: Path) -> None:
    listed = json.loads(ask(tmp_path, "list", "--format", "json").out)
    lines = ask(tmp_path, "list").out.splitlines()
    assert len(lines) == len(listed)
    for line, row in zip(lines, listed, strict=True):
        name, runs, word, title = line.split(maxsplit=3)
        assert (name, int(runs), title) == (row["name"], row["runs"], row["title"])
        assert word == ("run" if row["runs"] == 1 else "runs")


def test_profiles_of_links_are_listed_with_their_sources(tmp_path: Path) -> None:
    text = ask(tmp_path, "list", "--profiles", environment=NO_ENGINE).out
    assert "dial-up: a 56k modem" in text
    assert "  down  delay 50ms, rate 53.3kbit (burst 3028B, queue 15140B)\n" in text
    profiles = json.loads(ask(tmp_path, "list", "--profiles", "--format", "json").out)
    assert profiles["dsl"]["down"] == {"delay": "25ms", "rate": "1.5mbit"}
    assert all(f"source: {profile['source']}" in text for profile in profiles.values())
