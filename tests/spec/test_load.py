"""From a scenario file to its cells."""

import math
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.errors import InvalidFile, InvalidInput
from scenarios.spec.load import load
from tests.spec.writing import SERVICES, VALID, cells_of, one, problems, write


def test_the_name_is_the_files_own_unless_it_is_given(tmp_path: Path) -> None:
    assert load(write(tmp_path, VALID, "first-try.yaml"))[0].spec.name == "first-try"
    assert one(tmp_path, "name: other\n" + VALID).spec.name == "other"


def test_a_scenario_without_matrix_is_one_cell(tmp_path: Path) -> None:
    scenario = one(tmp_path, VALID)
    assert scenario.cell == {}
    assert scenario.label == "scenario"


MATRIX = (
    VALID
    + """\
matrix:
  server: [b, a]
  size: [2, 1]
  slow: [true, false]
variables: {greeting: hello, load: 0.5}
"""
)


def test_cells_come_in_the_files_order_the_last_axis_first(tmp_path: Path) -> None:
    cells = cells_of(tmp_path, MATRIX)
    assert [tuple(cell.cell.values()) for cell in cells][:5] == [
        ("b", 2, True),
        ("b", 2, False),
        ("b", 1, True),
        ("b", 1, False),
        ("a", 2, True),
    ]
    assert cells[0].label == "scenario [server=b, size=2, slow=true]"


AXES = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.lists(st.integers(0, 9), min_size=1, max_size=3, unique=True),
    max_size=3,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(axes=AXES)
def test_every_combination_is_played_once_and_in_order(tmp_path: Path, axes: dict[str, list[int]]) -> None:
    text = VALID + yaml.safe_dump({"matrix": axes}, sort_keys=False)
    found = [tuple(cell.cell.values()) for cell in cells_of(tmp_path, text)]
    assert len(found) == math.prod(len(values) for values in axes.values())
    places = [
        [list(values).index(v) for v, values in zip(cell, axes.values(), strict=True)] for cell in found
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ({"server": "a"}, "a"),
        ({"server": "quite another"}, "quite another"),
        ({"size": "1"}, 1),
        ({"size": "7"}, 7),
        ({"size": "--7"}, "--7"),
        ({"size": "²"}, "²"),
        ({"slow": "false"}, False),
        ({"slow": "perhaps"}, "perhaps"),
    ],
)
def test_a_setting_fixes_an_axis(tmp_path: Path, setting: dict[str, str], value: object) -> None:
    cells = cells_of(tmp_path, MATRIX, **setting)
    (name,) = setting
    assert {cell.cell[name] for cell in cells} == {value}
    assert len(cells) == 4


@pytest.mark.parametrize(
    ("setting", "value"),
    [({"greeting": "bye"}, "bye"), ({"load": "0.75"}, 0.75), ({"load": "much"}, "much")],
)
def test_a_setting_changes_a_variable(tmp_path: Path, setting: dict[str, str], value: object) -> None:
    (name,) = setting
    assert cells_of(tmp_path, MATRIX, **setting)[0].spec.variables[name] == value


@pytest.mark.parametrize(
    ("text", "name", "hint"),
    [
        (MATRIX, "sever", 'did you mean "server"?'),
        (MATRIX, "x", "use one of greeting, load, server, size, slow"),
        (VALID, "x", "it has none"),
    ],
)
def test_a_setting_that_names_nothing_says_what_there_is(
    tmp_path: Path, text: str, name: str, hint: str
) -> None:
    with pytest.raises(InvalidInput) as raised:
        cells_of(tmp_path, text, **{name: "1"})
    assert str(raised.value) == f'{tmp_path}/scenario.yaml has no variable "{name}" to set ({hint})'


def test_variables_fill_texts_and_give_whole_values_their_type(tmp_path: Path) -> None:
    text = """\
variables: {clients: 3, image: test/caller, greeting: "Hello ${index}", twice: "${greeting}, ${greeting}"}
services:
  web: {image: test/web}
  caller: {image: "${image}", environment: {PRICE: "$$5", WHO: "${client}"}}
hosts:
  server: {service: web}
fleets:
  clients:
    service: caller
    count: ${clients}
    command: [call, "${twice}", "${clients} of ${count}", "$${clients}"]
"""
    scenario = one(tmp_path, text)
    fleet = scenario.spec.fleets["clients"]
    assert fleet.count == 3
    assert fleet.command == ("call", "Hello ${index}, Hello ${index}", "3 of ${count}", "$${clients}")
    assert scenario.services["caller"].image == "test/caller"
    assert scenario.services["caller"].environment == {"PRICE": "$$5", "WHO": "${client}"}
    assert scenario.inline == {"web", "caller"}


