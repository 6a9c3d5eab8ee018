"""Which clients get a gate of the runtime's: those whose image has none, where one can be put there."""

from __future__ import annotations

from dataclasses import replace

from socketlab.hosts.model import HostPlan, ImageFacts


def gate_obstacle(host: HostPlan, no_gate: str | None) -> str | None:
    """Why a client gets no gate of the runtime's; empty where it gets one, ``None`` without a reason to tell.

    Args:
        host: The client, whose image has no gate of its own.
        no_gate: What the runtime says of that.
    """
    if no_gate is not None and getattr(host.machine, "tty", False):
        return "its standard input is a terminal, which would show the gate's order"
    return no_gate


def behind_added_gate(host: HostPlan, image: ImageFacts) -> HostPlan:
    """A client whose program is executed by an added gate, which has to be told what the image would start.

    An entry point of the service's own takes the place of the image's command, too.

    Source: moby 20.10, ``daemon/commit.go``, ``merge``.
    """
    machine = host.machine
    own = machine.entrypoint
    command = machine.command if machine.command or own else image.command
    entrypoint = image.entrypoint if own is None else own
    return replace(
        host,
        gated=True,
        gate_added=True,
        machine=replace(machine, entrypoint=entrypoint, command=command or None),
    )
