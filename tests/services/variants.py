"""The echo servers of the course, for the tests that hold for several of them."""

from typing import Any

import pytest

from tests.services.processes import Running, Start

VARIANTS = {
    "echo-server": ("servers.echo_server",),
    "fork-server": ("servers.fork_server",),
    "fork-server-signal": ("servers.fork_server_signal",),
    "thread-server": ("servers.thread_server",),
    "class-server": ("servers.class_server",),
    "class-server forking": ("servers.class_server", "--kind", "forking"),
    "class-server synchronous": ("servers.class_server", "--kind", "synchronous"),
    "select-server": ("servers.select_server",),
    "asyncio-echo-server": ("servers.asyncio_echo_server",),
    "selectors-echo-server": ("servers.selectors_echo_server",),
}
ITERATIVE = {"echo-server", "class-server synchronous"}
"""These serve one client to its end before they look at the next."""
ONE_AT_A_TIME = ITERATIVE | {"select-server"}
"""In these an answer's work holds up everybody."""
CTIME = r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}"
every_variant = pytest.mark.parametrize("variant", VARIANTS)
parallel_variants = pytest.mark.parametrize(
    "variant", [name for name in VARIANTS if name not in ONE_AT_A_TIME]
)


def start_variant(start: Start, variant: str, *more: str, work_s: float = 0, **options: Any) -> Running:
    module, *arguments = VARIANTS[variant]
    ready = 2 if module == "servers.select_server" else 1
    server = start(module, *arguments, *more, "--work-seconds", str(work_s), ready=ready, **options)
    if module == "servers.select_server":
        assert server.line() == "select-server loop starting"
    return server


def reply_pattern(variant: str, message: str) -> str:
    return f"Echo=>{message}" if variant == "echo-server" else f"Echo=>{message} at {CTIME}"
