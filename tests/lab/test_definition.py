"""What compose.yaml and the settings beside it say of the lab."""

from pathlib import Path

import pytest

from socketlab.errors import InvalidFile, LabError
from socketlab.lab.definition import Definition, read_definition

SERVICES = """\
services:
  always: {image: x/always}
  extra: {image: x/extra, profiles: [more]}
  other: {image: x/other, profiles: [rare, more]}
"""

PORTS = """\
services:
  a: {image: x/a, ports: ["127.0.0.1:${A_PORT:-15007}:50007", "127.0.0.1:${C_PORT:-1}:50008/udp"]}
  b: {image: x/b, ports: ["127.0.0.1:${B_PORT:-15107}:50007", "127.0.0.1:9:50009"]}
"""


def definition(folder: Path, text: str, environ: dict[str, str], settings: str = "") -> Definition:
    (folder / "compose.yaml").write_text(text)
    if settings:
        (folder / ".env").write_text(settings)
    return read_definition(folder, environ)


@pytest.mark.parametrize(
    ("environ", "settings", "images"),
    [
        ({}, "", ("x/always",)),
        ({"COMPOSE_PROFILES": "more"}, "", ("x/always", "x/extra", "x/other")),
        ({"COMPOSE_PROFILES": "other, rare"}, "", ("x/always", "x/other")),
        ({"COMPOSE_PROFILES": "*"}, "", ("x/always", "x/extra", "x/other")),
        ({}, "A=1\nCOMPOSE_PROFILES='rare' # why\n", ("x/always", "x/other")),
        ({"COMPOSE_PROFILES": ""}, "COMPOSE_PROFILES=rare\n", ("x/always",)),
    ],
)
def test_the_lab_needs_the_images_of_the_profiles_that_are_chosen(
    tmp_path: Path, environ: dict[str, str], settings: str, images: tuple[str, ...]
) -> None:
    assert definition(tmp_path, SERVICES, environ, settings).chosen_images() == images


def test_every_profile_is_known_whichever_are_chosen(tmp_path: Path) -> None:
    assert definition(tmp_path, SERVICES, {}).every_profile() == "more,rare"
    assert definition(tmp_path, "services:\n  always: {image: x/always}\n", {}).every_profile() == ""


def test_variables_of_ports_are_found_with_their_defaults_and_with_what_is_set(tmp_path: Path) -> None:
    found = definition(tmp_path, PORTS, {"B_PORT": "999"}, "A_PORT=888\nB_PORT=777\n").port_variables()

    assert found == {888: "A_PORT", 1: "C_PORT", 999: "B_PORT"}


def test_a_compose_file_without_services_is_not_a_lab(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="no services in"):
        definition(tmp_path, "volumes: {}\n", {})


def test_a_compose_file_that_is_not_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match=r"compose.yaml:2:1 not YAML"):
        definition(tmp_path, "services: [\n", {})
