"""Waiting for hosts ends when all are healthy, at once when one has ended, and in time otherwise."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest

from socketlab.errors import DeadlinePassed, LabError
from socketlab.lab.health import check_command, wait_until_healthy
from socketlab.runtimes.docker.lab import LabHost


def host(name: str) -> LabHost:
    return LabHost(
        name=name,
        container=name,
        image="i",
        service=name,
        number=1,
        network="n",
        address="172.28.0.2",
        ports=(),
        state="running",
        health="starting",
        about="",
    )


class Scripted:
    """A probe that answers as it is told: ``check`` gets the host's name and the number of the question."""

    def __init__(self, check: Callable[[str, int], str], *, dead: frozenset[str] = frozenset()) -> None:
        self._check = check
        self._dead = dead
        self.asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def alive(self, host: LabHost) -> bool:
        return host.name not in self._dead

    def check(self, host: LabHost) -> str:
        with self._lock:
            self.asked[host.name] += 1
        return self._check(host.name, self.asked[host.name])

    def last_lines(self, host: LabHost) -> str:
        return f"Traceback\n{host.name} went wrong"


def test_it_returns_when_every_host_has_passed_once() -> None:
    probe = Scripted(lambda name, time: "" if name == "a" or time == 3 else "not yet")
    passed: list[str] = []

    wait_until_healthy(
        [host("a"), host("b")], probe, timeout_s=30, said=lambda host: passed.append(host.name)
    )

    assert sorted(passed) == ["a", "b"]
    assert probe.asked == {"a": 1, "b": 3}


def test_no_hosts_are_healthy_at_once() -> None:
    wait_until_healthy([], Scripted(lambda *_: "never"), timeout_s=0, said=lambda _: None)


def test_a_host_that_has_ended_ends_the_wait_for_all_with_its_last_lines() -> None:
    probe = Scripted(lambda *_: "not yet", dead=frozenset({"b"}))

    with pytest.raises(LabError, match=r'"b" has ended: Traceback / b went wrong') as caught:
        wait_until_healthy([host("a"), host("b")], probe, timeout_s=600, said=lambda _: None)

    assert "socketlab lab logs b" in str(caught.value.hint)


def test_a_deadline_says_which_host_is_not_healthy_and_why() -> None:
    moments = iter(range(1000))

    with pytest.raises(DeadlinePassed, match=r'"a" is not healthy after 3 s: no answer on 50007'):
        wait_until_healthy(
            [host("a")],
            Scripted(lambda *_: "no answer on 50007"),
            timeout_s=3,
            said=lambda _: None,
            clock=lambda: float(next(moments)),
        )


def test_an_interrupt_leaves_no_thread_behind() -> None:
    def interrupted(_: LabHost) -> None:
        raise KeyboardInterrupt

    probe = Scripted(lambda name, _: "" if name == "a" else "not yet")
    with pytest.raises(KeyboardInterrupt):
        wait_until_healthy([host("a"), host("b")], probe, timeout_s=600, said=interrupted)


@pytest.mark.parametrize(
    ("test", "command"),
    [
        (["CMD", "python3", "-m", "x"], ["python3", "-m", "x"]),
        (["CMD-SHELL", "a && b"], ["/bin/sh", "-c", "a && b"]),
        (["NONE"], []),
        ([], []),
    ],
)
def test_a_health_check_becomes_a_command(test: list[str], command: list[str]) -> None:
    assert check_command(test) == command
