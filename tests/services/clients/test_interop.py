"""Clients that are none of ours: bash speaks to TCP and UDP by itself."""

import re
import shutil
import subprocess

import pytest

from tests.services.processes import PATIENCE_S, Start
from tests.services.variants import every_variant, reply_pattern, start_variant

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")


def bash(script: str, port: int) -> str:
    """Run a script that knows the port as $1, and return what it prints."""
    command = ["bash", "-c", script, "bash", str(port)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    return done.stdout


@every_variant
def test_a_foreign_client_gets_the_reply_over_tcp(start: Start, variant: str) -> None:
    server = start_variant(start, variant)
    reply = reply_pattern(variant, "hello")
    length = len("Echo=>hello") + (len(" at Thu Jan  1 00:00:00 1970") if "at" in reply else 0)
    script = f"exec 3<>/dev/tcp/127.0.0.1/$1; printf hello >&3; head -c {length} <&3"
    assert re.fullmatch(reply, bash(script, server.port))


def test_a_foreign_client_gets_the_reply_over_udp(start: Start) -> None:
    server = start("servers.udp_echo_server")
    script = "exec 3<>/dev/udp/127.0.0.1/$1; printf hello >&3; dd bs=65535 count=1 status=none <&3"
    assert re.fullmatch(reply_pattern("udp-echo-server", "hello"), bash(script, server.port))
