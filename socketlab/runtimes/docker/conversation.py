"""The conversation with a router: orders and answers over a container's standard streams."""

from __future__ import annotations

import json
import queue
import threading
from typing import Any, Literal

from socketlab.errors import LabError
from socketlab.runtimes.docker.streams import Attachment


class Conversation:
    """Orders and answers, one line of JSON each, over a container's standard streams.

    Args:
        api: The engine's client.
        container: Its name; it is created and not started.
        lost: Told once, if the container ends by itself.
    """

    def __init__(self, api: Any, container: str, lost: Any) -> None:
        self._turn = threading.Lock()
        self._answers: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._pending = b""
        self._lost = lost
        self._why = "the router ended"
        self._attachment = Attachment(api, container, on_output=self._heard, on_end=self._ended, stdin=True)

    def ask(self, order: dict[str, Any], *, timeout_s: float) -> dict[str, Any]:
        """Give an order and wait for its answer; orders of several threads are given one after the other.

        Raises:
            LabError: when it cannot be carried out, or no answer comes.
        """
        with self._turn:
            self._attachment.send(json.dumps(order).encode() + b"\n", close=False)
            try:
                answer = self._answers.get(timeout=timeout_s)
            except queue.Empty as error:
                raise LabError("the router does not answer") from error
        if "trouble" in answer:
            raise LabError(f"the router cannot do what the links need: {answer['trouble']}")
        return answer

    def close(self) -> None:
        """Stop listening; a call that waits for an answer fails."""
        self._attachment.close()
        self._answers.put({"trouble": "the run is over"})

    def _heard(self, stream: Literal["stdout", "stderr"], content: bytes) -> None:
        if stream == "stderr":
            self._why = f"the router failed: {content.decode(errors='replace').strip()[-200:]}"
            return
        *lines, self._pending = (self._pending + content).split(b"\n")
        for line in lines:
            answer = json.loads(line)
            if "lost" in answer:
                self._why = str(answer["lost"])
            elif "ready" not in answer:
                self._answers.put(answer)

    def _ended(self) -> None:
        self._answers.put({"trouble": self._why})
        self._lost(self._why)
