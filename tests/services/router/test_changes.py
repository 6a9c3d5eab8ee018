"""Changes of links as orders: begun, ended by an order or in time, and taken back where one fails."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable

import pytest

from services.router.changes import Changes
from services.router.commands import Command
from services.router.orders import Change, Conditions, Path, Shift
from tests.services.router.test_commands import SLOW, setup

FIRST, SECOND = ("198.19.1.2", "198.19.2.2"), ("198.19.1.3", "198.19.2.2")


class Kernel:
    """Takes commands, counts seven packets for each change, and refuses what it is told to."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.told: list[tuple[int, float]] = []
        self.counted: list[str] = []
        self.failed = threading.Event()
        self.refuses: Callable[[str], bool] = lambda _: False

    def run(self, command: Command) -> str:
        program, text = command
        if self.refuses(text):
            raise OSError("refused")
        self.ran.append(text)
        self.counted += [line.split()[1] for line in text.splitlines() if line.startswith("counter change")]
        if "counters" in program:
            rows = [{"counter": {"name": name, "packets": 7}} for name in self.counted]
            return json.dumps({"nftables": rows})
        rules = [{"rule": {"handle": 1, "expr": [{"counter": name}]}} for name in self.counted]
        return json.dumps({"nftables": rules})

    def tell(self, paths: list[Path]) -> None:
        self.told += [(path.mark, path.conditions.delay_s) for path in paths]

    def fail(self, _: str) -> None:
        self.failed.set()


def changes(kernel: Kernel) -> Changes:
    interfaces = ("eth0", "eth1")
    declared = setup(SLOW, SLOW)
    return Changes(declared, interfaces, netem=False, run=kernel.run, tell=kernel.tell, fail=kernel.fail)


def change(key: str, conditions: Conditions, *, over_s: float = 0.0, lasts_s: float = 60.0) -> Change:
    return Change(key, tuple(Shift(*pair, 1, conditions) for pair in (FIRST, SECOND)), over_s, lasts_s)


def reached(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def test_a_change_ends_by_an_order_which_answers_how_many_packets_came_by() -> None:
    kernel = Kernel()
    book = changes(kernel)
    slower = Conditions(delay_s=1.0)
    book.begin(change("a", slower))
    assert kernel.told == [(1, 1.0), (2, 1.0)]
    assert book.changed() == {1, 2}
    (row,) = book.in_force()
    assert (row["key"], [path.mark for path in row["paths"]], row["probed"].mark) == ("a", [1, 2], 1)
    assert book.current().path(1).conditions == slower
    assert book.end("other") == {}
    assert book.end("a") == {"a": 7}
    assert kernel.told[2:] == [(1, 0.025), (2, 0.025)]
    assert book.end(None) == {}
    assert (book.changed(), book.in_force()) == (frozenset(), [])


def test_a_change_ends_by_itself_and_its_count_can_still_be_asked_for() -> None:
    kernel = Kernel()
    book = changes(kernel)
    book.begin(change("a", Conditions(delay_s=1.0), lasts_s=0.2))
    assert reached(lambda: kernel.told[2:] == [(1, 0.025), (2, 0.025)])
    assert book.end(None) == {"a": 7}
    assert not kernel.failed.is_set()


def test_a_gradual_change_is_taken_on_step_by_step() -> None:
    kernel = Kernel()
    book = changes(kernel)
    book.begin(change("a", Conditions(delay_s=1.025), over_s=0.5))
    assert reached(lambda: (1, 1.025) in kernel.told)
    steps = [delay for mark, delay in kernel.told if mark == 1]
    assert steps == sorted(steps)
    assert len(steps) > 2


@pytest.mark.parametrize("refused", ["mtu lock", "counter change"])
def test_a_change_that_cannot_be_put_in_force_has_not_begun(refused: str) -> None:
    kernel = Kernel()
    kernel.refuses = lambda text: refused in text
    book = changes(kernel)
    with pytest.raises(OSError, match="refused"):
        book.begin(change("a", Conditions(delay_s=1.0, mtu_bytes=900)))
    assert kernel.told[-2:] == [(1, 0.025), (2, 0.025)]
    assert book.changed() == frozenset()
    assert book.end(None) == {}


def test_where_a_step_fails_the_router_cannot_go_on() -> None:
    kernel = Kernel()
    book = changes(kernel)
    book.begin(change("a", Conditions(delay_s=1.0, mtu_bytes=900), lasts_s=0.2))
    kernel.refuses = lambda text: "rule del" in text
    assert kernel.failed.wait(20)
