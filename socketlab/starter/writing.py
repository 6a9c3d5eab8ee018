"""The files that ``init`` writes."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from socketlab.errors import InvalidInput, reason_of
from socketlab.spec.schema import scenario_schema
from socketlab.starter.choice import Choice

SCENARIO = "first-scenario.yaml"
SCHEMA = "scenario.schema.json"
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA}"
"""Source: yaml-language-server, "Using inlined schema"."""

EXAMPLE = ("compose.yaml", "Dockerfile", "server.py", "client.py", SCENARIO)

OWN_CLIENT = "socketlab/client"
_HTTP_PORT = 80


def write_example(folder: Path) -> list[Path]:
    """Write a small project: a server, a client, what makes containers of them, and a scenario.

    Returns:
        What was written.

    Raises:
        InvalidInput: when one of the files is there already.
    """
    source = files("socketlab.starter") / "example"
    texts = {name: (source / name).read_text(encoding="utf-8") for name in EXAMPLE}
    return _write(folder, {**texts, SCHEMA: _schema()})


def write_scenario(compose: Path, choice: Choice) -> list[Path]:
    """Write a first scenario beside a compose file.

    Returns:
        What was written.

    Raises:
        InvalidInput: when it is there already.
    """
    return _write(compose.parent, {SCENARIO: scenario_for(compose.name, choice), SCHEMA: _schema()})


def scenario_for(compose: str, choice: Choice) -> str:
    """The text of a first scenario.

    Args:
        compose: The name of the compose file.
        choice: The services that it plays.
    """
    others = "".join(
        f"  {name}: # {choice.server} depends on it\n    service: {name}\n" for name in choice.beside
    )
    return f"""\
{SCHEMA_LINE}
title: Three clients call {choice.server} at once

compose: {compose}
{_own_client_service(choice)}
# The hosts: each is a container of its own, and has its service's name on the run's network.
hosts:
  {choice.server}: # the server, as far as {compose} tells; name another service here if it is not
    service: {choice.server}
{others}
# The clients: each is a container of its own. They start together, once all hosts are ready.
fleets:
  clients:
{_client(choice)}
# From the start of the clients to the end of the last one.
timeout: 60s

# What must hold. In addition, every client must exit with status 0, and no host may end by itself.
checks:
  - fleet_time: {{fleet: clients, at_most: 30s}}

# Faults, and when they are injected. Remove the number signs to restart the server during the calls:
# timeline:
#   - at: 500ms
#     restart: {{host: {choice.server}, down: 1s}}
"""


def _own_client_service(choice: Choice) -> str:
    if choice.client:
        return ""
    return f"""
# The compose file has no client of {choice.server}. This one connects, sends a line and prints the answer.
services:
  caller:
    image: {OWN_CLIENT}
"""


def _client(choice: Choice) -> str:
    service = choice.client or "caller"
    if choice.client and choice.client_image != OWN_CLIENT:
        return f"""\
    service: {service} # runs its own command; `command: [...]` gives it another
    count: 3
"""
    port = choice.port or _HTTP_PORT
    guessed = "" if choice.port else f" # {_HTTP_PORT} is a guess: write the server's port"
    host = f"${{hosts.{choice.server}}}"
    return f"""\
    service: {service}
    count: 3
    command: [raw-client, "{host}", "{port}", --send, 'GET / HTTP/1.0\\r\\n\\r\\n']{guessed}
"""


def _schema() -> str:
    return json.dumps(scenario_schema(), indent=2) + "\n"


def _write(folder: Path, texts: dict[str, str]) -> list[Path]:
    """Write all files, or none where one that differs is there; the schema may be there as it is."""
    paths = {folder / name: text for name, text in texts.items()}
    for path, text in paths.items():
        if path.exists() and not (path.name == SCHEMA and path.read_text(encoding="utf-8") == text):
            raise InvalidInput(
                f'"{path}" exists already', hint="move it away, or give init the name of another folder"
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in paths.items():
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = reason_of(error)
        raise InvalidInput(f'cannot write "{error.filename or folder}": {reason}') from error
    return list(paths)
