"""Open ports as the kernel's tables have them."""

from __future__ import annotations

from socketlab.hosts.ports import files_of, listening_ports

TABLE = b"""\
  sl  local_address rem_address   st
   0: 00000000:1F90 00000000:0000 0A
   1: 0100007F:1F91 00000000:0000 0A
   2: 0B00007F:9999 00000000:0000 0A
   3: 020013C6:1F92 00000000:0000 01
  sl  local_address                         remote_address                        st
   0: 00000000000000000000000000000000:1F93 00000000000000000000000000000000:0000 0A
   1: 00000000000000000000000001000000:1F94 00000000000000000000000000000000:0000 0A
"""


def test_ports_that_listen_are_found_and_those_of_the_loopback_set_apart() -> None:
    assert listening_ports(TABLE, "tcp") == {8080, 8081, 8083, 8084}
    assert listening_ports(TABLE, "tcp", outside=True) == {8080, 8083}


def test_udp_sockets_that_are_bound_are_open() -> None:
    assert listening_ports(b" 0: 00000000:0035 00000000:0000 07\n 1: 0000:35\n", "udp") == {53}
    assert files_of("udp") == ("/proc/net/udp", "/proc/net/udp6")
