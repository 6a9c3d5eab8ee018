"""Two hundred hostile requests, and a hundred connections that never finish theirs: nobody is harmed."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import docker
import pytest

from services.clients.calling import Destination
from services.files.fetching import Transfer
from tests.services.files.hostile_requests import (
    CANARY,
    INSIDE,
    LAY_OUT,
    SWAP,
    Attack,
    Siege,
    attacks,
    carry_out,
    half_open,
    is_harmless,
)
from tests.services.processes import Running, starter, wait_until

REQUESTS = 200
HALF_OPEN = 100
REQUEST_SECONDS = 10

IN_CONTAINER = """
import os, subprocess, sys
above, canary, lay_out, swap = sys.argv[1:]
subprocess.run([sys.executable, "-c", lay_out, above, canary], check=True)
subprocess.Popen([sys.executable, "-c", swap, above])
arguments = ["-mode", "server", "-root", above + "/srv"]
os.execvp("python3", ["python3", "-m", "services.files.getfile", *arguments])
"""


class Besieged:
    """A file server under attack, wherever it runs.

    Args:
        address: Where it listens.
        look: Reads a file of its /proc, or lists a folder there, one name a line.
    """

    def __init__(self, address: tuple[str, int], look: Callable[[str], str]) -> None:
        self.address = address
        self.look = look

    def size(self) -> tuple[int, int]:
        """Return how many threads and descriptors it has."""
        threads = re.search(r"Threads:\s+(\d+)", self.look("status"))
        assert threads
        return int(threads[1]), len(self.look("fd").split())

    def at_rest(self) -> tuple[int, int]:
        """Wait until the thread of the last client has ended, and return the size."""
        wait_until(lambda: self.size()[0] == 1, "only the thread that accepts is left")
        return self.size()

    def memory_kb(self) -> int:
        resident = re.search(r"VmRSS:\s+(\d+) kB", self.look("status"))
        assert resident
        return int(resident[1])

    def fetch(self, home: Path) -> float:
        """Fetch a file as a good client does, and return how many seconds that took."""
        began = time.monotonic()
        fetched = Transfer(Destination(*self.address, 10), "lab/a.txt", directory=str(home)).run()
        assert fetched.verified
        assert (home / "a.txt").read_bytes() == INSIDE[b"lab/a.txt"]
        return time.monotonic() - began


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Besieged]:
    above = tmp_path / "above"
    subprocess.run([sys.executable, "-c", LAY_OUT, str(above), CANARY], check=True)
    swapper = subprocess.Popen([sys.executable, "-c", SWAP, str(above)])
    with starter(tmp_path) as start:
        server: Running = start("files.getfile", "-mode", "server", "-root", str(above / "srv"))

        def look(name: str) -> str:
            path = Path(f"/proc/{server.pid}/{name}")
            return "\n".join(each.name for each in path.iterdir()) if path.is_dir() else path.read_text()

        yield Besieged(("127.0.0.1", server.port), look)
        assert server.process.poll() is None
        assert "Traceback" not in server.stderr
    swapper.kill()
    swapper.wait()


@pytest.fixture
def container() -> Iterator[Besieged]:
    client = docker.from_env()
    running = client.containers.run(
        "socketlab/getfile",
        [IN_CONTAINER, "/tmp/above", CANARY.decode(), LAY_OUT, SWAP],
        entrypoint=["python3", "-c"],
        detach=True,
        read_only=True,
        cap_drop=["ALL"],
        tmpfs={"/tmp": "size=64m,mode=1777"},
        mem_limit="256m",
        pids_limit=512,
    )
    try:
        wait_until(lambda: b"getfile ready" in running.logs(), "the server in its container is ready")
        running.reload()
        address = next(iter(running.attrs["NetworkSettings"]["Networks"].values()))["IPAddress"]

        def look(name: str) -> str:
            code, text = running.exec_run(["ls" if name == "fd" else "cat", f"/proc/1/{name}"])
            assert code == 0, text
            assert isinstance(text, bytes)
            return text.decode()

        yield Besieged((address, 50001), look)
        running.reload()
        assert running.status == "running"
        assert b"Traceback" not in running.logs()
    finally:
        running.remove(force=True, v=True)
        client.close()


@pytest.mark.parametrize("where", ["process", pytest.param("container", marks=pytest.mark.docker)])
def test_two_hundred_hostile_requests_and_a_hundred_half_open_connections_harm_nobody(
    where: str, request: pytest.FixtureRequest, home: Path
) -> None:
    besieged: Besieged = request.getfixturevalue(where)
    besieged.fetch(home)
    threads, open_files = besieged.at_rest()
    memory_kb = besieged.memory_kb()
    fetches: list[float] = []
    siege = Siege()
    with half_open(besieged.address, HALF_OPEN) as crowd:
        wait_until(lambda: besieged.size()[0] >= HALF_OPEN, "the server sees them all")
        siege.lay(
            attacks(REQUESTS, seed=4), besieged.address, 25, lambda: fetches.append(besieged.fetch(home))
        )
        assert len(crowd.open) == HALF_OPEN

    assert siege.failures == [], "no attack waits for ever"
    assert len(siege.answers) == REQUESTS
    assert [answer[:200] for answer in siege.answers if CANARY in answer or b"root:" in answer] == []
    assert [answer[:200] for answer in siege.answers if not is_harmless(answer)] == []
    assert siege.slowest_s < REQUEST_SECONDS + 5
    assert len(fetches) >= 20
    assert max(fetches) < 1, "a good client is served within a second, each time"
    wait_until(
        lambda: besieged.size() == (threads, open_files), f"it is at rest: {(threads, open_files)} again"
    )
    assert besieged.memory_kb() < memory_kb + 20_000
    besieged.fetch(home)


def test_the_attacks_are_of_all_kinds_and_some_are_answered(process: Besieged) -> None:
    """Else the two hundred prove nothing."""
    made = attacks(REQUESTS, seed=4)
    assert made == attacks(REQUESTS, seed=4) != attacks(REQUESTS, seed=5)
    assert {each.then for each in made} == {"read", "half-close", "leave", "reset", "wait", "sip"}
    for part in b"..", b"/etc/passwd", b"link", b"fifo", b"swapped", b"\0", b"getfile/3", b"-1", b"large.bin":
        assert any(part in each.request for each in made), part
    good = Attack(request=b"lab/a.txt\0getfile/2 0\n")
    assert carry_out(good, process.address, 10).endswith(INSIDE[b"lab/a.txt"])
    assert not is_harmless(CANARY)
    assert not is_harmless(b"getfile/2 ok size=5 offset=0 sha256=" + b"0" * 64 + b"\n" + CANARY)
