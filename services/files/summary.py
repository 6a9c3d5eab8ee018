"""A digest that is computed while the next bytes are received.

Teaches: where a thread makes Python faster. Digesting and receiving both release the interpreter's lock
while they work, so on two processors they run in parallel. A few blocks circulate between the two threads:
full ones in one direction, empty ones in the other; a thread without a block waits.

Choose it where two operations that release the interpreter's lock can overlap.

Limits: on one processor nothing is gained.
"""

import hashlib
import queue
import threading
from typing import Self

from services.common.stopping import SignalsHeld

BLOCKS = 3
BLOCK_BYTES = 1 << 20


class Summary:
    """SHA-256 of what is received; between `with` and its end a thread works it out.

    Args:
        wanted: Without it there is no thread, and no digest.
    """

    def __init__(self, *, wanted: bool = True) -> None:
        self.sha256 = hashlib.sha256()
        self.empty: queue.SimpleQueue[memoryview] = queue.SimpleQueue()
        self.full: queue.SimpleQueue[tuple[memoryview, int] | None] = queue.SimpleQueue()
        for _ in range(BLOCKS if wanted else 1):
            self.empty.put(memoryview(bytearray(BLOCK_BYTES)))
        self.thread = threading.Thread(target=self._work, daemon=True) if wanted else None

    def __enter__(self) -> Self:
        """Begin to work."""
        if self.thread:
            with SignalsHeld():
                self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Wait until all that was taken is digested."""
        if self.thread:
            self.full.put(None)
            self.thread.join()

    def block(self) -> memoryview:
        """Return a block to be filled."""
        return self.empty.get()

    def take(self, block: memoryview, count: int) -> None:
        """Take a block back, with this number of bytes to digest in it."""
        if self.thread:
            self.full.put((block, count))
        else:
            self.empty.put(block)

    def _work(self) -> None:
        while taken := self.full.get():
            block, count = taken
            self.sha256.update(block[:count])
            self.empty.put(block)
