"""The subset of Compose: what is read, in which forms, and what is refused."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from socketlab.errors import InvalidFile
from socketlab.hosts.limits import Ulimit
from socketlab.hosts.values import Healthcheck
from socketlab.spec.compose import ServiceDefinition, read_compose
from tests.spec.yaml_files import catalogue, messages, web, write


def refusal(folder: Path, definition: str) -> str:
    with pytest.raises(InvalidFile) as raised:
        web(folder, definition)
    return str(raised.value)


@pytest.mark.parametrize(
    ("definition", "key", "value"),
    [
        ("command: run --fast 'two words'", "command", ("run", "--fast", "two words")),
        ("command: [run, 5, 0.5]", "command", ("run", "5", "0.5")),
        ("command: null", "command", None),
        ("entrypoint: /entry", "entrypoint", ("/entry",)),
        ("environment: {A: b, N: 5, F: 0.5}", "environment", {"A": "b", "N": "5", "F": "0.5"}),
        ("environment: [A=b, 'C=d=e', EMPTY=]", "environment", {"A": "b", "C": "d=e", "EMPTY": ""}),
        ("environment: {TAKEN: , UNSET: }", "environment", {"TAKEN": "outside"}),
        ("environment: [TAKEN, UNSET]", "environment", {"TAKEN": "outside"}),
        ("environment: []", "environment", {}),
        ("environment: [A=1, A=2]", "environment", {"A": "2"}),
        ("labels: {a: b, c: }", "labels", {"a": "b", "c": ""}),
        ("labels: [a=b, c]", "labels", {"a": "b", "c": ""}),
        ("sysctls: {net.core.somaxconn: 1024}", "sysctls", {"net.core.somaxconn": "1024"}),
        ("tmpfs: /tmp", "tmpfs", ("/tmp",)),
        ("tmpfs: [/tmp, /run]", "tmpfs", ("/tmp", "/run")),
        ("user: 1000", "user", "1000"),
        ("user: app:app", "user", "app:app"),
        ("ulimits: {nofile: 64}", "ulimits", {"nofile": Ulimit(soft=64, hard=64)}),
        ("ulimits: {nofile: '64'}", "ulimits", {"nofile": Ulimit(soft=64, hard=64)}),
        ("ulimits: {core: {soft: 0, hard: 1}}", "ulimits", {"core": Ulimit(soft=0, hard=1)}),
        ("mem_limit: 64m", "mem_limit", 64 << 20),
        ("mem_limit: 64MB", "mem_limit", 64 << 20),
        ("mem_limit: 1.5g", "mem_limit", 3 << 29),
        ("mem_limit: 7000k", "mem_limit", 7000 << 10),
        ("mem_limit: 7340032b", "mem_limit", 7 << 20),
        ("mem_limit: 268435456", "mem_limit", 268435456),
        ("mem_limit: '268435456'", "mem_limit", 268435456),
        ("pids_limit: 100", "pids_limit", 100),
        ("cpus: 0.5", "cpus", 0.5),
        ("cpus: '1.5'", "cpus", 1.5),
        ("init: true", "init", True),
        ("stop_grace_period: 1m30s", "stop_grace_period", 90.0),
        (
            "healthcheck: {test: curl localhost}",
            "healthcheck",
            Healthcheck(test=("CMD-SHELL", "curl localhost")),
        ),
        ("healthcheck: {test: [CMD, probe, 80]}", "healthcheck", Healthcheck(test=("CMD", "probe", "80"))),
        (
            "healthcheck: {interval: 1m30s, timeout: 500ms, retries: 3, start_period: 5s}",
            "healthcheck",
            Healthcheck.model_validate(
                {"interval": "90s", "timeout": "500ms", "retries": 3, "start_period": "5s"}
            ),
        ),
        ("healthcheck: {disable: true}", "healthcheck", Healthcheck(disable=True)),
        ("x-mine: {anything: [at, all]}", "image", "test/web"),
        ("ports: ['80:80']", "image", "test/web"),
        ("hostname: 5", "hostname", "5"),
        ("labels: {a: true}", "labels", {"a": "true"}),
        ("environment: {A: true, B: False}", "environment", {"A": "true", "B": "false"}),
    ],
)
def test_a_service_is_read_in_every_form_that_compose_has(
    tmp_path: Path, definition: str, key: str, value: object
) -> None:
    assert getattr(web(tmp_path, definition, {"TAKEN": "outside"}), key) == value


@pytest.mark.parametrize(
    ("definition", "problem"),
    [
        (
            "privileged: true",
            'privileged: "privileged" is refused: a privileged container can change the machine (name the',
        ),
        ("volumes: [srv]", 'volumes.0: must be an absolute path, not "srv"'),
        ("volumes: [./a:b:c:d]", 'volumes.0: "./a:b:c:d" has too many parts (write SOURCE:TARGET:MODE)'),
        ("comand: x", 'comand: "comand" is not a key of Compose (did you mean "command"?)'),
        ("healthcheck: {tset: x}", 'healthcheck.tset: "tset" is not a key of Compose (did you mean "test"?)'),
        ("healthcheck: {retries: -1}", 'healthcheck.retries: must be 0 or more, not "-1"'),
        ("healthcheck: {timeout: 0s}", "healthcheck.timeout: must be 1ms or more"),
        ("healthcheck: {interval: 5}", 'healthcheck.interval: "5" has no unit (did you mean "5s"?)'),
        ("healthcheck: quick", 'healthcheck: must be a mapping (key: value), not "quick"'),
        ("command: 5", 'command: must be a list, not "5"'),
        ("command: {run: fast}", "command: must be a list"),
        ("command: [run, true]", 'command.1: "true" is true or false (put it in quotes)'),
        ("command: [run, [fast]]", "command.1: must be text"),
        ('command: "say \'hello"', 'command: "say \'hello" has a quotation without an end'),
        ("environment: 5", 'environment: must be a mapping (key: value), not "5"'),
        ("environment: {A: [b]}", "environment.A: must be one value, not a list or a mapping"),
        ("environment: [{A: b}]", 'environment.0: must be a text such as "NAME=value"'),
        ("environment: [A=1, 5]", 'environment.1: must be a text such as "NAME=value", not "5"'),
        ("tmpfs: [/run, srv]", 'tmpfs.1: must be an absolute path, not "srv"'),
        ('command: [run, "a\\0"]', 'command.1: "a\\0" has a NUL in it'),
        ("labels: 5", 'labels: must be a mapping (key: value), not "5"'),
        ("mem_limit: much", 'mem_limit: must be a number and b, k, m or g, such as "128m", not "much"'),
        ("mem_limit: 5t", 'mem_limit: must be a number and b, k, m or g, such as "128m", not "5t"'),
        ("mem_limit: -5", 'mem_limit: must be a number and b, k, m or g, such as "128m", not "-5"'),
        ("mem_limit: yes", 'mem_limit: must be a number and b, k, m or g, such as "128m", not "yes"'),
        ("mem_limit: [5m]", 'mem_limit: must be a number and b, k, m or g, such as "128m"'),
        ("ulimits: {nofile: many}", 'ulimits.nofile: must be a whole number, not "many"'),
        (
            "ulimits: {nofile: {sfot: 1, soft: 1, hard: 1}}",
            'ulimits.nofile.sfot: "sfot" is not known here (did you mean',
        ),
        ("ulimits: {nofile: {soft: 1}}", "ulimits.nofile.hard: is missing"),
        ("pids_limit: few", 'pids_limit: must be a whole number, not "few"'),
        ("pids_limit: 1.5", 'pids_limit: must be a whole number, not "1.5"'),
        ("pids_limit: '" + "9" * 5000 + "'", "pids_limit: must be a whole number, not"),
        ("cpus: 0", 'cpus: must be 0.01 or more, not "0"'),
        ("cpus: some", 'cpus: must be a number, not "some"'),
        ("read_only: perhaps", 'read_only: must be true or false, not "perhaps"'),
        ("user: [a]", "user: must be text"),
        ("tmpfs: 5", 'tmpfs: must be a list, not "5"'),
        ("hostname: ${A:?set it}", 'hostname: "A" is not set: set it'),
        ("hostname: ${A?}", 'hostname: "A" is not set: it is required'),
        (
            "hostname: '${A!b}'",
            'hostname: "${A!b}" is not a variable (write ${NAME}, ${NAME:-default}, or $$',
        ),
        ("command: [a, '${1}']", 'command.1: "${1}" is not a variable (write'),
    ],
)
def test_what_a_run_cannot_honour_is_refused_with_its_line(
    tmp_path: Path, definition: str, problem: str
) -> None:
    (line,) = refusal(tmp_path, definition).splitlines()
    place, _, rest = line.partition(" ")
    assert rest.startswith(f"services.web.{problem}")
    assert place.startswith("compose.yaml:4:")


OTHERS = """\
x-any: {a: '${NONE:?x}'}
services:
  web: {image: test/web}
  web.admin: {image: test/admin}
  other: {privileged: true, hostname: "${NONE:?not here}", build: .}
  worse: 5
