"""What all tests share: Docker tests need an engine, and say so where there is none."""

from __future__ import annotations

import functools
import gc
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from typing_extensions import override
from xdist.scheduler import LoadScopeScheduling

from socketlab.errors import LabError
from tests.system.preloaded import ROOT
from tests.system.shell import Shell

HERE = Path(__file__).parent

settings.register_profile("patient", deadline=None)  # a busy machine is no failure
settings.load_profile("patient")


@functools.cache
def engine_trouble() -> str | None:
    from socketlab.runtimes.docker.engine import connect

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the SDK leaves the socket of a failed connect open
        try:
            connect().close()
        except LabError as error:
            return str(error)
        finally:
            gc.collect()
    return None


@pytest.fixture(autouse=True)
def collected_quietly(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collect what the Docker SDK leaves to the collector (sockets of answers that were streamed) at once.

    It would else be collected in the middle of some other test, which warnings then fail. The product's own
    sockets are closed by the product: ``tests/runtimes`` runs without this.
    """
    yield
    if request.node.get_closest_marker("docker") and "runtimes" not in request.node.path.parts:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """The command line, away from any standing lab."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "COMPOSE_PROJECT_NAME": "socketlab-tests-without-a-lab",
        "PYTHONUNBUFFERED": "1",
    }
    return Shell(tmp_path, environment)


def starts_programs(path: Path) -> bool:
    """Whether all tests of a file start programs: those of the folders in which everything is a program."""
    return bool({"services", "cli"} & set(path.relative_to(HERE).parts))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With ``-m "docker ..."`` or ``-m "processes ..."``, do not even import the files without such a test.

    A marker is written in the file, or in a conftest.py of its folders.
    """
    first = config.option.markexpr.partition(" ")[0]
    if first not in {"docker", "processes"} or not collection_path.name.startswith("test_"):
        return None
    if first == "processes" and starts_programs(collection_path):
        return None
    folders = collection_path.relative_to(HERE).parents
    places = [collection_path, *(HERE / folder / "conftest.py" for folder in folders if folder.name)]
    return None if any(f"mark.{first}" in place.read_text() for place in places if place.is_file()) else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if starts_programs(item.path):
            item.add_marker(pytest.mark.processes)
        if "cli" in item.path.relative_to(HERE).parts and item.get_closest_marker("streams") is None:
            item.add_marker(pytest.mark.covered)


class ByFolder(LoadScopeScheduling):
    """One worker takes the tests of a folder, as they share what is costly to make; any takes those apart.

    Those of whole runs, ``tests/system``, share it within a file at most.
    """

    @override
    def _split_scope(self, nodeid: str) -> str:
        file = HERE.parent / nodeid.partition("::")[0]
        if is_spread(file):
            return nodeid
        return file.name if file.parent == HERE / "system" else file.parent.name


@functools.cache
def is_spread(file: Path) -> bool:
    """Whether the tests of a file need nothing that others made."""
    return "pytest.mark.spread" in file.read_text(encoding="utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFolder | None:
    """With ``--dist loadgroup``: xdist's own writes groups into an attribute that pytest 9 does not read."""
    return ByFolder(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("docker") is None:
        return
    trouble = engine_trouble()
    if trouble is None:
        return
    if os.environ.get("CI"):
        pytest.fail(f"a Docker test without an engine: {trouble}", pytrace=False)
    pytest.skip(f"no engine: {trouble}")
