"""The gate in front of a program of any image: what the engine is told, and when it cannot be had."""

from __future__ import annotations

from typing import Any

import pytest
from docker.errors import ImageNotFound

from socketlab.runtimes.api import RunTicket
from socketlab.runtimes.docker.gates import GateVolume, why_no_gate

TICKET = RunTicket(run="r1", labels={"io.socketlab.run": "r1"}, lifetime_s=1.0)


class Engine:
    """An engine with one image, which records what is made and removed."""

    def __init__(self, marks: dict[str, str] | None = None) -> None:
        self.marks = marks
        self.made: list[str] = []
        self.removed: list[str] = []

    def inspect_image(self, name: str) -> dict[str, Any]:
        if self.marks is None:
            raise ImageNotFound(f"No such image: {name}")
        return {"Config": {"Labels": self.marks or None}}

    def create_container_from_config(self, body: dict[str, Any], name: str) -> None:
        assert (body["Image"], body["Labels"]) == ("socketlab/gate", TICKET.labels)
        self.made.append(name)

    def remove_container(self, name: str, *, force: bool, v: bool) -> None:
        assert (force, v) == (True, True)
        self.removed.append(name)


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ({"io.socketlab.gate.program": "1"}, ""),
        (
            {"io.socketlab.gate.program": "0"},
            'the image "socketlab/gate" is old (run socketlab lab build gate)',
        ),
        ({}, 'the image "socketlab/gate" is old (run socketlab lab build gate)'),
        (None, 'the image "socketlab/gate" is not on this machine (run socketlab lab build gate)'),
    ],
)
def test_the_image_has_to_be_there_and_wait_for_the_same_line(
    marks: dict[str, str] | None, reason: str
) -> None:
    assert why_no_gate(Engine(marks)) == reason


@pytest.mark.parametrize(
    ("given", "starts"),
    [({}, ["/.socketlab/gate"]), ({"Entrypoint": ["sh", "-c"]}, ["/.socketlab/gate", "sh", "-c"])],
)
def test_a_container_starts_the_gate_in_the_runs_volume(given: dict[str, Any], starts: list[str]) -> None:
    body: dict[str, Any] = {"HostConfig": {"NetworkMode": "none"}, "Cmd": ["x"], **given}
    GateVolume(Engine(), TICKET).put_before(body)
    assert body["HostConfig"] == {"NetworkMode": "none", "VolumesFrom": ["socketlab-r1_gate:ro"]}
    assert (body["Entrypoint"], body["Cmd"]) == (starts, ["x"])


def test_the_volume_is_made_once_and_removed_once() -> None:
    engine = Engine()
    volume = GateVolume(engine, TICKET)
    volume.remove()
    for _ in range(2):
        volume.put_before({"HostConfig": {}})
    volume.remove()
    volume.remove()
    assert (engine.made, engine.removed) == (["socketlab-r1_gate"], ["socketlab-r1_gate"])
