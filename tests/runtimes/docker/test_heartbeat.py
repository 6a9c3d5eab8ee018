"""The stream that ends with an engine."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator

from socketlab.runtimes.docker.heartbeat import Heartbeat


class Stream:
    """Events of an engine: none, until it is broken off."""

    def __init__(self) -> None:
        self.over = threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        self.over.wait(10)
        return iter(())

    def close(self) -> None:
        self.over.set()


class Engine:
    """Answers as long as it is there."""

    def __init__(self) -> None:
        self.streams: queue.Queue[Stream] = queue.Queue()
        self.there = True

    def events(self, *, filters: dict[str, str]) -> Stream:
        assert filters == {"label": "io.socketlab.run=r1"}
        if not self.there:
            raise OSError(111, "connection refused")
        stream = Stream()
        self.streams.put(stream)
        return stream

    def ping(self) -> None:
        if not self.there:
            raise OSError(111, "connection refused")


def test_an_engine_that_has_gone_is_reported_once_with_the_reason() -> None:
    engine, lost = Engine(), queue.Queue[str]()
    heartbeat = Heartbeat(engine, "r1", lost.put)
    stream = engine.streams.get(timeout=10)
    engine.there = False
    stream.close()
    assert "Docker" in lost.get(timeout=10)
    heartbeat.close()
    assert lost.empty()


def test_a_stream_that_something_between_ended_is_opened_again() -> None:
    engine, lost = Engine(), queue.Queue[str]()
    heartbeat = Heartbeat(engine, "r1", lost.put)
    engine.streams.get(timeout=10).close()
    engine.streams.get(timeout=10)
    heartbeat.close()
    assert lost.empty()


def test_closing_it_reports_nothing() -> None:
    engine, lost = Engine(), queue.Queue[str]()
    heartbeat = Heartbeat(engine, "r1", lost.put)
    stream = engine.streams.get(timeout=10)
    heartbeat.close()
    engine.there = False
    assert stream.over.wait(10)
    assert lost.empty()
