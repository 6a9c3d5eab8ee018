"""The page about services and the settings of hosts."""

from __future__ import annotations

from docs.generator.tables import definitions, keys_table, table, type_of, written
from socketlab.hosts.mounts import MOST_BYTES, MOST_FILES
from socketlab.hosts.setting import Setting
from socketlab.hosts.settings import SETTINGS
from socketlab.language.docstrings import as_sentence

_MERGE = {"fixed": "no", "replace": "replaces", "add": "adds to"}


def page() -> str:
    """The settings of a host."""
    properties = definitions()["ServiceDefinition"]["properties"]
    rows = [_row(setting, properties[name]) for name, setting in SETTINGS.items()]
    settings = table(["setting", "value", "default", "a scenario's", "variables", "meaning"], rows)
    more = ("build", "container_name", "depends_on", "hostname", "networks")
    aside = ", ".join(f"`{key}`" for key in properties if key not in (*SETTINGS, *more))
    health, limits = (definitions()[name]["properties"] for name in ("Healthcheck", "Ulimit"))
    return f"""\
# Hosts

A host runs a service: one of the scenario's compose file, or one that the scenario defines under `services`, in
Compose's words. These are the settings of a service. Where *a scenario's* says so, a host or a fleet of a scenario
may have the same key, which then replaces the service's setting or adds to it. *variables* says whether texts may
hold what only the plan knows, such as `${{index}}`; those of a compose file are taken as they are.

{settings}

Files and folders that `volumes` binds are copied for each run, {MOST_BYTES // 1_000_000} MB and {MOST_FILES} files at
most, so that a run never changes the project's own; hosts that bind the same one share the copy. A named volume is
a new one in each run. The content of a secret is in no file of a run. `privileged: true` and a volume of the
engine's socket need `allow: [privileged]` or `allow: [engine-socket]` in the scenario.

What a run makes of the other keys of a compose file is in [compose files](compose.md). A service that the scenario
defines itself may also have `build`, `container_name`, `depends_on`, `hostname` and `networks`, which mean what they
mean there, and these, which are set aside: {aside}; any other key is an error. A runtime that cannot
honour a setting refuses the scenario.

`${{NAME}}`, `${{NAME:-default}}` and the other forms of Compose's interpolation take their values from the environment
and from a `.env` file beside the compose file, which is read as Compose v2 reads it. A name without a value under
`environment` takes its value from the same two places.

## Healthcheck

{keys_table(health)}

## Ulimits

A number is both limits of a resource; a mapping has one for each:

{keys_table(limits, required=["soft", "hard"])}
"""


def _row(setting: Setting, schema: dict[str, object]) -> list[str]:
    return [
        f"`{setting.name}`",
        type_of(schema),
        written(schema),
        _MERGE[setting.merge],
        "yes" if setting.variables else "no",
        as_sentence(setting.summary),
    ]
