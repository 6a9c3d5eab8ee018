"""What is installed: one import package, the rest as its data, and a command for any folder."""

from __future__ import annotations

import email
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from socketlab import __version__
from socketlab.building.images import build_failure
from socketlab.building.recipes import read_recipes
from socketlab.runtimes.docker.engine import connect

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Installation:
    """A fresh environment that has the wheel, and this environment's other packages."""

    python: Path

    def run(self, folder: Path, *command: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        program, *arguments = command
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run(
            [str(self.python.parent / program), *arguments],
            cwd=folder,
            env={**environment, "COMPOSE_PROJECT_NAME": "socketlab-tests-without-a-lab"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def prints(self, folder: Path, script: str) -> str:
        done = self.run(folder, "python", "-c", script)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sdist, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=120)
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps"]
    subprocess.run([*command, str(wheel)], stdin=subprocess.DEVNULL, check=True, timeout=120)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    # The dependencies come last on the path; a .pth in a folder that is only on the path is not read, so
    # that the editable install of the repository beside them stays out.
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return Installation(python)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def test_the_wheel_has_one_import_package_and_no_caches(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {"socketlab", f"socketlab-{__version__}.dist-info"}
    assert "socketlab/py.typed" in names
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []


def test_the_wheel_brings_every_file_of_the_catalogue_and_of_the_images(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    listed = ["git", "ls-files", "compose.yaml", "scenarios", "images", "services"]
    tracked = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    only_a_clones = {"scenarios/__init__.py", "scenarios/__main__.py"}
    assert {f"socketlab/data/{name}" for name in set(tracked) - only_a_clones} <= names


def test_the_version_of_the_wheel_is_the_packages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = email.message_from_bytes(archive.read(f"socketlab-{__version__}.dist-info/METADATA"))
    assert metadata["Version"] == __version__


def test_the_sdist_has_all_that_git_has(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(listed.stdout.splitlines()) - inside == set()


def test_in_an_empty_folder_the_catalogue_is_there(installation: Installation, empty: Path) -> None:
    here = subprocess.run(
        [sys.executable, "-m", "scenarios", "list"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    listed = installation.run(empty, "socketlab", "list")
    assert (listed.returncode, listed.stdout) == (0, here.stdout)
    assert installation.run(empty, "socketlab", "validate", "parallel-echo").returncode == 0


@pytest.mark.parametrize("name", ["scenarios", "services", "tests"])
def test_an_installation_puts_no_generic_name_on_the_import_path(
    installation: Installation, empty: Path, name: str
) -> None:
    script = f"import importlib.util; print(importlib.util.find_spec({name!r}))"
    assert installation.prints(empty, script) == "None"


def test_an_installation_makes_the_same_images_as_the_repository(
    installation: Installation, empty: Path
) -> None:
    script = (
        "from socketlab.building.recipes import read_recipes\n"
        "from socketlab.resources import root\n"
        "for recipe in read_recipes(root()): print(recipe.tag, recipe.fingerprint(root()))"
    )
    here = "\n".join(f"{recipe.tag} {recipe.fingerprint(ROOT)}" for recipe in read_recipes(ROOT))
    assert installation.prints(empty, script) == here


@pytest.mark.docker
def test_an_installation_plays_a_scenario_from_an_empty_folder(
    installation: Installation, empty: Path
) -> None:
    built = installation.run(empty, "socketlab", "lab", "build", "fork-server", "client", timeout=200)
    assert built.returncode == 0, built.stderr

    played = installation.run(empty, "socketlab", "run", "parallel-echo", "--set", "server=fork-server")

    assert played.returncode == 0, played.stdout + played.stderr
    assert [path.name for path in empty.iterdir()] == ["runs"]


@pytest.mark.docker
def test_an_image_is_built_of_the_installed_data(installation: Installation, empty: Path) -> None:
    script = "from socketlab.resources import root; print(root())"
    data = Path(installation.prints(empty, script))
    recipe = next(recipe for recipe in read_recipes(data) if recipe.tag == "socketlab/client")
    tag = f"socketlab-tests/client-{os.getpid()}"
    client = connect()
    try:
        context, dockerfile = recipe.context(data), recipe.dockerfile
        progress = client.build(
            fileobj=context,
            custom_context=True,
            dockerfile=dockerfile,
            tag=tag,
            nocache=True,
            rm=True,
            decode=True,
        )
        assert build_failure(progress) == ""
        client.remove_image(tag)
    finally:
        client.close()
