"""Curves from samples."""

from __future__ import annotations

import json

from socketlab.report.page.samples import MOST_HOSTS, resources_of


def row(at_s: object, cpu_s: object = 0.0, host: str = "server", **more: object) -> str:
    return json.dumps({"at_s": at_s, "host": host, "cpu_s": cpu_s, "memory_bytes": 1000, **more}) + "\n"


def test_processors_are_the_difference_of_two_samples() -> None:
    lines = row(1.0, 0.0) + row(2.0, 0.5) + row(2.0, 0.7) + row(4.0, 0.1)
    processors, memory = resources_of(lines, {"server"})
    assert (processors.name, processors.points) == ("server: processors", ((2.0, 0.5), (4.0, 0.0)))
    assert (memory.unit, memory.points[0]) == ("B", (1.0, 1000.0))


def test_what_is_no_sample_is_left_out() -> None:
    lines = (
        "nonsense\n[]\n"
        + row("x")
        + row(1.0, host="other")
        + row(2.0, "x", memory_bytes=None)
        + row(3.0, 1.0)
    )
    processors, memory = resources_of(lines, {"server"})
    assert (processors.points, memory.points) == ((), ((3.0, 1000.0),))


def test_the_number_of_hosts_is_bounded() -> None:
    hosts = [f"host-{number}" for number in range(20)]
    curves = list(resources_of("".join(row(1.0, host=host) for host in hosts), hosts))
    assert len(curves) == 2 * MOST_HOSTS
