"""The router's first process: obeys orders, one line of JSON each, and answers each with a line.

The packet loop is a child of its own, so that neither a command nor a measurement delays a packet. If it
ends, so does the router: a run notices at once that its conditions are gone.
"""

from __future__ import annotations

import ipaddress
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from services.router.changes import Changes
from services.router.commands import NEAR, QUEUE, commands
from services.router.cuts import TABLE, affected, cut_script, handles_of, mend_script
from services.router.measuring import measure_quickly, measure_thoroughly
from services.router.nat import TABLE as NAT_TABLE
from services.router.nat import moving, with_moved
from services.router.netem import BLOCK, HOLDING
from services.router.orders import Conditions, Path, Setup, change_of, setup_of, spell_of
from services.router.packets import Fates, Loop, Queue, news_of
from services.router.probing import Prober
from services.router.running import Refused, run, succeeds
from services.router.trying import NETEM, mechanisms

if TYPE_CHECKING:
    from services.router.resolving import Names

_LOST = 3
"""Exit status when the packet loop is gone."""


def answer(**content: Any) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()


def lose(reason: str) -> None:
    """End the router: its conditions are not as they should be."""
    answer(lost=reason)
    os._exit(_LOST)


def interfaces_of(setup: Setup) -> tuple[str, ...]:
    """The interface in each network; the engine does not promise their names."""
    links = json.loads(run((("ip", "-json", "-4", "address"), "")))
    local = {
        str(ipaddress.ip_interface(f"{each['local']}/{each['prefixlen']}").network): str(link["ifname"])
        for link in links
        for each in link["addr_info"]
    }
    try:
        return tuple(local[segment.subnet] for segment in setup.segments)
    except KeyError as error:
        raise Refused(f"the router is not on the network {error}") from error


def _rules() -> int:
    return run((("iptables-nft-save",), "")).count(" -j ")


def _missing_queues(lines: list[str]) -> list[str]:
    """Which of the lines for tc are not in force any more."""
    there = run((("tc", "qdisc", "show"), ""))
    wanted = [line for line in lines if line.startswith("qdisc")]
    missing = []
    if there.count("parent 1:") < sum(" parent 1:" in line for line in wanted):
        missing.append("queues of paths")
    ways = sum(line.startswith("filter") for line in lines)
    if there.count("ingress_block") < sum("ingress_block" in line for line in wanted) or (
        ways and run((("tc", "filter", "show", "block", str(BLOCK)), "")).count(HOLDING) < ways
    ):
        missing.append("the way to the queues")
    return missing


