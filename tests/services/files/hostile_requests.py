"""What a file server must stand: requests that no good client makes, and the folder they are made against."""

import contextlib
import dataclasses
import random
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator

from services.files.wire import MOST_HEADER_BYTES, MOST_REQUEST_BYTES, NotGetfile, read_header

CANARY = b"canary: this is outside"
INSIDE = {b"lab/a.txt": b"the first file inside\n", b"lab/deep/b.txt": b"the second file inside\n"}
LARGE_BYTES = 30_000_000
ABSURD = (
    [b"-1", b"+1", b"00", b"1e3", b"0x10", b" 0", b"0 ", b"", b"9" * 500, b"NaN", b"\xff", b"0\0"]
    + [str(2**bits + more).encode() for bits in (31, 32, 62, 63, 64, 128) for more in (-1, 0)]
)  # fmt: skip

LAY_OUT = """
import os, socket, sys
above, canary = sys.argv[1], sys.argv[2]
os.makedirs(above + "/srv/lab/deep")
os.chdir(above + "/srv")
open("../secret.txt", "w").write(canary)
os.makedirs("../outside")
open("../outside/a.txt", "w").write(canary)
open("lab/a.txt", "w").write("the first file inside\\n")
open("lab/deep/b.txt", "w").write("the second file inside\\n")
open("large.bin", "wb").truncate(30_000_000)
os.symlink("../secret.txt", "link")
os.symlink("..", "up")
os.symlink("/", "root")
os.symlink("loop", "loop")
os.symlink("../outside", "bait")
os.mkdir("swapped")
open("swapped/a.txt", "w").write("the first file inside\\n")
os.mkfifo("fifo")
socket.socket(socket.AF_UNIX).bind("socket")
"""
"""Makes the folder; its arguments: where, and what is the secret beside it."""

