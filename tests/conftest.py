"""What all tests share: Docker tests need an engine, and say so where there is none."""

from __future__ import annotations

import functools
import gc
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from socketlab.errors import LabError
from tests.system.shell import ROOT, Shell

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"services", "cli"} & set(item.path.relative_to(HERE).parts):
            item.add_marker(pytest.mark.processes)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("docker") is None:
        return
    trouble = engine_trouble()
    if trouble is None:
        return
    if os.environ.get("CI"):
        pytest.fail(f"a Docker test without an engine: {trouble}", pytrace=False)
    pytest.skip(f"no engine: {trouble}")