def test_an_axis_outranks_a_variable_and_a_setting_both(tmp_path: Path) -> None:
    text = VALID + "title: ${a} ${b}\nmatrix: {a: [axis]}\nvariables: {a: variable, b: written}\n"
    assert one(tmp_path, text).spec.title == "axis written"
    assert one(tmp_path, text, a="set", b="chosen").spec.title == "set chosen"


@pytest.mark.parametrize(("value", "text"), [("8", "8"), ("0.5", "0.5"), ("true", "true"), ("word", "word")])
def test_a_variable_inside_a_text_is_written_as_yaml_writes_it(tmp_path: Path, value: str, text: str) -> None:
    assert (
        one(tmp_path, VALID + f"title: it is ${{v}}\nvariables: {{v: {value}}}\n").spec.title
        == f"it is {text}"
    )


def test_a_number_in_the_place_of_text_is_text(tmp_path: Path) -> None:
    text = VALID + "variables: {port: 50007}\nchecks:\n  - output: {fleet: clients, contains: '${port}'}\n"
    check = one(tmp_path, text).spec.checks[0].output
    assert check is not None
    assert check.contains == "50007"


def test_extensions_and_the_description_may_hold_anything(tmp_path: Path) -> None:
    text = VALID + "x-notes: {who: '${nobody}'}\nx-list: [1]\nabout: |\n  Give ${anything} a try.\n"
    assert one(tmp_path, text).spec.about == "Give ${anything} a try.\n"


def test_each_check_knows_its_line_and_column(tmp_path: Path) -> None:
    text = VALID + "checks:\n- echo: {fleet: clients}\n-   name: later\n    exit_status: {fleet: clients}\n"
    file = tmp_path / "scenario.yaml"
    assert one(tmp_path, text).check_places == (f"{file}:9:3", f"{file}:10:5")


def test_files_below_the_current_folder_are_named_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(write(tmp_path, VALID, "mine/try.yaml"))[0].source == "mine/try.yaml"


def test_only_the_services_that_it_uses_come_with_a_scenario(tmp_path: Path) -> None:
    text = VALID.replace("services:", "services:\n  spare: {image: test/spare}")
    assert set(one(tmp_path, text).services) == {"web", "caller"}


def test_the_catalogue_of_services_is_the_projects_compose_file(tmp_path: Path) -> None:
    text = "hosts:\n  server: {lab: fork-server}\nfleets:\n  clients: {service: client}\n"
    scenario = one(tmp_path, text)
    assert scenario.services["fork-server"].image == "socketlab/fork-server"
    assert scenario.inline == frozenset()


def test_another_compose_file_lies_relative_to_the_scenario(tmp_path: Path) -> None:
    write(tmp_path, "services:\n  shop: {image: my/shop}\n  web: {image: not/mine}\n", "shop/compose.yaml")
    text = "compose: shop/compose.yaml\n" + VALID.replace("{service: web}", "{service: shop}")
    scenario = one(tmp_path, text)
    assert scenario.services["shop"].image == "my/shop"
    assert scenario.inline == {"caller", "web"}


def test_what_a_scenario_defines_itself_outranks_the_compose_file(tmp_path: Path) -> None:
    write(tmp_path, "services:\n  web: {image: not/this, privileged: true}\n", "other.yaml")
    assert one(tmp_path, "compose: other.yaml\n" + VALID).services["web"].image == "test/web"


def test_a_scenario_that_was_resolved_and_stored_is_the_same_scenario(tmp_path: Path) -> None:
    text = (
        SERVICES.replace(
            "{image: test/web}", "{image: test/web, mem_limit: 64m, healthcheck: {interval: 90s}}"
        )
        + """\
hosts:
  server: {service: web, files: {/srv/a/b.bin: {size: 5MB}}}
fleets:
  clients: {service: caller, count: 3, start: "every 100us", command: [a, "$$x", "${index}"]}
timeout: 90s
checks:
  - processes: {host: server, at: 1.5s, count: {at_least: 1, at_most: 3}}
  - exit_status: {fleet: clients, is: 7}
  - fleet_time: {fleet: clients, at_most: 1.5us, at_least: 0s}
"""
    )
    first = one(tmp_path, text)
    tree = first.spec.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"matrix"})
    assert one(tmp_path, yaml.safe_dump(tree)).spec == first.spec


