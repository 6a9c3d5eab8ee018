"""A scenario without its fleets: which hosts and links remain."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import InvalidInput
from socketlab.spec.hosts_only import hosts_only
from socketlab.spec.load import Scenario, load

SERVICES = """
services: {box: {image: socketlab/python, command: [sleep, "100"]}}
hosts: {a: {service: box}, b: {service: box}}
"""


def loaded(folder: Path, text: str, *, idle: bool = False) -> Scenario:
    file = folder / "s.yaml"
    file.write_text(text, encoding="utf-8")
    return load(file, idle=idle)[0]


def test_fleets_faults_checks_and_their_links_go(tmp_path: Path) -> None:
    text = f"""{SERVICES}
fleets: {{c: {{service: box, count: 2}}}}
links:
  - {{between: [a, [b, c]], delay: 1ms}}
  - {{between: [a, c], delay: 2ms}}
  - {{from: "c[1]", to: a, delay: 3ms}}
  - {{from: "*", to: b, delay: 4ms}}
timeline: [{{at: 1s, kill: {{host: a}}}}]
checks: [{{exit_status: {{fleet: c}}}}]
"""
    left = hosts_only(loaded(tmp_path, text)).spec
    assert (left.fleets, left.timeline, left.checks) == ({}, (), ())
    assert [(each.between, each.from_, each.to, each.delay) for each in left.links] == [
        ((("a",), ("b",)), None, None, 0.001),
        (None, ("*",), ("b",), 0.004),
    ]


def test_a_scenario_without_fleets_may_be_up_but_not_be_run(tmp_path: Path) -> None:
    assert hosts_only(loaded(tmp_path, SERVICES, idle=True)).spec.fleets == {}
    with pytest.raises(InvalidInput, match="nothing would happen"):
        loaded(tmp_path, SERVICES)


def test_hosts_of_the_lab_alone_are_up_already(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, "hosts: {a: {lab: fork-server}}", idle=True)
    with pytest.raises(InvalidInput, match="no hosts of its own, only those of the lab"):
        hosts_only(scenario)
