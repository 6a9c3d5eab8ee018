"""The hosts that a timeline names: refused with their line where they cannot be struck."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.run.harness import with_timeline
from tests.spec.yaml_files import one, problems


def said(folder: Path, *steps: str, **settings: str) -> list[str]:
    return problems(folder, with_timeline(*steps, fleet="count: 4"), **settings)


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("{at: 1s, kill: {host: sever}}", 'timeline.0.kill.host: no host "sever" (did you mean "server"?)'),
        ("{at: 1s, kill: {host: [server, cleints]}}", 'no host "cleints" (did you mean "clients"?)'),
        ("{at: 1s, kill: {host: 'clients[5]'}}", '"clients[5]" selects more than there is (4 in "clients")'),
        (
            "{at: 1s, kill: {host: 5 of clients}}",
            '"5 of clients" selects more than there is (4 in "clients")',
        ),
        ("{at: 1s, kill: {host: 2 of server}}", '"server" is one host, not a fleet (write "server")'),
        ("{at: 1s, kill: {host: 'a b'}}", '"a b" does not select hosts'),
        ("{at: 1s, kill: {host: 3}}", "must be the name of a host"),
        ("{at: 1s, kill: {host: []}}", "must not be empty"),
        ("{at: 1s, restart: {host: clients}}", '"clients" is a fleet, and restart acts on hosts only'),
        (
            "{when: {host: nobody, contains: x}, kill: {host: server}}",
            'timeline.0.when.host: no host "nobody"',
        ),
        ("{when: {event: ready, host: nobody}, kill: {host: server}}", 'no host "nobody"'),
    ],
)
def test_a_target_that_is_not_there_is_reported_with_its_line(tmp_path: Path, step: str, says: str) -> None:
    (problem,) = said(tmp_path, step)
    assert says in problem
    assert problem.startswith("scenario.yaml:15:")


def test_the_place_of_a_target_in_a_list_is_its_own(tmp_path: Path) -> None:
    steps = said(tmp_path, "{at: 1s, kill: {host: [server, sever, cleints]}}")
    assert ["host.1" in steps[0], "host.2" in steps[1]] == [True, True]


@pytest.mark.parametrize("host", ["server", "'*'", "[server, clients]", "2 of *"])
def test_the_standing_lab_is_not_harmed(tmp_path: Path, host: str) -> None:
    text = with_timeline(f"{{at: 1s, kill: {{host: {host}}}}}", fleet="count: 4")
    found = problems(tmp_path, text.replace("server: {service: server}", "server: {lab: server}"))
    assert len(found) == 1
    assert '"server" belongs to the standing lab and must not be harmed (use service for a copy)' in found[0]


def test_a_target_may_come_from_the_matrix(tmp_path: Path) -> None:
    text = with_timeline("{at: 1s, kill: {host: '${who}'}}") + "variables: {who: clients}\n"
    assert one(tmp_path, text).spec.timeline[0].fault.subject == "clients"
    assert 'no host "sever"' in problems(tmp_path, text, who="sever")[0]


def test_everything_is_every_host_where_a_fault_cannot_strike_clients(tmp_path: Path) -> None:
    text = with_timeline("{at: 1s, restart: {host: '*'}}", fleet="count: 4")
    assert one(tmp_path, text).spec.timeline[0].fault.subject == "*"


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("{at: 1s, kill: {host: [server, 3]}}", "timeline.0.kill.host: must be the name of a host"),
        ("{at: 1s, kill: {host: '${nosuch}'}}", "nosuch"),
    ],
)
def test_what_cannot_be_read_as_a_selector_is_reported_once(tmp_path: Path, step: str, says: str) -> None:
    (problem,) = said(tmp_path, step)
    assert says in problem
