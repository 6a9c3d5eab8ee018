"""Events that steps wait for."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from socketlab.events import Event, Exited, Noted, Ready, Released
from socketlab.record.observations import Transferred
from socketlab.triggers.event import OnEvent
from tests.records import noted

READY = Ready(at_s=1.0, host="server", how="journal")
EXITED = Exited(at_s=2.0, host="clients-1", code=0)
RELEASED = Released(at_s=1.5, clients=2, clock=None)
CONNECTED = noted("server", "connect", "server")
SENT = noted("server", "sent", "server")
TRANSFERRED = Transferred(at_s=3.0, hosts=("server",), wanted_bytes=10**6, found_bytes=10**6 + 5)


@pytest.mark.parametrize(
    ("settings", "happening"),
    [
        ({"event": "ready", "host": "server"}, READY),
        ({"event": "exited", "host": "clients-1"}, EXITED),
        ({"event": "connected", "host": "server"}, CONNECTED),
        ({"event": "released"}, RELEASED),
        ({"event": "transferred", "host": "server", "bytes": "1MB"}, TRANSFERRED),
    ],
)
def test_an_event_is_the_one_of_its_kind_and_host(settings: dict[str, object], happening: Event) -> None:
    trigger = OnEvent.model_validate(settings)
    others = [
        event for event in (READY, EXITED, RELEASED, CONNECTED, SENT, TRANSFERRED) if event is not happening
    ]
    assert not any(trigger.watch().sees(event) for event in others)
    assert trigger.watch().sees(happening)


def test_an_event_of_another_host_does_not_count() -> None:
    watch = OnEvent.model_validate({"event": "ready", "host": "other"}).watch()
    assert not watch.sees(READY)


def test_the_fourth_connection_is_the_fourth() -> None:
    watch = OnEvent.model_validate({"event": "connected", "host": "server", "number": 4}).watch()
    assert [watch.sees(CONNECTED) for _ in range(4)] == [False, False, False, True]


def test_connections_of_several_hosts_are_counted_together() -> None:
    trigger = OnEvent.model_validate({"event": "connected", "host": "clients", "number": 2})
    planned = trigger.planned(lambda _: ("clients-1", "clients-2"), {})
    watch = planned.watch()
    both: list[Noted] = [noted("clients-2", "connect"), noted("clients-1", "connect")]
    assert [watch.sees(event) for event in both] == [False, True]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"event": "ready"}, "ready needs a host"),
        ({"event": "released", "host": "server"}, "leave host out"),
        ({"event": "released", "number": 2}, "leave number out"),
        ({"event": "died", "host": "server"}, "'ready', 'exited'"),
    ],
)
def test_an_event_that_cannot_be_meant_is_refused(settings: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        OnEvent.model_validate(settings)


def test_it_says_what_it_waits_for() -> None:
    words = [
        OnEvent.model_validate(settings).wording
        for settings in (
            {"event": "ready", "host": "server"},
            {"event": "exited", "host": "clients[1]"},
            {"event": "connected", "host": "server", "number": 4},
            {"event": "released"},
        )
    ]
    assert words == [
        "when server is ready",
        "when clients[1] has exited",
        "when server is connected (4.)",
        "when the run is released",
    ]


def test_bytes_are_those_of_the_hosts_and_as_many_as_the_trigger_asks_for() -> None:
    trigger = OnEvent.model_validate({"event": "transferred", "host": "server", "bytes": "2MB"})
    assert trigger.transfer == (("server",), 2_000_000)
    assert trigger.wording == "when server has transferred 2MB"
    assert not trigger.watch().sees(TRANSFERRED)
    assert OnEvent.model_validate({"event": "released"}).transfer is None


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"event": "transferred", "host": "server"}, "transferred needs bytes, such as 1MB"),
        ({"event": "ready", "host": "server", "bytes": "1MB"}, "ready counts no bytes (leave bytes out)"),
        ({"event": "transferred", "bytes": "1MB"}, "transferred needs a host"),
        (
            {"event": "transferred", "host": "server", "bytes": "1MB", "number": 2},
            "transferred happens once (leave number out, and give more bytes)",
        ),
    ],
)
def test_bytes_belong_to_transferred_alone(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        OnEvent.model_validate(settings)
    assert message in str(raised.value)
