"""The services that others depend on become hosts of the run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from socketlab.hosts.dependencies import Dependency
from socketlab.spec.dependencies import closure, cycle
from tests.spec.yaml_files import one, problems, write

COMPOSE = """
services:
  db: {image: test/db}
  migrate: {image: test/web, depends_on: {db: {condition: service_healthy}}}
  api: {image: test/web, depends_on: {migrate: {condition: service_completed_successfully}, db: {}}}
  extra: {image: test/web, depends_on: {db: {required: false}, nothing: {required: false}}}
  caller: {image: test/caller, depends_on: [api]}
"""


def graph(**edges: str) -> Mapping[str, Mapping[str, Dependency]]:
    return {name: {other: Dependency() for other in others.split()} for name, others in edges.items()}


def hosts_of(folder: Path, text: str, compose: str = COMPOSE) -> dict[str, str]:
    write(folder, compose, "compose.yaml")
    scenario = one(folder, "compose: compose.yaml\n" + text)
    return {
        name: f"{host.origin}{' implied' if name in scenario.implied else ''}"
        for name, host in scenario.spec.hosts.items()
    }


def test_what_a_host_requires_is_added_in_the_order_in_which_it_is_found(tmp_path: Path) -> None:
    found = hosts_of(tmp_path, "hosts: {server: {service: api}}\nfleets: {c: {service: caller}}\n")
    assert found == {"server": "api", "migrate": "migrate implied", "db": "db implied"}


def test_what_a_fleet_requires_is_added_too_and_checks_may_name_it(tmp_path: Path) -> None:
    text = "hosts: {other: {service: extra}}\nfleets: {c: {service: caller}}\n"
    text += "checks: [{log: {host: db, contains: x}}]\n"
    assert list(hosts_of(tmp_path, text)) == ["other", "api", "migrate", "db"]


def test_what_is_not_required_is_not_added(tmp_path: Path) -> None:
    assert list(hosts_of(tmp_path, "hosts: {x: {service: extra}}\nfleets: {c: {service: extra}}\n")) == ["x"]


def test_a_service_that_a_host_or_fleet_runs_is_there_already(tmp_path: Path) -> None:
    text = "hosts: {first: {service: api}, my-db: {service: db}}\nfleets: {m: {service: migrate, count: 2}}\n"
    assert hosts_of(tmp_path, text) == {"first": "api", "my-db": "db"}


def test_services_of_the_scenario_itself_have_dependencies_too(tmp_path: Path) -> None:
    text = "services: {own: {image: x, depends_on: [migrate]}}\n"
    text += "hosts: {a: {service: own}}\nfleets: {c: {service: own}}\n"
    assert list(hosts_of(tmp_path, text)) == ["a", "migrate", "db"]


@pytest.mark.parametrize(
    ("compose", "said"),
    [
        (
            "a: {image: x, depends_on: [apj]}, api: {image: x}",
            '"a" depends on "apj", which is not defined (did you mean "api"?)',
        ),
        (
            "a: {image: x, depends_on: [b]}, b: {image: x, depends_on: [a]}",
            "services wait for each other: a -> b -> a",
        ),
    ],
)
def test_a_dependency_on_nothing_and_a_circle_are_refused(tmp_path: Path, compose: str, said: str) -> None:
    write(tmp_path, f"services: {{{compose}}}", "compose.yaml")
    text = "compose: compose.yaml\nhosts: {h: {service: a}}\nfleets: {f: {service: a}}\n"
    found = problems(tmp_path, text)
    assert len(found) == 1
    assert found[0].startswith("scenario.yaml:1:1 compose: ")
    assert said in found[0]


def test_a_file_without_hosts_gets_those_that_its_fleets_depend_on(tmp_path: Path) -> None:
    found = hosts_of(tmp_path, "fleets: {c: {service: caller}}\n")
    assert found == {"api": "api implied", "migrate": "migrate implied", "db": "db implied"}


def test_hosts_that_are_no_mapping_are_the_problem_and_get_none_added(tmp_path: Path) -> None:
    write(tmp_path, COMPOSE, "compose.yaml")
    found = problems(tmp_path, "compose: compose.yaml\nhosts: 3\nfleets: {c: {service: caller}}\n")
    assert any("hosts" in problem for problem in found)


def test_the_closure_has_each_service_once() -> None:
    services = graph(a="b c", b="d", c="d", d="")
    assert closure(["a", "b"], lambda name: services[name]) == ("a", "b", "c", "d")


def test_a_circle_is_found_wherever_it_begins() -> None:
    services = graph(a="b", b="c d", c="", d="b", e="e")
    assert cycle(["a"], lambda name: services[name]) == ("b", "d", "b")
    assert cycle(["c", "e"], lambda name: services[name]) == ("e", "e")
    assert cycle(["c"], lambda name: services[name]) == ()
    diamond = graph(a="b c", b="d", c="d", d="")
    assert cycle(["a"], lambda name: diamond[name]) == ()


def test_a_service_that_is_built_has_composes_name_for_its_image(tmp_path: Path) -> None:
    text = "services:\n  Api: {build: ./api}\n  other: {image: own/name, build: {context: .}}\n"
    write(tmp_path, "name: shop\n" + text, "compose.yaml")
    scenario = one(
        tmp_path, "compose: compose.yaml\nhosts: {a: {service: Api}}\nfleets: {c: {service: other}}\n"
    )
    assert {name: build.service for name, build in scenario.builds.items()} == {
        "shop-api": "Api",
        "own/name": "other",
    }
    assert scenario.builds["shop-api"].context == f"{tmp_path}/./api"
    assert scenario.images == {"shop-api", "own/name"}
