"""Problems of a scenario: all at once, each with its place, in plain words."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socketlab.checks import CHECKS
from socketlab.errors import InvalidFile, Problem
from socketlab.language.kinds import words_of
from socketlab.spec.load import load
from tests import golden
from tests.spec.yaml_files import VALID, one, problems, write


def test_all_problems_of_a_file_are_told_at_once_each_with_its_place_and_a_hint(tmp_path: Path) -> None:
    found = "\n".join(problems(tmp_path, golden.read("every-mistake.yaml"))) + "\n"
    kinds = words_of(CHECKS)
    shown = found.replace(", ".join(kinds), "KINDS").replace(
        ", ".join(sorted((*kinds, "name", "where"))), "KINDS-OR-NAME-OR-WHERE"
    )
    assert golden.same_as("every-mistake.txt", shown)


def test_a_problem_in_every_cell_is_told_once(tmp_path: Path) -> None:
    text = VALID.replace("service: caller}", "service: caller, count: 0}") + "matrix: {a: [1, 2, 3]}\n"
    assert problems(tmp_path, text) == ['scenario.yaml:7:30 fleets.clients.count: must be 1 or more, not "0"']


def test_a_problem_in_one_cell_only_is_told(tmp_path: Path) -> None:
    text = VALID.replace("{service: web}", "{service: '${kind}'}") + "matrix: {kind: [web, wbe]}\n"
    assert problems(tmp_path, text) == [
        'scenario.yaml:5:12 hosts.server.service: no service "wbe" in compose.yaml (did you mean "web"?)'
    ]


@pytest.mark.parametrize(
    ("addition", "problem"),
    [
        ("variables: {a: '${b}', b: 1}", '8:13 variables.a: no variable "b" (it has no value here yet)'),
        ("variables: {a: '${a}'}", '8:13 variables.a: no variable "a" (it has no value here yet)'),
        ("matrix: {a: ['${a}']}", '8:14 matrix.a.0: no variable "a" (it has no value here yet)'),
        ("title: ${index}", '8:1 title: no variable "index" (only a client has one)'),
        ("title: ${b}", '8:1 title: no variable "b" (define it under variables or matrix)'),
        ("title: ${hosts.sever}", '8:1 title: no variable "hosts.sever" (did you mean "hosts.server"?)'),
        ("variables: {index: 1}", '8:13 variables.index: "index" is set by the plan (rename it)'),
        ("matrix: {hosts.x: [1]}", '8:10 matrix.hosts.x: "hosts.x" is set by the plan (rename it)'),
        (
            "checks: [{log: {host: server, contains: 'client ${index}'}}]",
            '8:31 checks.0.log.contains: no variable "index" (only a client has one)',
        ),
        ("variables: 5", '8:1 variables: must be a mapping (key: value), not "5"'),
        ("matrix: [a]", "8:1 matrix: must be a mapping (key: value)"),
        (
            "checks: [{exit_status: {fleet: clients, clients: {at_st: 1}}}]",
            '8:51 checks.0.exit_status.clients.at_st: "at_st" is not known here (did you mean "at_most"?)',
        ),
        (
            "matrix: {a: [1]}\nchecks: [{exit_status: {fleet: clients}, where: {a: ~}}]",
            "9:50 checks.0.where.a: must be text, a number or true or false",
        ),
        ("matrix: {a: 5}", "8:10 matrix.a: must be a list of one or more values"),
        ("matrix: {a: [[1]]}", "8:10 matrix.a: must be a list of one or more values"),
        ("tags: one", '8:1 tags: must be a list, not "one"'),
        ("checks: {echo: {fleet: clients}}", "8:1 checks: must be a list"),
        ("compose: 5", '8:1 compose: must be text or a list, not "5"'),
        ("compose: none.yaml", '8:1 compose: cannot read "FOLDER/none.yaml": no such file or directory'),
        ('compose: "a\\0b"', '8:1 compose: cannot read "FOLDER/a\0b": no file can have this name'),
        ("timeout: 25h", '8:1 timeout: "25h" is not a usable timeout (1ms to 24h)'),
        ("timeout: 0s", '8:1 timeout: "0s" is not a usable timeout (1ms to 24h)'),
        ("timeout_s: 5s", '8:1 timeout_s: "timeout_s" is not known here (did you mean "timeout"?)'),
    ],
)
def test_a_problem_says_where_and_what_and_what_to_do(tmp_path: Path, addition: str, problem: str) -> None:
    found = problems(tmp_path, VALID + addition + "\n")
    assert found == ["scenario.yaml:" + problem.replace("FOLDER", str(tmp_path))]


def test_sections_that_are_missing_are_told_and_nothing_that_follows_from_it(tmp_path: Path) -> None:
    text = VALID.replace("fleets:", "flets:") + "checks:\n  - echo: {fleet: clients}\n"
    assert problems(tmp_path, text) == [
        "scenario.yaml:1:1 fleets: no fleets and no timeline: nothing would happen (add one of them)",
        'scenario.yaml:6:1 flets: "flets" is not known here (did you mean "fleets"?)',
    ]


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}"])
def test_an_empty_scenario_lacks_hosts_and_fleets(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text) == [
        "scenario.yaml:1:1 fleets: no fleets and no timeline: nothing would happen (add one of them)",
        "scenario.yaml:1:1 hosts: is missing",
    ]


def test_sections_without_anything_in_them_are_told(tmp_path: Path) -> None:
    assert problems(tmp_path, "hosts: {}\nfleets: {}\n") == [
        "scenario.yaml:1:1 hosts: must not be empty",
        "scenario.yaml:2:1 fleets: no fleets and no timeline: nothing would happen (add one of them)",
    ]


@pytest.mark.parametrize("text", ["- 1\n", "just words\n", "5\n"])
def test_a_scenario_is_a_mapping(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text) == ["scenario.yaml:1:1 a scenario is a mapping (name: ..., hosts: ...)"]


def test_a_matrix_of_too_many_runs_is_refused_and_the_rest_still_looked_at(tmp_path: Path) -> None:
    axes = ", ".join(f"{name}: [{', '.join('0123456789')}]" for name in "abcdefghij")
    assert problems(tmp_path, VALID + f"tagz: []\nmatrix: {{{axes}}}\n") == [
        'scenario.yaml:8:1 tagz: "tagz" is not known here (did you mean "tags"?)',
        (
            "scenario.yaml:9:1 matrix: 10000000000 runs are too many (take 1000 at most, or fix an axis with "
            "--set)"
        ),
    ]


def test_problems_of_the_compose_file_and_of_the_scenario_come_together(tmp_path: Path) -> None:
    write(tmp_path, "services:\n  web:\n    image: x\n    privileged: true\n", "compose.yaml")
    text = "compose: compose.yaml\ntitel: x\nhosts: {a: {service: web}}\nfleets: {b: {service: web}}\n"
    found = problems(tmp_path, text)
    assert [line.partition(" (")[0].partition(": a ")[0] for line in found] == [
        'compose.yaml:4:5 services.web.privileged: "privileged" is refused',
        'scenario.yaml:2:1 titel: "titel" is not known here',
    ]


def test_a_service_cannot_depend_on_the_client(tmp_path: Path) -> None:
    text = VALID.replace("{service: caller}", "{service: '${client}'}")
    assert problems(tmp_path, text) == [
        (
            'scenario.yaml:7:13 fleets.clients.service: no service "${client}" in compose.yaml (did you mean '
            '"client"?)'
        )
    ]


def test_a_service_with_an_unknown_variable_in_its_name_is_one_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, VALID.replace("{service: caller}", "{service: '${else}'}")) == [
        'scenario.yaml:7:13 fleets.clients.service: no variable "else" (define it under variables or matrix)'
    ]


WORDS_OF_PYTHON = (
    "str",
    "dict",
    "tuple",
    "NoneType",
    "validation",
    "type=",
    "input",
    "None",
    "True",
    "False",
)
KEYS = st.sampled_from(
    [
        "name",
        "title",
        "hosts",
        "fleets",
        "checks",
        "services",
        "matrix",
        "variables",
        "timeout",
        "compose",
        "service",
        "lab",
        "count",
        "command",
        "start",
        "every",
        "environment",
        "files",
        "stdin",
        "echo",
        "log",
        "output",
        "fleet",
        "host",
        "at",
        "at_most",
        "at_least",
        "matches",
        "contains",
        "image",
        "healthcheck",
        "test",
        "mem_limit",
        "ulimits",
        "size",
        "text",
        "is",
        "kind",
        "file",
        "source",
        "zombies",
        "same_file",
        "web",
        "caller",
        "a",
        "b",
    ]
)
VALUES = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        -1,
        0.5,
        "web",
        "a",
        "b",
        "5s",
        "${a}",
        "${index}",
        "[",
        "/srv/x/y",
        "$",
        "",
        "end",
    ]
)
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        VALUES,
        lambda inside: st.lists(inside, max_size=2) | st.dictionaries(KEYS, inside, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


def merged(base: Any, change: Any) -> Any:
    if isinstance(base, dict) and isinstance(change, dict):
        return base | {key: merged(base.get(key), value) for key, value in change.items()}
    return change


BASE: dict[str, Any] = {
    **yaml.safe_load(VALID),
    "variables": {"a": 1},
    "checks": [{"echo": {"fleet": "clients"}}],
}


def problems_if_any(file: Path) -> tuple[Problem, ...]:
    try:
        load(file)
    except InvalidFile as error:
        return error.problems
    return ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(tree=TREES, base=st.sampled_from([BASE, {}]))
def test_any_tree_is_a_scenario_or_a_list_of_problems_in_plain_words(
    tmp_path: Path, tree: dict[str, Any], base: dict[str, Any]
) -> None:
    for problem in problems_if_any(write(tmp_path, yaml.safe_dump(merged(base, tree)))):
        assert "\n" not in str(problem)
        assert not problem.message.endswith(".")
        assert not any(word in problem.message.split('"')[0] for word in WORDS_OF_PYTHON), problem


def test_of_very_many_mistakes_in_one_value_the_first_are_described(tmp_path: Path) -> None:
    keys = "".join(f"  k{number}: 1\n" for number in range(600))
    text = VALID.replace(
        "  caller: {image: test/caller}\n", f"  caller: {{image: test/caller}}\nx-a:\n{keys}"
    )
    assert one(tmp_path, text).spec.hosts
    found = problems(
        tmp_path, VALID.replace("{service: web}", "\n" + "    service: web\n" + keys.replace("  k", "    k"))
    )
    assert len(found) == 501
    assert any(line.endswith("hosts.server: 100 more mistakes") for line in found)


def test_a_mistake_in_a_member_of_a_union_has_a_hint_about_its_keys(tmp_path: Path) -> None:
    text = VALID + "links: [{between: [server, clients], loss: {enter: 1%, lave: 5%}}]\n"
    assert any(
        '"lave" is not known here (did you mean "leave"?)' in problem for problem in problems(tmp_path, text)
    )
