"""What a run makes of each key of the Compose Specification, except those of services.

A key is honoured, or ignored because it changes nothing that a program sees, or ignored with a note that
``plan`` and the run print, or refused with the reason and with what to use in its place.

Source: the Compose Specification, "Services", "Networks" and "Volumes"; its JSON Schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["honoured", "ignored", "refused"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a key, or a value of it, is refused.

    Args:
        reason: Why, as a clause.
        instead: What to use in its place, as an imperative clause.
    """

    reason: str
    instead: str


@dataclass(frozen=True, slots=True)
class Key:
    """What a run makes of one key.

    Args:
        status: Whether it counts.
        meaning: What it does in a run, or why it does nothing; a phrase.
        noted: Whether a program can see that it is ignored, which is then noted.
        unless: Values that ask for nothing: they are neither noted nor refused.
        refusal: Why it is refused.
        values: Values, or what they begin with, that are refused although the key is not.
    """

    status: Status
    meaning: str
    noted: bool = field(default=False, kw_only=True)
    unless: tuple[Any, ...] = field(default=(), kw_only=True)
    refusal: Refusal | None = field(default=None, kw_only=True)
    values: Mapping[str, Refusal] = field(default_factory=dict, kw_only=True)

    def asks_for_nothing(self, value: Any) -> bool:
        """Whether a value is as good as none."""
        return value is None or value in ([], {}, "") or value in self.unless

    def refuses(self, value: Any) -> Refusal | None:
        """Why a value is refused, if it is."""
        if self.asks_for_nothing(value):
            return None
        if self.refusal is not None or not isinstance(value, str):
            return self.refusal
        return next((why for start, why in self.values.items() if value.startswith(start)), None)


def honoured(meaning: str, **values: Refusal) -> Key:
    """A key that counts, less some of its values; an underscore means the colon that one begins with."""
    return Key("honoured", meaning, values=_values(values))


def ignored(meaning: str, **values: Refusal) -> Key:
    """A key that changes nothing that a program sees, less some of its values."""
    return Key("ignored", meaning, values=_values(values))


def _values(values: Mapping[str, Refusal]) -> dict[str, Refusal]:
    return {name.replace("_", ":"): why for name, why in values.items()}


def noted(meaning: str, *, unless: tuple[Any, ...] = ()) -> Key:
    """A key that is ignored although a program can see it, unless it has one of some values."""
    return Key("ignored", meaning, noted=True, unless=unless)


def refused(reason: str, instead: str, *, unless: tuple[Any, ...] = ()) -> Key:
    """A key that is refused, unless it has one of some values."""
    return Key("refused", reason, unless=unless, refusal=Refusal(reason, instead))


HEALTHCHECK: dict[str, Key] = {
    "disable": honoured("no health check, not even the image's"),
    "interval": honoured("from one check to the next"),
    "retries": honoured("failures in a row that make the host unhealthy"),
    "start_interval": honoured("from one check to the next during the start"),
    "start_period": honoured("failures do not count for so long"),
    "test": honoured("the check"),
    "timeout": honoured("what one check may take"),
}

DEPLOY: dict[str, Key] = {
    "endpoint_mode": ignored("a run has no swarm"),
    "labels": ignored("they are the swarm's, not the container's"),
    "mode": ignored("a run has no swarm"),
    "placement": ignored("a run has one machine"),
    "replicas": honoured("the number of containers"),
    "resources": honoured("what a container may use"),
    "restart_policy": noted(
        "a run restarts a host only where a timeline says so", unless=({"condition": "none"},)
    ),
    "rollback_config": ignored("a run has no swarm"),
    "update_config": ignored("a run has no swarm"),
}

ATTACHMENT: dict[str, Key] = {
    "aliases": honoured("further names on the network"),
    "driver_opts": noted("the networks of a run are the engine's own bridges"),
    "gw_priority": ignored("the networks of a run have no way out"),
    "interface_name": noted("the engine chooses the names of interfaces"),
    "ipv4_address": honoured("its address on the network"),
    "ipv6_address": honoured("its IPv6 address on the network"),
    "link_local_ips": noted("a host has one address of each kind on a network"),
    "mac_address": noted("the engine chooses MAC addresses"),
    "priority": ignored("the order in which networks are connected changes no name and no address"),
}

MOUNT: dict[str, Key] = {
    "bind": ignored("a run copies what is mounted: it never changes the user's files"),
    "consistency": ignored("it has no effect on Linux"),
    "image": refused("a run mounts no images", "copy the files into the service's image"),
    "read_only": honoured("whether it can be written to"),
    "source": honoured("what is mounted: a named volume, or a file or folder of the project"),
    "target": honoured("where it is mounted"),
    "tmpfs": honoured("size and mode of a folder in memory"),
    "type": honoured("`volume`, `bind` or `tmpfs`"),
    "volume": honoured("what of the volume is mounted"),
}

NETWORK: dict[str, Key] = {
    "attachable": ignored("a run has no swarm"),
    "driver": noted("a bridge of the run takes its place", unless=("bridge", "default")),
    "driver_opts": noted("the networks of a run are the engine's own bridges"),
    "enable_ipv4": noted("every network of a run has IPv4", unless=(True,)),
    "enable_ipv6": honoured("whether the network has IPv6"),
    "external": noted("the run makes a network of its own in its place", unless=(False,)),
    "internal": ignored("the networks of a run are closed in any case"),
    "ipam": honoured("the subnets"),
    "labels": ignored("they are the engine's"),
    "name": ignored("each run names its own networks"),
}

VOLUME: dict[str, Key] = {
    "driver": noted("a local volume of the run takes its place", unless=("local", "default")),
    "driver_opts": noted("a local volume of the run takes its place"),
    "external": noted("the run begins with an empty volume in its place", unless=(False,)),
    "labels": ignored("they are the engine's"),
    "name": ignored("each run names its own volumes"),
}
