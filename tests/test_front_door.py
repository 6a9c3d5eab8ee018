"""What a person meets first: make's verbs, the pinned packages and the lab's definition."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from socketlab.building.recipes import read_recipes
from socketlab.errors import LabError
from socketlab.lab.compose import find_program

ROOT = Path(__file__).resolve().parents[1]


def test_make_lists_every_verb_with_a_sentence() -> None:
    makefile = (ROOT / "Makefile").read_text()
    verbs = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split()

    listed = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    shown = dict(re.findall(r"^  ([a-z-]+)\s+(\S.*)$", listed, re.MULTILINE))
    assert list(shown) == verbs


def test_the_lock_file_pins_with_hashes_and_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    pins = re.findall(r"^[\w.\[\]-]+==\S+ \\\n    --hash=sha256:", lock, re.MULTILINE)

    assert len(pins) == len(re.findall(r"^[^\s#]", lock, re.MULTILINE))
    assert not re.search(r"https?://|file://|index-url|find-links|trusted-host|@ ", lock)


def test_every_service_of_the_lab_has_its_image_and_its_published_port_on_this_machine_only() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    images = {recipe.tag: recipe.dockerfile for recipe in read_recipes(ROOT)}

    for name, service in services.items():
        assert service["image"] == f"socketlab/{name}"
        assert service["build"]["dockerfile"] == images[service["image"]]
        assert all(port.startswith("127.0.0.1:${") for port in service.get("ports", ()))
    ports = re.findall(r"_PORT:-(\d+)\}", (ROOT / "compose.yaml").read_text())
    assert len(set(ports)) == len(ports) == 12


def test_compose_understands_compose_yaml() -> None:
    try:
        program = find_program()
    except LabError as error:
        pytest.skip(str(error))

    done = subprocess.run([*program, "config", "-q"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")