# problems


def test_all_problems_of_a_file_are_told_at_once_each_with_its_place_and_a_hint(tmp_path: Path) -> None:
    text = """\
name: My Scenario
titel: Typing
matrix: {server: []}
variables: {clients: [1]}
timeout: 30
services:
  caller: {image: test/caller, comand: [x]}
  builder: {build: .}
hosts:
  server:
    service: caller
    enviroment: {A: b}
  other: {service: caller, lab: caller}
  empty: {}
  clients-1: {service: caler}
fleets:
  Bad Name: {service: caller}
  clients:
    service: caller
    cuont: 8
    count: 0
    stdin: ["a"]
    command: [call, "${sever}"]
  server: {count: true}
checks:
  - echo: {fleet: cleints}
  - log: {host: sever, contains: x, streem: any}
  - echo: {fleet: clients}
    log: {host: server, contains: x}
  - fleet_time: {fleet: clients, at_most: 2}
  - unheard_of: {fleet: clients}
  - nothing
hosts: {}
"""
    assert problems(tmp_path, text.replace("hosts: {}\n", "")) == [
        'scenario.yaml:1:1 name: "My Scenario" is not a name (a lower-case letter, then up to 40 letters, '
        "digits and hyphens)",
        'scenario.yaml:2:1 titel: "titel" is not known here (did you mean "title"?)',
        "scenario.yaml:3:10 matrix.server: must be a list of one or more values",
        "scenario.yaml:4:13 variables.clients: must be one value (text or a number)",
        'scenario.yaml:5:1 timeout: "30" has no unit (did you mean "30s"?)',
        'scenario.yaml:7:32 services.caller.comand: "comand" is not known here (did you mean "command"?)',
        "scenario.yaml:8:3 services.builder: no image (a run starts images; name the one that build makes, "
        "as image)",
        'scenario.yaml:12:5 hosts.server.enviroment: "enviroment" is not known here (did you mean '
        '"environment"?)',
        "scenario.yaml:13:3 hosts.other: needs either service (a private copy) or lab (the standing host)",
        "scenario.yaml:14:3 hosts.empty: needs either service (a private copy) or lab (the standing host)",
        'scenario.yaml:15:3 hosts.clients-1: "clients-1" is what a client of the fleet "clients" is called '
        "(rename one)",
        'scenario.yaml:15:15 hosts.clients-1.service: no service "caler" in compose.yaml (did you mean '
        '"caller"?)',
        'scenario.yaml:17:3 fleets.Bad Name: "Bad Name" is not a name (a lower-case letter, then up to 40 '
        "letters, digits and hyphens)",
        'scenario.yaml:20:5 fleets.clients.cuont: "cuont" is not known here (did you mean "count"?)',
        'scenario.yaml:21:5 fleets.clients.count: must be 1 or more, not "0"',
        "scenario.yaml:22:5 fleets.clients.stdin: must be text",
        'scenario.yaml:23:21 fleets.clients.command.1: no variable "sever" (did you mean "server"?)',
        'scenario.yaml:24:3 fleets.server: "server" is a host and a fleet (rename one)',
        "scenario.yaml:24:3 fleets.server.service: is missing",
        'scenario.yaml:24:12 fleets.server.count: must be a whole number, not "true"',
        'scenario.yaml:26:12 checks.0.echo.fleet: no fleet "cleints" (did you mean "clients"?)',
        'scenario.yaml:27:11 checks.1.log.host: no host "sever" (did you mean "server"?)',
        'scenario.yaml:27:37 checks.1.log.streem: "streem" is not known here (did you mean "stream"?)',
        "scenario.yaml:28:5 checks.2: needs exactly one kind of check, one of exit_status, output, log, "
        "client_time, fleet_time, start_skew, echo, processes, zombies, same_file",
        'scenario.yaml:30:34 checks.3.fleet_time.at_most: "2" has no unit (did you mean "2s"?)',
        'scenario.yaml:31:5 checks.4.unheard_of: "unheard_of" is not known here (use one of client_time, '
        "echo, exit_status, fleet_time, log, name, output, processes, same_file, start_skew, zombies)",
        'scenario.yaml:32:5 checks.5: must be a mapping (key: value), not "nothing"',
    ]
    assert [line for line in problems(tmp_path, text) if "twice" in line] == [
        'scenario.yaml:33:1 hosts: "hosts" stands twice (first on line 9)'
    ]


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
        ("variables: {index: 1}", '8:13 variables.index: "index" is decided by the plan (rename it)'),
        ("matrix: {hosts.x: [1]}", '8:10 matrix.hosts.x: "hosts.x" is decided by the plan (rename it)'),
        (
            "checks: [{log: {host: server, contains: 'client ${index}'}}]",
            '8:31 checks.0.log.contains: no variable "index" (only a client has one)',
        ),
        ("variables: 5", '8:1 variables: must be a mapping (key: value), not "5"'),
        ("matrix: [a]", "8:1 matrix: must be a mapping (key: value)"),
        ("matrix: {a: 5}", "8:10 matrix.a: must be a list of one or more values"),
        ("matrix: {a: [[1]]}", "8:10 matrix.a: must be a list of one or more values"),
        ("tags: one", '8:1 tags: must be a list, not "one"'),
        ("checks: {echo: {fleet: clients}}", "8:1 checks: must be a list"),
        ("compose: 5", '8:1 compose: must be text, not "5"'),
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
        "scenario.yaml:1:1 fleets: is missing",
        'scenario.yaml:6:1 flets: "flets" is not known here (did you mean "fleets"?)',
    ]


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}"])
def test_an_empty_scenario_lacks_hosts_and_fleets(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text) == [
        "scenario.yaml:1:1 fleets: is missing",
        "scenario.yaml:1:1 hosts: is missing",
    ]


