"""Names of scenarios, and what a file without one is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.spec.names import name, name_of_file
from tests.spec.yaml_files import VALID, messages


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


def test_a_service_that_a_scenario_defines_is_named_as_a_host_is(tmp_path: Path) -> None:
    text = VALID.replace("  web: {", "  a b: {image: x}\n  '\U0001f600': {image: x}\n  web: {")
    rule = "a lower-case letter, then up to 40 lower-case letters, digits and hyphens, no hyphen at the end"
    assert messages(tmp_path, text) == [
        f'services.a b: "a b" is not a name of a service ({rule})',
        f'services.\U0001f600: "\U0001f600" is not a name of a service ({rule})',
    ]
