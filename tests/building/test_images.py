"""What the images are: small, sharing their layers, labelled, and built again only when they must be."""

import dataclasses
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from socketlab.building.base import ensure_base, write_stripped
from socketlab.building.images import _build_together, build_failure, build_images, find_image, is_current
from socketlab.building.recipes import BASES, DEBIAN, PYTHON, Recipe, read_recipes
from socketlab.errors import LabError

pytestmark = pytest.mark.docker

ROOT = Path(__file__).resolve().parents[2]
RECIPES = {recipe.tag: recipe for recipe in read_recipes(ROOT)}
ON_BASE = [tag for tag, recipe in RECIPES.items() if recipe.parent == "socketlab/base"]
ON_PYTHON = ["socketlab/base", *ON_BASE]
TEST_BASE = "socketlab-test/python"
TEST_DEBIAN = "socketlab-test/debian"
TEST_FULL = "socketlab-test/full"

FULL = f"""\
FROM {PYTHON.tag}
# As in the official image: Python below /usr/local, with everything that comes with it.
RUN cp -a /usr/lib/python3.* /usr/local/lib/ && rm -rf /usr/lib/python3.* \\
 && cp /usr/bin/python3.* /usr/local/bin/ && rm /usr/bin/python3* \\
 && cd /usr/local/bin && ln -s python3.* python3 \\
 && cd "$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" \\
 && mkdir -p test site-packages/pip /usr/share/man/man1 /usr/share/zoneinfo \\
 && touch test/test_all.py site-packages/pip/x /usr/share/man/man1/x.1 /usr/local/bin/pip3 \\
 && find . -name __pycache__ -prune -exec rm -rf {{}} + \\
 && chmod u+s /usr/bin/su && dd if=/dev/zero of=/usr/share/zoneinfo/big bs=1M count=20
ENV PYTHON_VERSION=3
"""

FULL_DEBIAN = f"""\
FROM {DEBIAN.tag}
# As in the official image: no traces of this repository, its own settings, and a machine's proxy.
RUN rm /etc/apt/apt.conf.d/socketlab /etc/dpkg/dpkg.cfg.d/socketlab /usr/sbin/policy-rc.d \\
 && echo 'Acquire::http::Proxy "http://proxy.example:3128";' > /etc/apt/apt.conf.d/99proxy \\
 && mkdir -p /usr/share/doc/x /usr/share/man/man1 /usr/share/locale/de \\
 && touch /usr/share/doc/x/copyright /usr/share/man/man1/x.1 /usr/share/locale/de/x.mo \\
 && chmod u+s /usr/bin/su && dd if=/dev/zero of=/usr/share/doc/x/big bs=1M count=30
"""


def image(engine: Any, tag: str) -> dict[str, Any]:
    found = find_image(engine, tag)
    assert found is not None, f"{tag} is missing: run make images"
    return found


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
    assert config["Labels"]["io.socketlab.source"] == RECIPES[tag].fingerprint(ROOT)
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
    assert labels["io.socketlab.source"] == RECIPES[tag].fingerprint(ROOT)


def test_a_script_that_cannot_strip_is_named_with_its_last_line(engine: Any, tmp_path: Path) -> None:
    script = tmp_path / "images/odd/strip.sh"
    script.parent.mkdir(parents=True)
    script.write_text("echo out of luck; exit 3")

    with pytest.raises(LabError, match=r"^images/odd/strip\.sh: .* cannot be stripped: out of luck"):
        write_stripped(engine, PYTHON.tag, script, tmp_path / "base.tar")


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


@pytest.fixture
def full_image(engine: Any) -> Iterator[str]:
    """An image laid out as the official one: the stand-in for what a registry would give."""
    yield from full(engine, FULL, TEST_BASE)


@pytest.fixture
def full_debian(engine: Any) -> Iterator[str]:
    """The same of Debian's own image."""
    yield from full(engine, FULL_DEBIAN, TEST_DEBIAN)


def full(engine: Any, dockerfile: str, tag_made_of_it: str) -> Iterator[str]:
    content = dockerfile.encode()
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        entry = tarfile.TarInfo("Dockerfile")
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    archive.seek(0)
    progress = engine.build(fileobj=archive, custom_context=True, tag=TEST_FULL, forcerm=True, decode=True)
    assert build_failure(progress) == ""
    yield TEST_FULL
    for tag in (tag_made_of_it, TEST_FULL):
        if find_image(engine, tag):
            engine.remove_image(tag)