SWAP = """
import os, sys
os.chdir(sys.argv[1] + "/srv")
while True:
    os.rename("swapped", "aside"); os.rename("bait", "swapped")
    os.rename("swapped", "bait"); os.rename("aside", "swapped")
"""
"""Exchanges a folder and a link that leads out, until it is killed."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """Some bytes, how they are sent, and what the one who sends them does then."""

    request: bytes
    piece: int = 65_536
    then: str = "read"  # or: half-close, leave, reset, wait, sip


UPS = b".. ../ ..// ./.. ..\\ %2e%2e ..%2f \xc0\xae\xc0\xae ... ..;".split()
TARGETS = b"secret.txt outside/a.txt etc/passwd proc/self/environ dev/zero".split()
STARTS = [b"", *b"lab/ lab/deep/ ./ none/ lab/a.txt/ swapped/ fifo/".split()]
LINKS = b"link up/ root/ loop bait/ up/srv/up/ link/ up".split()
SWAPPED = b"swapped/a.txt swapped/../secret.txt bait/a.txt swapped/./a.txt".split()
NO_FILES = [b"", *b"lab . ./ fifo socket swapped root/dev/zero lab/a.txt/".split()]
ZEROS = [b"\0", b"lab/a.txt\0", b"\0lab/a.txt", b"lab/a.txt\0.png", b"link\0getfile/", b"\0" * 99]
OTHERS = b"$(id) `id` |id ~root/.ssh/id_rsa file:///etc/passwd C:/secret.txt *".split()
NAMED = b"lab/a.txt large.bin link ../secret.txt /etc/passwd fifo".split()
VERSIONS = [b"2", b"2", b"2", b"3", b"0", b"-1", b"2.0", b"", b"9" * 300, b"\xff"]


def spelling(rng: random.Random) -> bytes:
    """Return a name that no good client gives."""
    target = rng.choice(TARGETS)
    return rng.choice(
        [
            rng.choice(STARTS) + b"/".join([rng.choice(UPS)] * rng.randint(1, 40)) + b"/" + target,
            b"/" * rng.randint(1, 5) + target,
            rng.choice(LINKS) + rng.choice([b"", target]),
            rng.choice(SWAPPED),
            rng.choice(NO_FILES),
            rng.choice(ZEROS),
            rng.choice([b"x", b"a/", b"../", b"./"]) * rng.choice([300, 2000, 4095, MOST_REQUEST_BYTES]),
            rng.randbytes(rng.choice([1, 10, 1000, 4000])).replace(b"\n", b"?"),
            rng.choice(OTHERS),
        ]
    )


def wish(rng: random.Random) -> bytes:
    """Return a request for a header that asks for what cannot be."""
    return b"%s\0getfile/%s %s" % (rng.choice(NAMED), rng.choice(VERSIONS), rng.choice(ABSURD))


def manner(rng: random.Random, number: int, line: bytes) -> Attack:
    """Return one of ten ways to send a request."""
    begun, large = line[: rng.randint(0, len(line))], rng.choice([b"large.bin", b"large.bin\0getfile/2 5"])
    return [
        Attack(request=begun, then="wait"),
        Attack(request=begun, then=rng.choice(["leave", "reset"])),
        Attack(request=line + b"\n", then="reset"),
        Attack(request=large + b"\n", then="sip"),
        Attack(request=rng.randbytes(rng.choice([10_000, 1_000_000]))),
        Attack(request=line + b"\n" + rng.randbytes(5000)),
        Attack(request=line[:300] + b"\n", piece=rng.choice([1, 2, 7])),
        Attack(request=line + b"\n", then="half-close"),
        Attack(request=line + b"\n"),
        Attack(request=line + b"\n"),
    ][number % 10]


def attacks(count: int, seed: int) -> list[Attack]:
    """Return so many attacks of all kinds, the same ones for the same seed."""
    rng, made = random.Random(seed), []  # noqa: S311 - they must come again, not surprise
    for number in range(count):
        line = (spelling, spelling, wish)[number % 3](rng)
        if number % 3 == 1 and b"\0" not in line:
            line += b"\0getfile/2 0"
        made.append(manner(rng, number, line))
    return made


def carry_out(attack: Attack, address: tuple[str, int], patience_s: float) -> bytes:
    """Do it, and return all that the server answered; a server that leaves it unfinished fails."""
    with (
        contextlib.suppress(ConnectionError),
        socket.create_connection(address, timeout=patience_s) as connection,
    ):
        with contextlib.suppress(ConnectionError):
            for start in range(0, len(attack.request), attack.piece):
                connection.sendall(attack.request[start : start + attack.piece])
        if attack.then == "leave":
            return b""
        if attack.then == "half-close":
            connection.shutdown(socket.SHUT_WR)
        if attack.then in {"reset", "sip"}:
            answer = connection.recv(1000) if attack.then == "sip" else b""
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return answer
        return read_all(connection)
    return b""


def read_all(connection: socket.socket) -> bytes:
    """Read to the end, whichever it is."""
    answer = b""
    with contextlib.suppress(ConnectionError):
        while piece := connection.recv(1 << 20):
            answer += piece
    return answer


def is_harmless(answer: bytes) -> bool:
    """Tell whether an answer is nothing, a refusal, or (part of) a file that is there to be had."""
    line, end, content = answer[:MOST_HEADER_BYTES].partition(b"\n")
    if line.startswith(b"getfile/"):
        try:
            header = read_header(line + end)
        except NotGetfile:
            return False
        content = answer[len(line) + 1 :]
        if header.refusal:
            return content == b""
        return is_harmless(content) or content in {inside[header.offset :] for inside in INSIDE.values()}
    return answer in INSIDE.values() or not answer.strip(b"\0")


class HalfOpen:
    """So many connections that never finish their request; one that the server closes is opened anew."""

    def __init__(self, address: tuple[str, int], count: int) -> None:
        self.address = address
        self.over = threading.Event()
        self.opened = 0
        self.open = {self.another() for _ in range(count)}
        self.thread = threading.Thread(target=self._keep_up)
        self.thread.start()

    def another(self) -> socket.socket:
        self.opened += 1
        connection = socket.create_connection(self.address, timeout=10)
        connection.sendall(b"lab/a.txt"[: self.opened % 9])
        return connection

    def _keep_up(self) -> None:
        while not self.over.wait(0.05):
            for closed in select.select(self.open, [], [], 0)[0]:
                closed.close()
                self.open.remove(closed)
                self.open.add(self.another())

    def end(self) -> None:
        self.over.set()
        self.thread.join()
        for connection in self.open:
            connection.close()


@contextlib.contextmanager
def half_open(address: tuple[str, int], count: int) -> Iterator[HalfOpen]:
    """Keep so many connections open meanwhile."""
    crowd = HalfOpen(address, count)
    try:
        yield crowd
    finally:
        crowd.end()


@dataclasses.dataclass(slots=True)
class Siege:
    """All the attacks, a few at a time, and what came of them."""

    answers: list[bytes] = dataclasses.field(default_factory=list)
    slowest_s: float = 0.0
    failures: list[OSError] = dataclasses.field(default_factory=list)

    def lay(
        self, attacks: list[Attack], address: tuple[str, int], at_once: int, meanwhile: Callable[[], object]
    ) -> None:
        """Carry out the attacks from several threads, and do something else again and again meanwhile."""
        left = list(attacks)

        def soldier() -> None:
            with contextlib.suppress(IndexError):
                while True:
                    attack, began = left.pop(), time.monotonic()
                    try:
                        self.answers.append(carry_out(attack, address, 20))
                    except OSError as error:
                        self.failures.append(error)
                    self.slowest_s = max(self.slowest_s, time.monotonic() - began)

        soldiers = [threading.Thread(target=soldier) for _ in range(at_once)]
        for each in soldiers:
            each.start()
        while any(each.is_alive() for each in soldiers):
            meanwhile()
        for each in soldiers:
            each.join()
