"""Fixtures of the commands' tests."""

from tests.cli.runtimes import in_memory

__all__ = ["in_memory"]
