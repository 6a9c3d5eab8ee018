"""Open ports as the kernel's tables have them."""

from __future__ import annotations

import pytest

from socketlab.errors import LabError
from socketlab.readiness.ports import ports_of

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
    assert ports_of(lambda _: (0, TABLE), "tcp") == {8080, 8081, 8083, 8084}
    assert ports_of(lambda _: (0, TABLE), "tcp", outside=True) == {8080, 8083}


def test_a_host_that_cannot_be_asked_is_an_error() -> None:
    def execute(_: tuple[str, ...]) -> tuple[int, bytes]:
        raise LabError("no such program")

    with pytest.raises(LabError, match='cannot read "/proc/net/udp": no such program'):
        ports_of(execute, "udp")
