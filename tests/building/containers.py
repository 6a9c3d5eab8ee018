"""A container of one image, as the tests of the images use it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from testcontainers.core.container import DockerContainer

from socketlab.building.images import find_image

HARDENED: dict[str, Any] = {
    "read_only": True,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
}
"""As compose.yaml runs every host."""


def image(engine: Any, tag: str) -> dict[str, Any]:
    found = find_image(engine, tag)
    assert found is not None, f"{tag} is missing: run make images"
    return found


@dataclass(frozen=True)
class Running:
    """A started container."""

    container: DockerContainer

    def address(self, port: int) -> tuple[str, int]:
        return "127.0.0.1", self.container.get_exposed_port(port)

    def output(self) -> str:
        return "".join(part.decode() for part in self.container.get_logs())

    def execute(self, *command: str) -> tuple[int | None, str]:
        result = self.container.exec(list(command))
        return result.exit_code, result.output.decode()

    def state(self) -> dict[str, Any]:
        wrapped = self.container.get_wrapped_container()
        wrapped.reload()
        state: dict[str, Any] = wrapped.attrs["State"]
        return state

    def until(self, question: Callable[[], bool], *, timeout_s: float = 20) -> None:
        deadline = time.monotonic() + timeout_s
        while not question():
            assert time.monotonic() < deadline, f"not in {timeout_s} s: {self.state()}, {self.output()}"
            time.sleep(0.05)

    def until_ready(self) -> None:
        self.until(lambda: "ready" in self.output())


Start = Callable[..., Running]
