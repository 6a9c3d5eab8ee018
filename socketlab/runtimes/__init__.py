"""What hosts run on: small verbs that a run puts in order, and the registry of runtimes."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING

from socketlab.errors import InvalidInput
from socketlab.language.wording import cut, one_of, suggestion

if TYPE_CHECKING:
    from socketlab.runtimes.api import Runtime

RUNTIMES: dict[str, str] = {"docker": "socketlab.runtimes.docker.runtime:DockerRuntime"}
"""Each runtime that a user may name, as ``module:class``: only the one that is used is imported."""

DEFAULT_RUNTIME = "docker"

RUNTIME_VARIABLE = "SOCKETLAB_RUNTIME"


def chosen_runtime(name: str | None = None) -> str:
    """The name of the runtime that will be used; as for :func:`make_runtime`."""
    return name or os.environ.get(RUNTIME_VARIABLE) or DEFAULT_RUNTIME


def make_runtime(name: str | None = None) -> Runtime:
    """A runtime by its name; the caller closes it.

    Args:
        name: Its name; by default what ``SOCKETLAB_RUNTIME`` says, else ``docker``.

    Raises:
        InvalidInput: when no runtime has that name.
        LabError: when the runtime cannot be reached.
    """
    chosen = chosen_runtime(name)
    if chosen not in RUNTIMES:
        hint = suggestion(chosen, RUNTIMES) or one_of(RUNTIMES)
        raise InvalidInput(f'no runtime "{cut(chosen)}"', hint=hint)
    module, _, made = RUNTIMES[chosen].partition(":")
    runtime: Runtime = getattr(importlib.import_module(module), made)()
    return runtime
