"""The labels on everything a run makes: one reverse-DNS namespace, so that cleanup touches nothing else.

Source: Docker object labels guidelines, "Key format recommendations" (reverse-DNS prefix).
"""

from __future__ import annotations

NAMESPACE = "io.socketlab"

RUN = f"{NAMESPACE}.run"
"""The run's id: on containers, networks and volumes alike."""

SCENARIO = f"{NAMESPACE}.scenario"
ROLE = f"{NAMESPACE}.role"
SERVICE = f"{NAMESPACE}.service"
HOST = f"{NAMESPACE}.host"

OWNER = f"{NAMESPACE}.owner"
"""Who plays the run, as ``machine:pid:start``: while that process lives, ``clean`` leaves it alone."""

EXPIRES = f"{NAMESPACE}.expires"
"""Seconds since the epoch after which the run cannot be alive, whatever its owner."""

KEPT = f"{NAMESPACE}.kept"
"""On what a run with ``--keep`` leaves in place: only ``clean`` removes it."""

LAB = f"{NAMESPACE}.lab"
"""On the hosts of the standing lab; never on anything a run makes."""

ABOUT = f"{NAMESPACE}.about"
"""On the lab's hosts: what a host is, in one line."""

SOURCE = f"{NAMESPACE}.source"
"""On images: a digest of all that the repository puts into it."""

BASE = f"{NAMESPACE}.base"
"""On base images: a digest of how it is made."""

BASE_WAY = f"{NAMESPACE}.base.way"
"""On base images: whether it was made from a registry's image or from a package mirror."""

GATE = f"{NAMESPACE}.gate"
"""On images whose entry point waits at the gate (see ``services/lab/gate.py``)."""

GATE_PROGRAM = f"{NAMESPACE}.gate.program"
"""On the image of the gate for any other image: the version of the line that it waits for."""

JOURNAL = f"{NAMESPACE}.journal"
"""On images whose programs keep a journal, the ready line included."""
