"""Readiness by a port, looked up in the kernel's tables."""

from __future__ import annotations

import pytest

from socketlab.errors import LabError
from tests.readiness.hosts import said

TCP = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:C357 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2
   2: 0B00007F:9C41 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3
   3: 020013C6:0016 030013C6:D431 01 00000000:00000000 00:00000000 00000000     0        0 4
garbage
  sl  local_address                         remote_address                        st
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000
"""


UDP = "   0: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 5 2 0 0\n"


@pytest.mark.parametrize(
    ("text", "table", "reason"),
    [
        ("port: 50007", TCP, ""),
        ("port: '80'", TCP, ""),
        ("port: 80/tcp", TCP, ""),
        ("port: {port: 8080}", TCP, ""),
        ("port: 22", TCP, "it does not listen on port 22/tcp (open ports: 80, 8080, 50007)"),
        ("port: 40001", TCP, "it does not listen on port 40001/tcp (open ports: 80, 8080, 50007)"),
        ("port: 50007", "", "it does not listen on port 50007/tcp (open ports: none)"),
        ("port: 53/udp", UDP, ""),
        ("port: 50007/udp", TCP, "it does not listen on port 50007/udp (open ports: none)"),
    ],
)
def test_a_port_is_open_when_the_kernel_has_a_socket_that_listens_there(
    text: str, table: str, reason: str
) -> None:
    assert said(text).ask(lambda _: (1, table.encode())) == reason


def test_a_port_is_looked_up_without_a_connection() -> None:
    asked: list[tuple[str, ...]] = []
    said("port: 53/udp").ask(lambda command: asked.append(command) or (0, b""))
    assert asked == [("cat", "/proc/net/udp", "/proc/net/udp6")]


def test_a_host_without_cat_cannot_be_asked_for_its_ports() -> None:
    def lacks_cat(_command: tuple[str, ...]) -> tuple[int, bytes]:
        raise LabError('cannot run "cat" on "server": executable file not found')

    with pytest.raises(LabError, match="use an image that has cat"):
        said("port: 80").ask(lacks_cat)
