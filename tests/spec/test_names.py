"""Names of scenarios, and what a file without one is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.spec.names import name, name_of_file
from tests.spec.yaml_files import VALID, messages, one


@pytest.mark.parametrize(
    ("stem", "called"),
    [
        ("first-try", "first-try"),
        ("my_test", "my-test"),
        ("Test", "test"),
        ("01-first", "scenario-01-first"),
        ("a.b c", "a-b-c"),
        ("-x-", "x"),
        ("ü", "scenario"),
        ("x" * 60, "x" * 41),
        ("x" * 40 + "_y", "x" * 40),
        ("1" * 60, "scenario-" + "1" * 32),
    ],
)
def test_a_scenario_without_a_name_is_called_as_its_file(stem: str, called: str) -> None:
    assert name_of_file(stem) == called
    assert name(called) == called


def test_a_service_that_a_scenario_defines_is_named_as_in_a_compose_file(tmp_path: Path) -> None:
    text = VALID.replace("  web: {", "  a b: {image: x}\n  '\U0001f600': {image: x}\n  web: {")
    rule = "up to 63 letters, digits, underscores, dots and hyphens"
    assert messages(tmp_path, text) == [
        f'services.a b: "a b" is not a name of a service ({rule})',
        f'services.\U0001f600: "\U0001f600" is not a name of a service ({rule})',
    ]


@pytest.mark.parametrize("name", ["My_Server", "db.internal", "A", "x_", "a" * 63])
def test_hosts_fleets_and_services_keep_their_names(tmp_path: Path, name: str) -> None:
    text = f"services: {{{name}: {{image: x}}}}\nhosts: {{{name}: {{service: {name}}}}}\n"
    scenario = one(tmp_path, text + f"fleets: {{{name[:60]}2: {{service: {name}}}}}\n")
    assert list(scenario.spec.hosts) == [name]


def test_names_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    text = "services: {s: {image: x}}\nhosts: {Web: {service: s}, web: {service: s}}\n"
    text += "fleets: {WEB: {service: s}}\n"
    assert messages(tmp_path, text) == [
        'hosts.web: "web" and "Web" are one name to a resolver (rename one)',
        'fleets.WEB: "WEB" and "Web" are one name to a resolver (rename one)',
    ]
