"""What a runtime may be able to do to the paths between hosts: three capabilities, each its Protocol."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from socketlab.links.changes import ChangeInForce, LinkChange
from socketlab.links.model import Cut, LinksPlan, Measured


@runtime_checkable
class ShapesLinks(Protocol):
    """Puts conditions on the paths between hosts, by a router between their networks."""

    def link_mechanisms(self) -> frozenset[str]:
        """What there is to put conditions in force with, such as ``netem``."""

    def start_router(self, links: LinksPlan) -> None:
        """Start the router and put all conditions in force; the networks are there.

        When it ends by itself, or a condition is lost, :class:`~socketlab.runtimes.api.LinksLost` is
        reported.
        """

    def measure_links(self, *, thorough: bool) -> tuple[Measured | None, ...]:
        """What each of the planned paths does, in their order; ``None`` for one whose conditions are changed.

        Args:
            thorough: With thousands of probes on each, and floods where rates are limited.
        """

    def missing_conditions(self) -> tuple[str, ...]:
        """What was put in force and is not any more."""


@runtime_checkable
class CutsPaths(Protocol):
    """Cuts the paths between hosts, by the router between their networks."""

    def cut(self, cut: Cut) -> None:
        """Cut paths; the router ends it by itself when its time is over.

        Raises:
            LabError: when the router does not answer, or lacks a mechanism.
        """

    def mend(self, key: str | None) -> dict[str, int]:
        """End a cut, or all of them.

        Returns:
            The packets that each one has affected, by its key; nothing for one that was ended before.

        Raises:
            LabError: when one is gone that was not ended, or the router does not answer.
        """


@runtime_checkable
class ChangesLinks(Protocol):
    """Changes the conditions of paths, by the router between their networks."""

    def change_links(self, change: LinkChange) -> None:
        """Change conditions; the router ends it by itself when its time is over.

        Raises:
            InvalidInput: when it does not fit what was declared.
            LabError: when the router does not answer, or lacks a mechanism.
        """

    def restore_links(self, key: str | None) -> dict[str, int]:
        """End a change, or all of them: the declared conditions return.

        Returns:
            The packets that came by the changed paths, by the key of the change; nothing for one that was
            ended by another call.

        Raises:
            LabError: when the router does not answer.
        """

    def links_changed(self, *, thorough: bool) -> tuple[ChangeInForce, ...]:
        """Every change that is in force, measured as by ``measure_links``."""
