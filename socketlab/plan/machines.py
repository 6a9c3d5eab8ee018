"""What a private machine runs: a service's definition with the scenario's changes in it."""

from __future__ import annotations

from collections.abc import Mapping

from socketlab.hosts.model import Machine
from socketlab.language.variables import finish
from socketlab.spec.compose import ServiceDefinition
from socketlab.spec.scenario import Changes

DEFAULT_GRACE_S = 1.0
"""From the polite stop to the hard one, where the service does not say."""


def machine_for(
    definition: ServiceDefinition,
    change: Changes,
    *,
    hostname: str,
    variables: Mapping[str, str],
) -> Machine:
    """The machine of one host or client.

    Args:
        definition: Its service, taken as it stands.
        change: What the scenario puts over it.
        hostname: Its name.
        variables: Values for ``${...}`` in the change.
    """
    grace_s = definition.stop_grace_period
    return Machine(
        image=definition.image or "",
        command=definition.command if change.command is None else _finished(change.command, variables),
        entrypoint=definition.entrypoint,
        environment={**definition.environment, **_finished_values(change.environment, variables)},
        hostname=hostname,
        user=definition.user if change.user is None else finish(change.user, variables),
        working_dir=definition.working_dir,
        read_only=definition.read_only,
        tmpfs=definition.tmpfs,
        cap_add=definition.cap_add,
        cap_drop=definition.cap_drop,
        security_opt=definition.security_opt,
        sysctls={**definition.sysctls, **_finished_values(change.sysctls, variables)},
        ulimits={**definition.ulimits, **change.ulimits},
        mem_limit_bytes=definition.mem_limit,
        pids_limit=definition.pids_limit,
        cpus=definition.cpus,
        init=definition.init,
        stop_signal=definition.stop_signal,
        stop_grace_s=DEFAULT_GRACE_S if grace_s is None else grace_s,
        healthcheck=definition.healthcheck,
    )


def with_variables(definition: ServiceDefinition, variables: Mapping[str, str]) -> ServiceDefinition:
    """A service that the scenario itself defines, with ``${...}`` filled in.

    One from a compose file must not go through here: Compose has filled in its variables, and what
    looks like one now is the shell's.
    """
    update: dict[str, object] = {
        "command": _finished(definition.command, variables),
        "entrypoint": _finished(definition.entrypoint, variables),
        "environment": _finished_values(definition.environment, variables),
    }
    if definition.healthcheck is not None:
        test = _finished(definition.healthcheck.test, variables)
        update["healthcheck"] = definition.healthcheck.model_copy(update={"test": test})
    return definition.model_copy(update=update)


def _finished_values(texts: Mapping[str, str], variables: Mapping[str, str]) -> dict[str, str]:
    return {name: finish(text, variables) for name, text in texts.items()}


def _finished(words: tuple[str, ...] | None, variables: Mapping[str, str]) -> tuple[str, ...] | None:
    return None if words is None else tuple(finish(word, variables) for word in words)
