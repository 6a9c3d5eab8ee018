"""A command that is run on a host, in addition to what runs there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from socketlab.errors import LabError
from socketlab.faults.api import HostFault, Strike
from socketlab.hosts.texts import possible
from socketlab.language.units import Whole
from socketlab.language.values import Words
from socketlab.language.variables import finish
from socketlab.runtimes.capabilities import Executes

_LONGEST_OUTPUT = 2000
"""Characters of a command's output that are recorded."""


class Exec(HostFault):
    """Runs a command on a host; its exit status and output are recorded.

    A program that is missing, and a status other than the required one, make the run inconclusive: the fault
    was not injected. So does a command that has not ended when the run does, unless it is in the background.
    It ends with its host at the latest.

    Args:
        host: Which hosts and clients.
        command: The program and its arguments.
        is_: The exit status that the command must have, or ``any``.
        background: Only start the command: the step is played as soon as it runs.
    """

    summary: ClassVar = "runs a command on a host; its exit status and output are recorded"
    example: ClassVar = 'at: 500ms\nexec: {host: server, command: [sh, -c, "echo hello"], is: 0}'
    needs: ClassVar = (Executes,)

    kind: Literal["exec"] = "exec"
    command: Annotated[Words, Field(min_length=1), AfterValidator(possible)]
    is_: Annotated[Whole, Field(ge=0, le=255)] | Literal["any"] = Field(default=0, alias="is")
    background: bool = False

    @model_validator(mode="after")
    def _status_of_what_ends(self) -> Self:
        if self.background and "is_" in self.model_fields_set:
            raise ValueError("a command in the background has no exit status (leave is out)")
        return self

    def with_variables(self, variables: Mapping[str, str]) -> Self:
        """The command with ``${...}`` filled in."""
        return self.model_copy(update={"command": tuple(finish(word, variables) for word in self.command)})

    def apply(self, strike: Strike) -> str:
        """Run the command to its end, or start it."""
        runtime, results = strike.capability(Executes), []
        if self.background:
            for host in strike.hosts:
                runtime.launch(host, self.command)
            return "started"
        for host in strike.hosts:
            code, output = runtime.execute(host, self.command)
            result = f"exit status {code}: {output.decode(errors='replace')[:_LONGEST_OUTPUT]}".rstrip()
            if self.is_ not in ("any", code):
                raise LabError(f"the command must end with status {self.is_}, and had {result}")
            results.append(result)
        return "\n".join(results)