volumes: {data: {driver: "${NONE:?not here}"}}
"""


def test_services_that_nobody_calls_are_no_obstacle(tmp_path: Path) -> None:
    found = catalogue(tmp_path, OTHERS)
    assert sorted(found.services) == ["other", "web", "web.admin", "worse"]


def test_a_service_with_a_dot_in_its_name_is_read_like_any_other(tmp_path: Path) -> None:
    file = write(tmp_path, "services:\n  a.b:\n    image: x\n    devices: [a]\n", "compose.yaml")
    with pytest.raises(InvalidFile, match=r"compose\.yaml:4:5 services\.a\.b\.devices"):
        read_compose(file, wanted=frozenset({"a.b"}), shown_as="compose.yaml", environment={})


def test_merged_parts_of_a_service_count_with_the_line_where_they_stand(tmp_path: Path) -> None:
    text = "x-base: &base\n  image: test/web\n  devices: [a]\nservices:\n  web: {<<: *base, user: me}\n"
    with pytest.raises(InvalidFile, match=r"^compose\.yaml:3:3 services\.web\.devices"):
        catalogue(tmp_path, text)


@pytest.mark.parametrize("text", ["", "- 1\n", "services: [web]\n", "networks: {}\n"])
def test_a_compose_file_without_services_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidFile, match=r"^compose\.yaml:1:1 no services in this compose file$"):
        catalogue(tmp_path, text)


@pytest.mark.parametrize(
    ("definition", "problem"),
    [
        ("{command: x}", "no image (a run starts images; name the one that build makes, as image)"),
        ("{image: ''}", "no image (a run starts images; name the one that build makes, as image)"),
        ("5", 'must be a mapping (key: value), not "5"'),
        ("", "must be a mapping (key: value)"),
    ],
)
def test_a_service_that_no_run_could_start_is_refused(tmp_path: Path, definition: str, problem: str) -> None:
    with pytest.raises(InvalidFile) as raised:
        catalogue(tmp_path, f"services:\n  web: {definition}\n")
    assert str(raised.value) == f"compose.yaml:2:3 services.web: {problem}"


def test_all_problems_of_all_wanted_services_come_at_once(tmp_path: Path) -> None:
    text = "services:\n  a: {image: x, devices: [a]}\n  b: {command: 5}\n  b: {build: .}\n"
    file = write(tmp_path, text, "compose.yaml")
    with pytest.raises(InvalidFile) as raised:
        read_compose(file, wanted=frozenset("ab"), shown_as="compose.yaml", environment={})
    assert [problem.path for problem in raised.value.problems] == [
        "services.a.devices",
        "services.b",
    ]


SCALARS: Any = st.sampled_from([None, True, 0, 5, -1, 0.5, "", "x", "5m", "${A}", "$", "'"])
TREES = st.recursive(
    SCALARS,
    lambda inside: (
        st.lists(inside, max_size=2) | st.dictionaries(st.sampled_from(["test", "soft", "A", "x-"]), inside)
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(ServiceDefinition.model_fields)), TREES))
def test_any_definition_is_a_service_or_refused(definition: dict[str, Any]) -> None:
    with contextlib.suppress(ValidationError):
        ServiceDefinition.model_validate(definition)


@pytest.mark.parametrize(
    ("image", "problem"),
    [
        ("${NAME}", 'no image without "NAME" (set it in the environment or in the file .env)'),
        ("${NAME:-}", "no image (a run starts images"),
        ("img:${TAG}", 'no image without "TAG"'),
        ("$REPOSITORY/${NAME}:1", 'no image without "REPOSITORY", "NAME"'),
        ("${NAME:?give it}", '"NAME" is not set: give it'),
        ("img:", '"img:" is not the name of an image'),
    ],
)
def test_an_image_that_lacks_a_variable_is_told_once_and_names_it(
    tmp_path: Path, image: str, problem: str
) -> None:
    with pytest.raises(InvalidFile) as raised:
        catalogue(tmp_path, f"services:\n  web:\n    image: '{image}'\n")
    (line,) = (found.message for found in raised.value.problems)
    assert line.startswith(problem)


def test_a_variable_without_a_value_may_be_part_of_an_image(tmp_path: Path) -> None:
    found = catalogue(tmp_path, "services:\n  web:\n    image: '${REGISTRY}img'\n")
    assert found.services["web"].image == "img"


def test_a_service_that_a_scenario_defines_extends_none(tmp_path: Path) -> None:
    text = "services: {web: {extends: x}, caller: {image: a}}\nhosts: {server: {service: web}}\n"
    (line,) = messages(tmp_path, text + "fleets: {clients: {service: caller}}\n")
    assert line.startswith('services.web.extends: "extends" is not known here')


def test_a_service_that_extends_another_is_told_that_and_not_that_it_has_no_image(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile) as raised:
        catalogue(tmp_path, "services:\n  web:\n    extends: {service: base}\n")
    (line,) = (found.message for found in raised.value.problems)
    assert line == 'no service "base" in compose.yaml'


def test_services_that_no_scenario_uses_may_hold_anything_that_is_yaml(tmp_path: Path) -> None:
    text = "services:\n  web: {image: test/web}\n  other: {image: a, image: b, x: !mine c}\n  4: {}\n"
    assert catalogue(tmp_path, text).services["web"].image == "test/web"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("services:\n  web: {image: a, image: b}\n", '"image" is defined twice'),
        ("services:\n  web: {image: a}\n  web: {image: b}\n", '"web" is defined twice'),
        ("services: {}\nservices:\n  web: {image: a}\n", '"services" is defined twice'),
        ("x-a: &a {image: a, image: b}\nservices: {web: *a}\n", '"image" is defined twice'),
        ("services:\n  web: {image: !mine a}\n", 'the tag "!mine" means nothing here'),
    ],
)
def test_mistakes_in_what_is_used_are_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InvalidFile, match=message):
        catalogue(tmp_path, text)


def test_what_compose_resets_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    found = web(tmp_path, "ports: !reset [80]\n    volumes: !reset []\n    command: !override [a]")
    assert found.command == ("a",)
