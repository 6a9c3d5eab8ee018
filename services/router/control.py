"""The router's first process: obeys orders, one line of JSON each, and answers each with a line.

The packet loop is a child of its own, so that neither a command nor a measurement delays a packet. If it
ends, so does the router: a run notices at once that its conditions are gone.
"""

from __future__ import annotations

import ipaddress
import json
import os
import random
import signal
import subprocess
import sys
from typing import Any

from services.router.commands import QUEUE, Command, commands
from services.router.cuts import TABLE, affected, cut_script, handles_of, mend_script
from services.router.measuring import measure_quickly, measure_thoroughly
from services.router.nat import TABLE as NAT_TABLE
from services.router.netem import BLOCK, HOLDING, redirection
from services.router.orders import Path, Setup, setup_of
from services.router.packets import Fate, Loop, Queue
from services.router.probing import Prober

NETEM = "netem"

_LOST = 3
"""Exit status when the packet loop is gone."""


class Refused(Exception):
    """An order that cannot be carried out; the message says what is missing."""


def answer(**content: Any) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()


def run(command: Command) -> str:
    """Run a program to its end.

    Raises:
        Refused: when it fails, with the end of its output.
    """
    program, text = command
    done = subprocess.run(program, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[-300:]
        raise Refused(f"{' '.join(program)} failed: {said}")
    return done.stdout


def succeeds(program: tuple[str, ...], text: str = "") -> bool:
    """Whether a program succeeds."""
    try:
        run((program, text))
    except (OSError, Refused):
        return False
    return True


_TRIED: dict[str, tuple[Command, ...]] = {
    NETEM: ((("tc", "-batch", "-"), "qdisc add dev lo root netem delay 1ms\n"),),
    "ifb": (
        (("ip", "link", "add", "trial0", "type", "ifb"), ""),
        (("tc", "-batch", "-"), f"qdisc add dev lo ingress_block {BLOCK} clsact\n"),
        (("tc", "-batch", "-"), redirection("1:1", "198.18.255.1", "198.18.255.2", to="trial0") + "\n"),
    ),
    "htb": ((("tc", "-batch", "-"), "qdisc replace dev lo root handle 1: htb\n"),),
    "tbf": ((("tc", "-batch", "-"), "qdisc replace dev lo root tbf rate 1mbit burst 3028 limit 15140\n"),),
    "nft": ((("nft", "-f", "-"), "table ip probe {\nmap m { type ipv4_addr . ipv4_addr : mark; }\n}\n"),),
    "nat": (
        (
            ("nft", "-f", "-"),
            "table ip nat0 {\nchain c {\ntype nat hook postrouting priority 100;\nsnat to 198.18.0.1\n}\n}\n",
        ),
    ),
    "nfqueue": (
        (
            ("iptables-nft-restore", "--noflush"),
            "*raw\n-A OUTPUT -m mark --mark 0x20000 -j NFQUEUE --queue-num 9 --queue-bypass\nCOMMIT\n",
        ),
    ),
    "tee": (
        (
            ("iptables-nft-restore", "--noflush"),
            "*mangle\n-A OUTPUT -m mark --mark 0x20000 -j TEE --gateway 198.18.0.1\nCOMMIT\n",
        ),
    ),
}
"""What is tried, on the loopback interface and with marks that no packet has."""


def mechanisms() -> dict[str, bool]:
    """What the kernel has, found by trying: its configuration may be absent, and modules load themselves.

    Only for a router that does nothing else: the trials stay.
    """
    return {name: all(succeeds(*trial) for trial in trials) for name, trials in _TRIED.items()}


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

    def obey(self, order: dict[str, Any]) -> None:
        """Carry out one order and answer."""
        match order["order"]:
            case "probe":
                answer(mechanisms=mechanisms())
            case "set-up":
                self._set_up(setup_of(order), order["seed"])
                answer(mechanism=order["shaper"])
            case "measure":
                answer(measured=self._measure(thorough=order["thorough"]))
            case "check":
                answer(missing=self._missing())
            case "cut":
                run((("nft", "-f", "-"), cut_script(**order["cut"])))
                self._cuts.add(order["cut"]["key"])
                answer(cut=order["cut"]["key"])
            case "mend":
                answer(mended=self._mend(order["key"]))

    def _set_up(self, setup: Setup, seed: str) -> None:
        netem = setup.shaper == NETEM
        self._setup = setup
        held = {} if netem else {path.mark: path for path in setup.paths if path.conditions.held}
        if held:
            self.loop = self._start_loop(held, seed)
        for command in commands(setup, interfaces_of(setup), netem=netem):
            run(command)

    def _start_loop(self, held: dict[int, Path], seed: str) -> int:
        queue = Queue(QUEUE)
        fates = {mark: Fate(path.conditions, random.Random(f"{seed}/{mark}")) for mark, path in held.items()}
        child = os.fork()
        if child == 0:
            try:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                with open("/proc/self/timerslack_ns", "w", encoding="ascii") as slack:
                    slack.write("1")
                Loop(queue, fates).run()
            finally:
                os._exit(_LOST)
        queue.socket.close()
        return child

    def _measure(self, *, thorough: bool) -> list[dict[str, Any]]:
        if self._setup is None:
            return []
        paths = [self._setup.path(mark) for mark in self._setup.probed]
        prober = Prober(self._setup.segments)
        try:
            return (measure_thoroughly if thorough else measure_quickly)(prober, paths)
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
        if self._setup is None:
            return []
        interfaces = interfaces_of(self._setup)
        marked = not self._setup.paths or succeeds(("nft", "list", "table", "ip", "socketlab"))
        missing = [] if marked else ["the table that marks packets"]
        if self._setup.nats and not succeeds(("nft", "list", "table", *NAT_TABLE.split())):
            missing.append("the NAT")
        for program, text in commands(self._setup, interfaces, netem=self._setup.shaper == NETEM):
            if program[0] == "tc":
                missing += _missing_queues(text.splitlines())
            if program[0].startswith("iptables") and _rules() < text.count(" -j "):
                missing.append("rules of paths")
        return missing


def main() -> None:
    """Obey until the input ends."""

    def ended(_number: int, _frame: object) -> None:
        if router.loop is not None and os.waitpid(router.loop, os.WNOHANG)[0] == router.loop:
            answer(lost="the program that delays and drops packets ended")
            os._exit(_LOST)

    router = Router()
    signal.signal(signal.SIGCHLD, ended)
    answer(ready=True)
    for line in sys.stdin:
        try:
            router.obey(json.loads(line))
        except (OSError, Refused) as error:
            answer(trouble=str(error))


if __name__ == "__main__":
    main()
