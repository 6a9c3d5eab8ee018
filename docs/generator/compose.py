"""The page about the keys of compose files."""

from __future__ import annotations

from collections.abc import Mapping

from docs.generator.tables import table
from socketlab.compose.classes import ALLOWABLE
from socketlab.compose.keys import ATTACHMENT, DEPLOY, HEALTHCHECK, MOUNT, NETWORK, VOLUME, Key
from socketlab.compose.service_keys import SERVICE
from socketlab.hosts.settings import SETTINGS
from socketlab.language.docstrings import as_sentence


def page() -> str:
    """What a run makes of each key of the Compose Specification."""
    return f"""\
# Compose files

A scenario names a compose file under `compose`, or a list of them: `docker compose -f FILE -f FILE` merges them in the
same way. What the files mean is what they mean to Compose v2: `extends`, `include`, `!reset`, `!override`, anchors and
merge keys, `env_file`, `label_file`, and variables of the environment and of the file `.env` in the project's folder,
which is that of the first file. `compose.override.yaml` is read where the list names it, as Compose does whenever it is
given files with `-f`. Keys that begin with `x-` are for others.

Only the services that the scenario names are checked, and what they refer to; others may hold anything. A service is
used whatever its `profiles` are. A variable that has no value and no default is empty, and noted by name. Files of
other machines cannot be included, and a file has one YAML document.

Each key below is *honoured*; or *ignored*, because a program sees no difference; or *ignored, with a note* that `plan`
and the run print; or *refused*. Some values put the machine at risk: {_refused_values()}. A scenario can allow two
things: `allow: [{", ".join(ALLOWABLE)}]`.

## Services

{_table(SERVICE)}

### healthcheck

{_table(HEALTHCHECK)}

### deploy

{_table(DEPLOY)}

### networks of a service

{_table(ATTACHMENT)}

### volumes of a service

{_table(MOUNT)}

## Networks

{_table(NETWORK)}

## Volumes

{_table(VOLUME)}
"""


def _refused_values() -> str:
    values = [f"`{key}: {value}`" for key, row in SERVICE.items() for value in row.values if value == "host"]
    return f"{', '.join(values)} and a mounted engine's socket are refused"


def _table(keys: Mapping[str, Key]) -> str:
    rows = [[f"`{name}`", _status(name, key), _meaning(name, key)] for name, key in keys.items()]
    return table(["key", "in a run", "meaning or reason"], rows)


def _status(name: str, key: Key) -> str:
    if name in SETTINGS:
        return "honoured"
    return "ignored, with a note" if key.noted else key.status


def _meaning(name: str, key: Key) -> str:
    parts = [SETTINGS[name].summary if name in SETTINGS else key.meaning]
    if key.refusal is not None:
        parts.append(key.refusal.instead)
    refused = [f"`{value}`" for value in key.values]
    if refused:
        parts.append(f"refused: {', '.join(refused)}")
    return as_sentence("; ".join(parts))
