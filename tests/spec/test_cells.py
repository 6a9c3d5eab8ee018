"""The combinations of a matrix, put together from their parts."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from tests.spec.yaml_files import SERVICES, VALID, cells_of, messages, one, problems, write


def thousand(axis: str = "a") -> str:
    return f"matrix: {{{axis}: [{', '.join(str(number) for number in range(1000))}]}}\n"


def cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def test_a_mistake_in_a_thousand_combinations_is_one_mistake(tmp_path: Path) -> None:
    text = VALID.replace("{service: caller}", "{service: caller, cuont: '${a}'}") + thousand()
    assert messages(tmp_path, text) == [
        'fleets.clients.cuont: "cuont" is not known here (did you mean "count"?)'
    ]


@pytest.mark.no_cover
def test_a_thousand_combinations_of_a_large_file_take_about_as_long_as_one(tmp_path: Path) -> None:
    checks = "checks:\n" + "  - {output: {fleet: clients, contains: hello}}\n" * 200
    began = cpu_s()
    assert len(one(tmp_path, VALID + checks).spec.checks) == 200
    alone = cpu_s() - began
    began = cpu_s()
    assert len(cells_of(tmp_path, VALID + checks + thousand())) == 1000
    assert cpu_s() - began < 100 * alone  # reading everything for each would take 1,000 times as long


def test_the_compose_file_is_read_for_all_combinations_at_once(tmp_path: Path) -> None:
    write(tmp_path, SERVICES, "one.yaml")
    write(tmp_path, SERVICES.replace("test/", "other/"), "two.yaml")
    text = VALID.removeprefix(SERVICES) + "compose: '${c}.yaml'\nmatrix: {c: [one, two], n: [1, 2]}\n"
    assert [cell.services["web"].image for cell in cells_of(tmp_path, text)] == [
        "test/web",
        "test/web",
        "other/web",
        "other/web",
    ]


def test_a_wrong_fleet_does_not_hide_a_wrong_check(tmp_path: Path) -> None:
    text = VALID.replace("{service: caller}", "{service: caller, count: many}")
    assert messages(tmp_path, text + "checks: [echo: {fleet: cleints}]\n") == [
        'fleets.clients.count: must be a whole number, not "many"',
        'checks.0.echo.fleet: no fleet "cleints" (did you mean "clients"?)',
    ]


def test_a_step_is_compared_with_the_size_of_its_fleet_in_each_combination(tmp_path: Path) -> None:
    text = VALID.replace("{service: caller}", "{service: caller, count: '${n}'}")
    text += "matrix: {n: [1, 2]}\ntimeline: [{at: 1s, kill: {host: 'clients[2]'}}]\n"
    (found,) = messages(tmp_path, text)
    assert found.startswith("timeline.0.kill.host: ")
    assert len(cells_of(tmp_path, text.replace("[1, 2]", "[2, 3]"))) == 2


def test_a_ready_key_has_no_kind(tmp_path: Path) -> None:
    text = VALID.replace("{service: web}", "{service: web, ready: {log: {contains: x, kind: log}}}")
    assert messages(tmp_path, text) == ['hosts.server.ready.log.kind: "kind" is not known here (remove it)']


def test_sections_of_the_wrong_shape_are_reported_once(tmp_path: Path) -> None:
    text = SERVICES + "hosts: [web]\nfleets: 5\ntimeline: {}\nchecks: none\nmatrix: 5\nvariables: [1]\n"
    found = problems(tmp_path, text)
    assert [line.split(" ", 1)[1] for line in found] == [
        "hosts: must be a mapping (key: value)",
        'fleets: must be a mapping (key: value), not "5"',
        "timeline: must be a list",
        'checks: must be a list, not "none"',
        'matrix: must be a mapping (key: value), not "5"',
        "variables: must be a mapping (key: value)",
    ]
