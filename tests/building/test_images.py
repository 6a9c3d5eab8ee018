"""What the images are: small, sharing their layers, labelled, and built again only when they must be."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from socketlab.building.images import _build_together, build_images, find_image, is_current
from socketlab.building.recipes import BASES, DEBIAN, PYTHON, Recipe, read_recipes
from socketlab.errors import LabError
from tests.building.containers import image

pytestmark = [pytest.mark.docker, pytest.mark.spread]

ROOT = Path(__file__).resolve().parents[2]
RECIPES = {recipe.tag: recipe for recipe in read_recipes(ROOT)}
SOURCES = {tag: recipe.fingerprint(ROOT) for tag, recipe in RECIPES.items()}
"""Taken before the first test: sources that are edited while a long run lasts are not what it tests."""

ON_BASE = [tag for tag, recipe in RECIPES.items() if recipe.parent == "socketlab/base"]
ON_PYTHON = ["socketlab/base", *ON_BASE]


def test_the_images_are_those_of_the_sources_that_these_tests_were_started_with(engine: Any) -> None:
    marks = {tag: image(engine, tag)["Config"]["Labels"]["io.socketlab.source"] for tag in RECIPES}

    assert [tag for tag in RECIPES if marks[tag] != SOURCES[tag]] == [], "out of date: run make images"


@pytest.mark.parametrize("tag", [*BASES, *ON_PYTHON])
def test_an_image_is_small(engine: Any, tag: str) -> None:
    assert image(engine, tag)["Size"] <= 130_000_000


def test_all_images_together_cost_little_more_than_the_base(engine: Any) -> None:
    sizes = {tag: image(engine, tag)["Size"] for tag in [PYTHON.tag, *ON_PYTHON]}
    own = [sizes[tag] - sizes[RECIPES[tag].parent] for tag in ON_PYTHON]

    assert sum(own) < 5_000_000


@pytest.mark.parametrize("tag", ON_BASE)
def test_an_image_stands_on_the_layers_of_the_base(engine: Any, tag: str) -> None:
    base = image(engine, "socketlab/base")["RootFS"]["Layers"]

    assert image(engine, tag)["RootFS"]["Layers"][: len(base)] == base


@pytest.mark.parametrize("tag", ON_BASE)
def test_an_image_says_what_it_is_and_how_to_treat_it(engine: Any, tag: str) -> None:
    config = image(engine, tag)["Config"]

    assert config["Labels"]["org.opencontainers.image.title"] == tag.replace("/", " ")
    assert config["Labels"]["org.opencontainers.image.description"]
    assert config["Labels"]["io.socketlab.journal"] == "1"
    assert ("io.socketlab.gate" in config["Labels"]) == (tag == "socketlab/client")
    assert config["User"] == "lab"
    assert config["StopSignal"] == "SIGTERM"
    assert config["Healthcheck"]["Test"][0] in {"CMD", "CMD-SHELL"}
    assert config["Entrypoint"][:2] == ["python3", "-m"]


@pytest.mark.parametrize("tag", [tag for tag, recipe in RECIPES.items() if recipe.parent == DEBIAN.tag])
def test_an_image_out_of_debians_packages_says_what_it_is_too(engine: Any, tag: str) -> None:
    labels = image(engine, tag)["Config"]["Labels"]

    assert labels["org.opencontainers.image.title"] == tag.replace("/", " ")
    assert labels["org.opencontainers.image.description"]


def test_a_second_build_has_nothing_to_do(engine: Any) -> None:
    lines: list[str] = []
    build_images(engine, ROOT, environ={}, say=lines.append)
    lines.clear()

    assert build_images(engine, ROOT, environ={}, say=lines.append) == ()
    assert len(lines) == len(BASES) + len(RECIPES)
    assert all(line.endswith("up to date") for line in lines)


def test_a_build_of_one_image_looks_at_what_it_stands_on_and_at_nothing_else(engine: Any) -> None:
    lines: list[str] = []
    build_images(engine, ROOT, environ={}, say=lines.append, only=["socketlab/client"])

    assert [line.split()[0] for line in lines] == ["socketlab/python", "socketlab/base", "socketlab/client"]


def test_a_changed_file_makes_an_image_out_of_date(engine: Any, tmp_path: Path) -> None:
    recipe = RECIPES["socketlab/echo-server"]
    for name in (recipe.dockerfile, *recipe.files):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    assert is_current(engine, tmp_path, recipe)

    (tmp_path / recipe.files[0]).write_text("changed\n")
    assert not is_current(engine, tmp_path, recipe)


def test_an_image_that_is_missing_is_not_current(engine: Any) -> None:
    absent = Recipe(tag="socketlab-test/absent", parent=PYTHON.tag, dockerfile="x", files=())

    assert not is_current(engine, ROOT, absent)


def test_a_step_that_fails_is_told_with_its_last_line_and_leaves_no_image(
    engine: Any, tmp_path: Path
) -> None:
    recipe = Recipe(tag="socketlab-test/broken", parent=PYTHON.tag, dockerfile="Dockerfile", files=())
    (tmp_path / "Dockerfile").write_text(f"FROM {PYTHON.tag}\nRUN echo out of luck && false\n")

    with pytest.raises(
        LabError, match=r'^Dockerfile: image "socketlab-test/broken" does not build: .*out of luck'
    ):
        _build_together(engine, tmp_path, [recipe], environ={}, say=lambda _: None, force=False)

    assert find_image(engine, recipe.tag) is None
