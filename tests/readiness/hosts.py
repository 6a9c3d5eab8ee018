"""Hosts, clients and images for the tests of readiness."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import yaml

from socketlab.hosts.model import HostPlan, ImageFacts, Placement
from socketlab.hosts.settings import Machine
from socketlab.hosts.values import Healthcheck
from socketlab.readiness import ReadyItem
from socketlab.readiness.api import Readiness

HOST = HostPlan(
    name="server", role="host", service="s", placement=Placement.PRIVATE, machine=Machine(image="i")
)
CLIENT = replace(HOST, name="clients-1", role="client")
OWN_ENTRY = Machine(image="i", entrypoint=("run",))
GATED = ImageFacts(labels={"io.socketlab.gate": "1"})
KEEPS_JOURNAL = ImageFacts(labels={"io.socketlab.journal": "1"}, healthcheck=Healthcheck(test=("CMD", "a")))
CHECKED = ImageFacts(healthcheck=Healthcheck(test=("CMD", "image")))
BARE = ImageFacts()


def checked(**settings: Any) -> HostPlan:
    return replace(HOST, machine=Machine(image="i", healthcheck=Healthcheck.model_validate(settings)))


def said(text: str) -> Readiness:
    strategy: Readiness = ReadyItem.model_validate(yaml.safe_load(text)).strategy
    return strategy
