"""What the commands about runs that stay have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from socketlab.errors import LabError

if TYPE_CHECKING:
    from socketlab.runtimes.api import Runtime
    from socketlab.runtimes.kept import KeptHost, ResumesRuns

Host = Annotated[str, typer.Argument(metavar="HOST", help="A host as socketlab ps lists it.")]
Run = Annotated[str | None, typer.Option("--run", metavar="ID", help="Which run, if several are up.")]


def hosts_of(runtime: Runtime) -> tuple[KeptHost, ...]:
    """The hosts of all runs that were left in place.

    Raises:
        LabError: when the runtime cannot leave any.
    """
    return resuming(runtime).kept_hosts()


def resuming(runtime: Runtime) -> ResumesRuns:
    """The runtime, as one that takes up runs again.

    Raises:
        LabError: when it cannot.
    """
    from socketlab.runtimes.kept import ResumesRuns

    if not isinstance(runtime, ResumesRuns):
        raise LabError(f'the runtime "{runtime.name}" cannot take up a run that was left')
    return runtime
