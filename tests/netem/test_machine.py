"""The virtual machine's files and what is read from its output."""

from __future__ import annotations

import io
import json
import tarfile
from typing import Any

import pytest

from socketlab.errors import LabError
from tests.netem.guest import RESULT
from tests.netem.machine import heard, overlay
from tests.netem.rows import links_of_rows, order_of


def test_the_guest_gets_the_routers_program_and_an_order_for_every_condition() -> None:
    links = links_of_rows()
    order = order_of(links)
    with tarfile.open(fileobj=io.BytesIO(overlay(order))) as archive:
        names = archive.getnames()
        read = archive.extractfile("overlay/project/order.json")
        assert read is not None
        assert json.loads(read.read()) == json.loads(json.dumps(order))
    assert {f"overlay/project/{name}" for name in ("services/router/netem.py", "tests/netem/guest.py")} <= {
        *names
    }
    assert len(links.networks) == 2
    assert len(order["traffic"]) == len(links.paths) == len(order["order"]["probed"])
    assert order["order"]["shaper"] == "netem"


def test_some_links_may_be_chosen_by_their_numbers() -> None:
    links = links_of_rows()
    assert links_of_rows([2, 5]).paths == (links.paths[1], links.paths[4])


def test_results_are_read_from_the_machines_lines_however_they_are_divided() -> None:
    lines: list[dict[str, Any]] = [{"set_up": {}}, {"traffic": 1}, {"traffic": 2}, {"removed": []}]
    output = "booted\r\n" + "".join(f"{RESULT}{json.dumps(line)}\r\n" for line in lines)
    said: list[str] = []
    chunks = [output[at : at + 7].encode() for at in range(0, len(output), 7)]
    assert heard(chunks, say=said.append) == {"set_up": {}, "traffic": [1, 2], "removed": []}
    assert said == ["booted", *(f"measured: {', '.join(line)}" for line in lines)]


def test_a_guest_that_fails_is_an_error_with_its_last_line() -> None:
    with pytest.raises(LabError, match="it printed last: RuntimeError: ip"):
        heard([b"Traceback\r\n", b"RuntimeError: ip: no\r\n"], say=lambda _: None)
