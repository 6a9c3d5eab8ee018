"""Runtimes by name."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from socketlab.errors import InvalidInput
from socketlab.runtimes import DEFAULT_RUNTIME, RUNTIMES, make_runtime
from socketlab.runtimes.api import Runtime


@pytest.mark.parametrize("name", RUNTIMES)
def test_every_registered_runtime_is_a_runtime_of_that_name(name: str) -> None:
    module, _, made = RUNTIMES[name].partition(":")
    found = getattr(import_module(module), made)
    assert Runtime in found.__mro__
    assert found.name == name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("dokcer", 'no runtime "dokcer" (did you mean "docker"?)'),
        ("fake", 'no runtime "fake" (use one of docker)'),
    ],
)
def test_an_unknown_runtime_is_refused_with_the_names_that_exist(name: str, said: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        make_runtime(name)
    assert str(raised.value) == said


def test_the_environment_names_a_runtime_where_the_command_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCKETLAB_RUNTIME", "nowhere")
    with pytest.raises(InvalidInput, match="nowhere"):
        make_runtime()
    with pytest.raises(InvalidInput, match="elsewhere"):
        make_runtime("elsewhere")


def test_the_default_is_registered_and_the_registry_loads_no_runtime() -> None:
    assert DEFAULT_RUNTIME in RUNTIMES
    seen = "import sys, socketlab.runtimes; print([name for name in sys.modules if 'docker' in name])"
    assert subprocess.check_output([sys.executable, "-c", seen], text=True) == "[]\n"
