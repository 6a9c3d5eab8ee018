"""Lines that steps wait for."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab.events import Exited, Ready
from socketlab.language.lines import LONGEST_LINE, lines_of
from socketlab.runtimes.api import Output
from socketlab.triggers.line import Line


def output(content: bytes, host: str = "server", stream: Literal["stdout", "stderr"] = "stdout") -> Output:
    return Output(host=host, stream=stream, content=content)


def line(**settings: object) -> Line:
    return Line.model_validate({"host": "server", **settings})


@given(st.lists(st.integers(0, 30), max_size=5))
def test_a_line_is_found_however_it_is_cut(cuts: list[int]) -> None:
    text = b"nothing\nthe word is here\nnothing\n"
    places = sorted({0, len(text), *cuts})
    watch = line(matches="^the word is here$").watch()
    found = [watch.sees(output(text[a:b])) for a, b in pairwise(places)]
    assert any(found)
    seen = b"".join(text[a:b] for a, b in pairwise(places))
    assert seen == text


def test_lines_are_counted_over_all_hosts_that_are_named_and_no_others() -> None:
    watch = line(host=["a", "b"], contains="go", number=3).watch()
    assert not watch.sees(output(b"go\n", "a"))
    assert not watch.sees(output(b"go\ngo\n", "c"))
    assert not watch.sees(output(b"go\n", "b"))
    assert not watch.sees(output(b"go\n", "a", "stderr"))
    assert not watch.sees(Ready(at_s=0.0, host="a", how="go"))
    assert watch.sees(output(b"go\n", "b"))


def test_text_is_found_in_a_line_that_is_not_finished_and_counted_once() -> None:
    watch = line(contains="login:", number=2).watch()
    assert not watch.sees(output(b"login: "))
    assert not watch.sees(output(b"somebody\n"))
    assert watch.sees(output(b"login: "))


def test_a_pattern_needs_the_whole_line() -> None:
    watch = line(matches="^a+$").watch()
    assert not watch.sees(output(b"aaa"))
    assert not watch.sees(output(b"b\n"))
    assert watch.sees(output(b"aaa\n"))


@pytest.mark.timeout(20)
def test_a_line_without_an_end_takes_neither_memory_nor_time_without_bound() -> None:
    watch = line(contains="never").watch()
    for _ in range(400):
        assert not watch.sees(output(b"x" * 50_000))
    assert watch._finders["server"]._lines.pending_bytes == LONGEST_LINE


def test_an_unfinished_line_is_whole_when_its_host_has_ended() -> None:
    watch = line(host=["a", "b"], matches="^a+$", number=2).watch()
    assert not watch.sees(output(b"aaa", "a"))
    assert not watch.sees(output(b"aaa", "b"))
    assert not watch.sees(Exited(at_s=1.0, host="a", code=0))
    assert not watch.sees(Exited(at_s=1.0, host="a", code=0))
    assert not watch.sees(Exited(at_s=1.0, host="c", code=0))
    assert watch.sees(Exited(at_s=2.0, host="b", code=0))


@pytest.mark.parametrize(
    "content",
    [b"listening on 9000\r\n", b"caf\xe9 9000\n", "first\u2028second 9000\n".encode(), b"10%\r20%\r9000\r\n"],
)
def test_a_line_is_what_it_is_in_a_log(content: bytes) -> None:
    assert line(matches=r"^.*9000$").watch().sees(output(content))
    (text,) = lines_of(content)
    assert line(matches=f"^{re.escape(text)}$").watch().sees(output(content))
    assert line(contains=text).watch().sees(output(content))


def test_a_variables_value_is_taken_literally_in_a_pattern() -> None:
    planned = line(matches="^${hosts.server}$").planned(lambda hosts: hosts, {"hosts.server": "a.b"})
    assert not planned.watch().sees(output(b"axb\n"))
    assert planned.watch().sees(output(b"a.b\n"))


def test_it_says_what_it_waits_for() -> None:
    assert line(contains="ready").wording == "when server prints ready"
    assert line(matches="^x", number=2, host=["a", "b"]).wording == "when a, b prints ^x (2.)"