def test_sections_without_anything_in_them_are_told(tmp_path: Path) -> None:
    assert problems(tmp_path, "hosts: {}\nfleets: {}\n") == [
        "scenario.yaml:1:1 hosts: must not be empty",
        "scenario.yaml:2:1 fleets: must not be empty",
    ]


@pytest.mark.parametrize("text", ["- 1\n", "just words\n", "5\n"])
def test_a_scenario_is_a_mapping(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text) == ["scenario.yaml:1:1 a scenario is a mapping (name: ..., hosts: ...)"]


def test_a_matrix_of_too_many_runs_is_refused_and_the_rest_still_looked_at(tmp_path: Path) -> None:
    axes = ", ".join(f"{name}: [{', '.join('0123456789')}]" for name in "abcdefghij")
    assert problems(tmp_path, VALID + f"tagz: []\nmatrix: {{{axes}}}\n") == [
        'scenario.yaml:8:1 tagz: "tagz" is not known here (did you mean "tags"?)',
        "scenario.yaml:9:1 matrix: 10000000000 runs are too many (take 1000 at most, or fix an axis with "
        "--set)",
    ]


def test_problems_of_the_compose_file_and_of_the_scenario_come_together(tmp_path: Path) -> None:
    write(tmp_path, "services:\n  web:\n    image: x\n    privileged: true\n", "compose.yaml")
    text = "compose: compose.yaml\ntitel: x\nhosts: {a: {service: web}}\nfleets: {b: {service: web}}\n"
    found = problems(tmp_path, text)
    assert [line.partition(" (")[0] for line in found] == [
        'compose.yaml:4:5 services.web.privileged: "privileged" is not known here',
        'scenario.yaml:2:1 titel: "titel" is not known here',
    ]


def test_a_service_cannot_depend_on_the_client(tmp_path: Path) -> None:
    text = VALID.replace("{service: caller}", "{service: '${client}'}")
    assert problems(tmp_path, text) == [
        'scenario.yaml:7:13 fleets.clients.service: no service "${client}" in compose.yaml (did you mean '
        '"client"?)'
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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(tree=TREES, over=st.booleans())
def test_any_tree_is_a_scenario_or_a_list_of_problems_in_plain_words(
    tmp_path: Path, tree: dict[str, Any], over: bool
) -> None:
    text = yaml.safe_dump(merged(BASE, tree) if over else tree)
    try:
        assert load(write(tmp_path, text))
    except InvalidFile as error:
        for problem in error.problems:
            assert "\n" not in str(problem)
            assert not problem.message.endswith(".")
            assert not any(word in problem.message.split('"')[0] for word in WORDS_OF_PYTHON), problem
