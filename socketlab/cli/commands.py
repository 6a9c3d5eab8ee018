"""What all commands have in common: ``-h``, and examples under the name that the command was called by."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from socketlab.cli.called import as_called

SETTINGS = {"help_option_names": ["-h", "--help"]}


class Command(TyperCommand):
    """One verb."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        return as_called(super().get_help(ctx))


class Group(TyperGroup):
    """A command with verbs of its own."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        return as_called(super().get_help(ctx))
