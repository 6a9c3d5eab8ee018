"""What runs in the virtual machine: two networks, the router's program, and traffic across it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ORDER = Path("/project/order.json")

RESULT = "result "
"""What a line begins with that the machine outside shall read."""

ROUTER = "router"

_CONFINED = ("setpriv", "--bounding-set=-all,+net_admin,+net_raw", "--no-new-privs")
"""As the router's container. Source: socketlab/runtimes/docker/router.py."""

_SETTINGS = ("net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0")


def run(*words: str) -> str:
    """Run a program; its failure ends everything."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def ip(line: str) -> None:
    """Run ip with the words of a line."""
    run("ip", *line.split())


def say(**found: Any) -> None:
    """Print one line for the machine outside."""
    print(RESULT + json.dumps(found), flush=True)


def make_router() -> None:
    """A namespace as that of a run's router."""
    ip(f"netns add {ROUTER}")
    ip(f"-n {ROUTER} link set lo up")
    run("ip", "netns", "exec", ROUTER, "busybox", "sysctl", "-qw", *_SETTINGS)


def make_network(number: int, network: dict[str, Any]) -> None:
    """A namespace with all hosts of a network, and the router's card in it."""
    length = network["subnet"].partition("/")[2]
    space, card = f"hosts{number}", f"card{number}"
    ip(f"netns add {space}")
    ip(f"-n {ROUTER} link add {card} type veth peer name eth0 netns {space}")
    ip(f"-n {ROUTER} address add {network['router']}/{length} dev {card}")
    ip(f"-n {ROUTER} link set {card} up")
    for address in network["hosts"]:
        ip(f"-n {space} address add {address}/{length} dev eth0")
    ip(f"-n {space} link set lo up")
    ip(f"-n {space} link set eth0 up")
    ip(f"-n {space} route add default via {network['gateway']}")


class Program:
    """A Python program that obeys lines of JSON and answers each.

    Args:
        module: Which.
        space: The network namespace in which it runs.
        confined: Whether it has no more capabilities than a run's router.
    """

    def __init__(self, module: str, space: str, *, confined: bool = False) -> None:
        self._name = module
        within = ["ip", "netns", "exec", space, *(_CONFINED if confined else ())]
        command = [*within, sys.executable, "-m", module]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._answer()

    def ask(self, **order: Any) -> dict[str, Any]:
        """Give an order and wait for its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._name} ended")
        answer: dict[str, Any] = json.loads(line)
        if "trouble" in answer:
            raise RuntimeError(answer["trouble"])
        return answer


def main() -> None:
    """Measure, and say what was found."""
    given = json.loads(ORDER.read_text(encoding="utf-8"))
    ip("netns add trial")
    ip("-n trial link set lo up")
    say(**Program("services.router.control", "trial", confined=True).ask(order="probe"))
    make_router()
    for number, network in enumerate(given["networks"]):
        make_network(number, network)
    router = Program("services.router.control", ROUTER, confined=True)
    say(set_up=router.ask(**given["order"]))
    say(quick=router.ask(order="measure", thorough=False)["measured"])
    say(thorough=router.ask(order="measure", thorough=True)["measured"])
    sender, receiver = (Program("tests.netem.traffic", f"hosts{number}") for number in (0, 1))
    for row in given["traffic"]:
        receiver.ask(order="listen", **row)
        sender.ask(order="send", **row)
        say(traffic=receiver.ask(order="report", **row))
    say(missing=router.ask(order="check")["missing"])
    run("tc", "-n", ROUTER, "qdisc", "del", "dev", "card0", "clsact")
    run("tc", "-n", ROUTER, "qdisc", "del", "dev", "card1", "root")
    say(removed=router.ask(order="check")["missing"])


if __name__ == "__main__":
    main()
