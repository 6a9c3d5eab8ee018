"""From a scenario file to its cells."""

import math
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socketlab.errors import InvalidInput
from socketlab.spec.load import load
from tests.spec.yaml_files import SERVICES, VALID, cells_of, messages, one, problems, write


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
    places: list[list[int]] = [
        [values.index(int(v)) for v, values in zip(cell, axes.values(), strict=True)] for cell in found
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


def test_a_setting_outranks_an_axis_and_a_variable(tmp_path: Path) -> None:
    text = VALID + "title: ${a} ${b}\nmatrix: {a: [axis]}\nvariables: {b: written}\n"
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
    item: Any = one(tmp_path, text).spec.checks[0]  # its fields are made from the list of kinds
    check = item.output
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
    text = "hosts:\n  server: {lab: fork-server}\nfleets:\n  clients: {service: client, command: [a]}\n"
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


def test_a_fleet_of_warm_clients_without_a_command_is_refused_with_its_line(tmp_path: Path) -> None:
    text = "hosts: {server: {service: echo-server}}\nfleets: {clients: {service: client}}\n"
    assert problems(tmp_path, text + "matrix: {a: [1, 2]}\n") == [
        (
            "scenario.yaml:2:10 fleets.clients: no command: its clients would wait forever "
            "(give it one, such as [echo-client, server])"
        )
    ]


def test_a_compose_file_that_cannot_be_read_hides_no_other_problem(tmp_path: Path) -> None:
    text = "compose: none.yaml\nhosts: {server: {service: a}}\nfleets: {clients: {service: b, cuont: 1}}\n"
    assert [line.partition(": ")[0].split()[-1] for line in problems(tmp_path, text)] == [
        "compose",
        "fleets.clients.cuont",
    ]


@pytest.mark.parametrize(
    ("section", "item"),
    [("checks", "- exit_status: {fleet: clients}\n"), ("timeline", "- {at: 1s, kill: {host: server}}\n")],
)
def test_very_many_checks_or_steps_are_refused_before_they_are_read(
    tmp_path: Path, section: str, item: str
) -> None:
    assert messages(tmp_path, f"{VALID}{section}:\n{item * 2001}") == [
        f"{section}: 2001 items (2000 at most)"
    ]


def test_several_compose_files_are_merged_and_what_they_lack_is_noted(tmp_path: Path) -> None:
    write(tmp_path, "services: {web: {image: one, command: [a]}, caller: {image: c}}\n", "compose.yaml")
    write(tmp_path, "services: {web: {image: 'two:1${TAG_OF_NONE}', restart: always}}\n", "more/two.yaml")
    text = "hosts: {server: {service: web}}\nfleets: {clients: {service: caller}}\n"
    (scenario,) = load(write(tmp_path, f"compose: [compose.yaml, more/two.yaml]\n{text}"))
    assert (scenario.services["web"].image, scenario.services["web"].command) == ("two:1", ("a",))
    assert scenario.catalogue.notes == (
        'the variable "TAG_OF_NONE" is not set: it is empty',
        '"restart" of web is ignored: a run restarts a host only where a timeline says so',
    )
    assert messages(tmp_path, f"compose: [compose.yaml, 5]\n{text}")[-1:] == [
        'compose.1: must be text, not "5"'
    ]
    assert messages(tmp_path, f"compose: []\n{text}") == ["compose: must not be empty"]


def test_a_scenario_allows_what_puts_the_machine_at_risk_by_name(tmp_path: Path) -> None:
    write(tmp_path, "services: {web: {image: a, privileged: true}}\n", "compose.yaml")
    text = "compose: compose.yaml\nhosts: {server: {service: web}}\nfleets: {clients: {service: web}}\n"
    (line,) = messages(tmp_path, text)
    assert "write allow: [privileged] in the scenario" in line
    assert 'allow.0: must be "privileged" or "engine-socket", not "root"' in messages(
        tmp_path, text + "allow: [root]\n"
    )
    assert one(tmp_path, VALID + "allow: [privileged]\n").spec.allow == ("privileged",)