class Router:
    """The state of the router: what was set up, and the packet loop."""

    def __init__(self) -> None:
        self._setup: Setup | None = None
        self.loop: int | None = None
        self._cuts: set[str] = set()
        self._changes: Changes | None = None
        self._names: Names | None = None
        self._seed = ""
        self._news = -1

    def obey(self, order: dict[str, Any]) -> None:
        """Carry out one order and answer."""
        obeyed: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "probe": lambda _: {"mechanisms": mechanisms()},
            "set-up": self._set_up,
            "measure": lambda order: {"measured": self._measure(thorough=order["thorough"])},
            "check": lambda _: {"missing": self._missing()},
            "cut": self._cut,
            "mend": lambda order: {"mended": self._mend(order["key"])},
            "change": self._change,
            "restore": lambda order: {"restored": self._changes.end(order["key"]) if self._changes else {}},
            "changes": lambda order: {"changes": self._measure_changes(thorough=order["thorough"])},
            "answer": self._answer,
            "answer-again": lambda order: {"answered": self._named.end(order["key"])},
            "moved": self._moved,
            "move-nat": self._move_nat,
        }
        answer(**obeyed[order["order"]](order))

    def _cut(self, order: dict[str, Any]) -> dict[str, Any]:
        run((("nft", "-f", "-"), cut_script(**order["cut"])))
        self._cuts.add(order["cut"]["key"])
        return {"cut": order["cut"]["key"]}

    @property
    def _named(self) -> Names:
        if self._names is None:
            raise Refused("the router does not answer for names in this run")
        return self._names

    def _answer(self, order: dict[str, Any]) -> dict[str, Any]:
        spell = spell_of(order)
        self._named.begin(spell)
        return {"answering": spell.key}

    def _moved(self, order: dict[str, Any]) -> dict[str, Any]:
        """A host has another address: its names get it."""
        self._named.move(order["before"], order["after"])
        return {"moved": order["after"]}

    def _move_nat(self, order: dict[str, Any]) -> dict[str, Any]:
        """A NAT gets its other address, and forgets its connections."""
        if self._setup is None:
            raise Refused("there are no NATs")
        before, after = self._setup, with_moved(self._setup, order["address"])
        for command in moving(before, after, NEAR):
            run(command)
        self._setup = after
        pairs = zip(before.nats, after.nats, strict=True)
        ((one, other),) = ((one.address, other.address) for one, other in pairs if one != other)
        return {"before": one, "after": other}

    def _set_up(self, order: dict[str, Any]) -> dict[str, Any]:
        setup = setup_of(order)
        netem = setup.shaper == NETEM
        self._setup, self._seed = setup, order["seed"]
        interfaces = interfaces_of(setup)
        held = {path.mark: path.conditions for path in setup.paths if path.conditions.held}
        if held and not netem:
            self._start_loop(held)
        for command in commands(setup, interfaces, netem=netem):
            run(command)
        self._changes = Changes(setup, interfaces, netem=netem, run=run, tell=self._tell, fail=lose)
        if setup.names is not None:
            from services.router.resolving import Names, Resolver  # noqa: PLC0415 - most runs need no DNS

            self._names = Names(setup.names)
            Resolver(self._names, [segment.gateway for segment in setup.segments])
        return {"mechanism": setup.shaper}

    def _change(self, order: dict[str, Any]) -> dict[str, Any]:
        """Put a change in force; the packet loop has to be there before the thread that keeps changes."""
        change = change_of(order)
        if self._changes is None or self._setup is None:
            raise Refused("there are no links")
        if self._setup.shaper != NETEM:
            if any(shift.conditions.corrupt_ratio for shift in change.shifts):
                raise Refused("packets are corrupted by netem only, which is not used here")
            if self.loop is None:
                self._start_loop({})
        self._changes.begin(change)
        return {"changed": change.key}

    def _start_loop(self, held: dict[int, Conditions]) -> None:
        queue = Queue(QUEUE)
        news, self._news = os.pipe()
        os.set_blocking(news, False)
        child = os.fork()
        if child == 0:
            try:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                os.close(self._news)
                with open("/proc/self/timerslack_ns", "w", encoding="ascii") as slack:
                    slack.write("1")
                Loop(queue, Fates(held, self._seed, news)).run()
            finally:
                os._exit(_LOST)
        queue.socket.close()
        os.close(news)
        self.loop = child

    def _tell(self, paths: list[Path]) -> None:
        """Give the packet loop the conditions of paths."""
        content = news_of(paths)
        while content:
            content = content[os.write(self._news, content) :]

    def _measure(self, *, thorough: bool) -> list[dict[str, Any]]:
        """What the paths do whose conditions are as declared."""
        if self._setup is None or self._changes is None:
            return []
        changed = self._changes.changed()
        return self._measured([mark for mark in self._setup.probed if mark not in changed], thorough=thorough)

    def _measure_changes(self, *, thorough: bool) -> list[dict[str, Any]]:
        """What the changed paths do: one for each of the conditions."""
        there = self._changes.in_force() if self._changes else []
        rows = self._measured([each["probed"].mark for each in there], thorough=thorough)
        return [
            {
                "key": each["key"],
                "paths": [(path.source, path.destination) for path in each["paths"]],
                "conditions": asdict(each["probed"].conditions),
                "measured": row,
            }
            for each, row in zip(there, rows, strict=True)
        ]

    def _measured(self, marks: list[int], *, thorough: bool) -> list[dict[str, Any]]:
        if self._changes is None:
            return []
        setup = self._changes.current()
        prober = Prober(setup.segments)
        try:
            measure = measure_thoroughly if thorough else measure_quickly
            return measure(prober, [setup.path(mark) for mark in marks])
        finally:
            prober.close()

    def _mend(self, key: str | None) -> dict[str, int]:
        """End a cut, or all of them; the packets that each has affected, if it was not ended before.

        Raises:
            Refused: when one is gone that was not ended.
        """
        wanted = self._cuts & {key} if key is not None else set(self._cuts)
        if not wanted:
            return {}
        counters = ("nft", "--json", "list", "counters", "table", *TABLE.split())
        chain = ("nft", "--json", "list", "chain", *TABLE.split(), "forward")
        packets, handles = affected(run((counters, ""))), handles_of(run((chain, "")))
        if not wanted <= packets.keys() & handles.keys():
            raise Refused("the rules that cut paths are gone")
        run((("nft", "-f", "-"), mend_script(wanted, handles)))
        self._cuts -= wanted
        return {each: packets[each] for each in sorted(wanted)}

    def _missing(self) -> list[str]:
        """Which of what was set up is not there any more."""
        if self._changes is None:
            return []
        setup = self._changes.current()
        interfaces = interfaces_of(setup)
        marked = not setup.paths or succeeds(("nft", "list", "table", "ip", "socketlab"))
        missing = [] if marked else ["the table that marks packets"]
        if setup.nats and not succeeds(("nft", "list", "table", *NAT_TABLE.split())):
            missing.append("the NAT")
        for program, text in commands(setup, interfaces, netem=setup.shaper == NETEM):
            if program[0] == "tc":
                missing += _missing_queues(text.splitlines())
            if program[0].startswith("iptables") and _rules() < text.count(" -j "):
                missing.append("rules of paths")
        return missing


def main() -> None:
    """Obey until the input ends."""

    def ended(_number: int, _frame: object) -> None:
        if router.loop is not None and os.waitpid(router.loop, os.WNOHANG)[0] == router.loop:
            lose("the program that delays and drops packets ended")

    router = Router()
    signal.signal(signal.SIGCHLD, ended)
    answer(ready=True)
    for line in sys.stdin:
        try:
            router.obey(json.loads(line))
        except (OSError, ValueError, Refused) as error:
            answer(trouble=str(error))


if __name__ == "__main__":
    main()
