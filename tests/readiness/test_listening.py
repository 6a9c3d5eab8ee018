"""Hosts of which nothing is said."""

from __future__ import annotations

from socketlab.errors import LabError
from socketlab.readiness.listening import Listening


def test_a_port_that_others_can_reach_shows_that_a_host_is_ready() -> None:
    listening = Listening()
    assert listening.ask(lambda _: (0, b" 0: 00000000:1F90 00000000:0000 0A\n")) == ""
    assert (
        listening.ask(lambda _: (0, b" 0: 0100007F:1F90 00000000:0000 0A\n")) == "it listens on no TCP port"
    )


def test_after_a_second_it_is_enough_that_it_runs_also_where_it_cannot_be_asked() -> None:
    def execute(_: tuple[str, ...]) -> tuple[int, bytes]:
        raise LabError("no such program")

    assert (Listening().after_s, Listening().by_time) == (1.0, "running")
    assert "no such program" in Listening().ask(execute)
