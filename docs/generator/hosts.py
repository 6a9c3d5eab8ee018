"""The pages about services and hosts."""

from __future__ import annotations

from docs.generator.tables import definitions, keys_table
from socketlab.spec.compose import SET_ASIDE


def page() -> str:
    """The settings of a host."""
    properties = definitions()["ServiceDefinition"]["properties"]
    honoured = {key: part for key, part in properties.items() if key not in SET_ASIDE}
    aside = ", ".join(f"`{key}`" for key in SET_ASIDE)
    health, limits = (definitions()[name]["properties"] for name in ("Healthcheck", "Ulimit"))
    return f"""\
# Hosts

A host runs a service: one of the scenario's compose file, or one that the scenario defines under `services`, in
Compose's words. A run honours these settings:

{keys_table(honoured)}

It reads and sets aside what belongs to a standing lab, or what a run decides itself: {aside}. Any other key of a
service that the scenario uses is an error; services that it does not use may hold anything.

`${{NAME}}`, `${{NAME:-default}}` and the other forms of Compose's interpolation take their values from the environment
and from a `.env` file beside the compose file. A name without a value under `environment` takes the caller's.

A scenario may change some of these settings for a host or a fleet: see [hosts](scenario.md#hosts) and
[fleets](scenario.md#fleets).

## Healthcheck

{keys_table(health)}

## Ulimits

A number is both limits of a resource; a mapping has one for each:

{keys_table(limits, required=["soft", "hard"])}
"""


def readiness_page() -> str:
    """How a run learns that a host is ready."""
    return """\
# Readiness

A run waits until every host is ready and every client stands at its gate, the barrier at which clients wait for
their common start. How it learns that a host is ready depends on the host's image, in this order:

| ready | when |
| --- | --- |
| `gate` | the image has a gate: when the gate reports that it waits |
| `journal` | the image keeps a journal: when its server reports that it is ready |
| `health` | the service has a health check: when that succeeds |
| `running` | otherwise: as soon as the host runs |

While a run waits for health, the check is made at least twice a second.
"""
