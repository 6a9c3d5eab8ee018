"""Which checks a run is judged by, and what is observed for them."""

from pathlib import Path

from tests.plan.plans import FLEET, PRIVATE, SHOP, plan_of


def test_what_must_be_looked_at_is_looked_at_once_and_in_the_order_of_time(tmp_path: Path) -> None:
    seen = [(item.kind, item.host, item.at, item.path) for item in plan_of(tmp_path, SHOP).observations]
    assert seen == [
        ("processes", "db", "start", ""),
        ("processes", "front", 0.0001, ""),
        ("processes", "front", "end", ""),
        ("file", "front", "end", "/srv/own-1"),
        ("file", "front", "end", "/srv/own-2"),
        ("file", "early-1", "end", "/a-1.bin"),
        ("file", "early-1", "end", "/o-1"),
        ("file", "early-2", "end", "/a-2.bin"),
        ("file", "early-2", "end", "/o-2"),
    ]


def test_written_checks_come_first_and_implied_ones_after_them(tmp_path: Path) -> None:
    checks = plan_of(tmp_path, SHOP).checks
    file = tmp_path / "scenario.yaml"
    assert [(check.number, check.name, check.place) for check in checks] == [
        (1, "costs $5", f"{file}:27:5"),
        (2, "front has 1 to 3 processes at 100us", f"{file}:29:5"),
        (3, "front has no zombies at 100us", f"{file}:30:5"),
        (4, "front has no zombies at the end", f"{file}:31:5"),
        (5, "db has 1 process at the start", f"{file}:32:5"),
        (6, "every client of early ends up with the bytes of db:/srv/data/a.bin", f"{file}:33:5"),
        (7, "every client of early ends up with the bytes of front:/srv/own-<index>", f"{file}:34:5"),
        (8, "every client of late exits 3", f"{file}:35:5"),
        (9, "every client of early exits 0", "implied"),
        (10, "hosts stay up", "implied"),
    ]


def test_a_name_of_its_own_is_shown_with_the_expectation_and_variables_are_filled_in(tmp_path: Path) -> None:
    checks = """\
checks:
  - name: work of ${run} takes its second
    client_time: {fleet: clients, at_least: 1s, at_most: 2s}
  - output: {fleet: clients, matches: "^${client} is ${index} of ${count}, ${seed}: $$5$"}
  - log: {host: server, contains: "${run} on ${hosts.server}"}
"""
    named, output, log, *_ = plan_of(tmp_path, PRIVATE + FLEET + checks).checks
    assert (named.name, named.title) == (
        "work of testrun1 takes its second",
        "every client takes at least 1s and at most 2s",
    )
    assert output.name == 'every client prints a line matching "^<client> is <index> of 3, 7: $5$"'
    assert (log.name, log.title) == ('server prints "testrun1 on server"', "")


def test_a_counter_is_read_twice_and_a_hosts_file_in_the_end_also_one_that_the_run_put_there(
    tmp_path: Path,
) -> None:
    checks = """\
checks:
  - counter: {host: server, name: ListenDrops, count: 0}
  - counter: {host: server, name: ListenOverflows, at: 1s, count: 0}
  - descriptors: {host: server, at: 1s, count: 5}
  - file: {host: server, path: /srv/a, exists: false}
"""
    placed = PRIVATE.replace("{service: web}", "{service: web, files: {/srv/a: {size: 1B}}}")
    plan = plan_of(tmp_path, placed + FLEET + checks)
    assert [(seen.kind, seen.at, seen.path) for seen in plan.observations] == [
        ("counters", "start", ""),
        ("counters", 1.0, ""),
        ("processes", 1.0, ""),
        ("counters", "end", ""),
        ("file", "end", "/srv/a"),
    ]