def test_the_base_from_a_registry_is_the_official_image_stripped_to_one_layer(
    engine: Any, full_image: str
) -> None:
    lines: list[str] = []
    environ = {"SOCKETLAB_BASE": "registry", "SOCKETLAB_BASE_IMAGE": full_image}

    python = dataclasses.replace(PYTHON, tag=TEST_BASE)
    assert ensure_base(engine, ROOT, python, environ=environ, say=lines.append)

    base = image(engine, TEST_BASE)
    assert len(base["RootFS"]["Layers"]) == 1
    assert base["Size"] < image(engine, full_image)["Size"] - 20_000_000
    assert base["Config"]["Labels"]["io.socketlab.base.way"] == f"registry {full_image}"
    assert any(f'taken from the image "{full_image}"' in line for line in lines)
    assert not ensure_base(engine, ROOT, python, environ=environ, say=lines.append)
    assert inside(
        engine, TEST_BASE, "command -v python3; python3 -c 'import re; print(re.__cached__)' | xargs ls"
    ) == [
        "/usr/local/bin/python3",
        "/usr/local/lib/python3.11/re/__pycache__/__init__.cpython-311.pyc",
    ]
    kept = "ls -d /usr/share/zoneinfo /usr/share/man /usr/local/bin/pip3 /usr/local/lib/python3*/test; true"
    assert inside(engine, TEST_BASE, kept) == []
    assert inside(
        engine, TEST_BASE, "find / -xdev -type f -perm /6000; for x in cat grep sh; do command -v $x; done"
    ) == [
        "/usr/bin/cat",
        "/usr/bin/grep",
        "/usr/bin/sh",
    ]


def test_debian_from_a_registry_is_stripped_the_same_and_installs_packages(
    engine: Any, full_debian: str, tmp_path: Path
) -> None:
    environ = {**os.environ, "SOCKETLAB_BASE": "registry", DEBIAN.image_variable: full_debian}
    debian = dataclasses.replace(DEBIAN, tag=TEST_DEBIAN)

    assert ensure_base(engine, ROOT, debian, environ=environ, say=lambda _: None)

    base = image(engine, TEST_DEBIAN)
    assert len(base["RootFS"]["Layers"]) == 1
    assert base["Size"] < image(engine, full_debian)["Size"] - 20_000_000
    assert base["Config"]["Labels"]["io.socketlab.base.way"] == f"registry {full_debian}"
    assert inside(engine, TEST_DEBIAN, DEBIAN_STATE) == inside(engine, DEBIAN.tag, DEBIAN_STATE)
    (tmp_path / "Dockerfile").write_text(
        f"FROM {TEST_DEBIAN}\nRUN apt-get update && apt-get install -y netcat-traditional\n"
    )
    recipe = Recipe(
        tag="socketlab-test/installed", parent=TEST_DEBIAN, dockerfile="Dockerfile", files=(), online=True
    )
    _build_together(engine, tmp_path, [recipe], environ=environ, say=lambda _: None, force=False)
    try:
        assert inside(
            engine,
            recipe.tag,
            "ls /usr/bin/nc.traditional; find /usr/share/man /var/cache/apt -size +0 -type f",
        ) == [
            "/usr/bin/nc.traditional",
        ]
    finally:
        engine.remove_image(recipe.tag)


DEBIAN_STATE = """
cat /etc/apt/apt.conf.d/socketlab /etc/dpkg/dpkg.cfg.d/socketlab
grep -rl Proxy /etc/apt
find / -xdev -type f -perm /6000
find /usr/share/doc /usr/share/man /usr/share/locale -type f ! -name copyright
/usr/sbin/policy-rc.d; echo $?
for program in apt-get bash; do command -v $program; done
"""
"""What both ways must leave alike."""


def test_the_debian_base_has_apt_and_neither_a_proxy_nor_a_program_that_raises_privileges(
    engine: Any,
) -> None:
    lines = inside(engine, DEBIAN.tag, DEBIAN_STATE)

    assert lines[-3:] == ["101", "/usr/bin/apt-get", "/usr/bin/bash"]
    assert lines[-4] == "path-exclude=/usr/share/bug/*", "nothing was found in between"
    assert inside(
        engine, DEBIAN.tag, "cat /etc/apt/sources.list /etc/apt/sources.list.d/* | grep -c bookworm"
    ) != ["0"]


def inside(engine: Any, tag: str, script: str) -> list[str]:
    """What a shell in an image prints on standard output."""
    container = engine.create_container(tag, ["sh", "-c", script])["Id"]
    try:
        engine.start(container)
        engine.wait(container)
        output = engine.logs(container, stdout=True, stderr=False).decode()
    finally:
        engine.remove_container(container, force=True)
    return [str(line) for line in output.splitlines()]


def test_a_registry_that_is_asked_for_and_has_no_such_image_is_a_lab_error(engine: Any) -> None:
    environ = {"SOCKETLAB_BASE": "registry", "SOCKETLAB_BASE_IMAGE": "localhost:9/nobody/nothing"}

    python = dataclasses.replace(PYTHON, tag=TEST_BASE)

    with pytest.raises(
        LabError, match='"localhost:9/nobody/nothing" is not available from a registry'
    ) as caught:
        ensure_base(engine, ROOT, python, environ=environ, say=lambda _: None)

    assert "SOCKETLAB_BASE=mirror" in str(caught.value.hint)
