"""``schema``: the scenario language for editors."""

from __future__ import annotations

from socketlab.console import say_json
from socketlab.errors import ExitCode


def schema() -> int:
    """Print the JSON Schema of a scenario file.

    \b
    Example:
      socketlab schema > scenario.schema.json

    \b
    An editor with a YAML language server uses it when the scenario's first line is:
      # yaml-language-server: $schema=scenario.schema.json
    """
    from socketlab.spec.schema import scenario_schema

    say_json(scenario_schema())
    return ExitCode.PASS
