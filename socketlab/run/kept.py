"""Runs that were left in place: which one is meant, its plan, and its removal."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from socketlab.errors import InvalidInput, LabError
from socketlab.language.wording import cut, listed, suggestion
from socketlab.runtimes.api import Runtime
from socketlab.runtimes.kept import KeptHost

START = "start one with socketlab up"

_ATTEMPTS = 20
_PAUSE_S = 0.25

_RUN = re.compile(r"[0-9a-z]{6,40}")


def choose_run(hosts: Sequence[KeptHost], run: str | None) -> str:
    """The run that is meant.

    Args:
        hosts: Those of all runs that were left in place.
        run: Its id, if the user gave one.

    Raises:
        LabError: when none was left in place.
        InvalidInput: when there is no such run, or several and none was named.
    """
    runs = {host.run: host.scenario for host in hosts}
    if not runs:
        raise LabError("nothing is up", hint=START)
    if run is not None and run not in runs:
        hint = suggestion(run, runs) or f"up are {listed(runs)}"
        raise InvalidInput(f'no run "{cut(run)}" is up', hint=hint)
    if run is None and len(runs) > 1:
        named = ", ".join(f"{each} ({scenario})" for each, scenario in sorted(runs.items()))
        raise InvalidInput(f"several runs are up: {named}", hint="choose one with --run")
    return run or next(iter(runs))


def choose_host(hosts: Sequence[KeptHost], run: str | None, name: str) -> KeptHost:
    """A host that is up, by its name.

    Raises:
        LabError: when nothing is up, or the host does not run.
        InvalidInput: when there is no such host.
    """
    chosen = choose_run(hosts, run)
    names = {host.name: host for host in hosts if host.run == chosen}
    if name not in names:
        raise InvalidInput(
            f'run {chosen} has no host "{cut(name)}"',
            hint=suggestion(name, names) or f"it has {listed(names)}",
        )
    return names[name]


def evidence_of(runs: Path, run: str) -> Path:
    """The folder of a run.

    Raises:
        LabError: when it is not among the stored runs.
    """
    found = [each for each in runs.glob(f"*/*-{run}") if each.is_dir()] if _RUN.fullmatch(run) else []
    if not found:
        raise LabError(
            f'no evidence of run "{cut(run)}" in "{runs}"', hint="go to the folder it was started in"
        )
    return found[0]


def remove_kept(runtime: Runtime, run: str, *, pause: Callable[[float], None] = time.sleep) -> None:
    """Remove everything of a run.

    Raises:
        LabError: when something cannot be removed after some seconds.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            runtime.sweep(runtime.leftovers(run, jobs=False))
        except LabError:
            if attempt == _ATTEMPTS:
                raise
            pause(_PAUSE_S)
        else:
            return
