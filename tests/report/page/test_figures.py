"""The JSON that the page's script draws."""

from __future__ import annotations

import json
from typing import Any

import pytest

from socketlab.judging.record import Record
from socketlab.report.page import figures as module
from socketlab.report.page.figures import bands_of, figures
from socketlab.report.page.lanes import KINDS, lanes_of
from socketlab.report.page.logs import excerpts_of
from socketlab.report.page.times import Curve
from tests.records import a_record
from tests.report.page.runs import a_run, fault


def drawn(record: Record, *curves: Curve) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(figures(record, lanes_of(record), curves, excerpts_of(record)))
    return read


def test_a_fault_is_a_band_until_it_is_undone_and_otherwise_a_moment() -> None:
    record = a_run(fault(2.0), fault(3.0, undone=True), fault(4.0, "kill server"))
    assert bands_of(record) == ((2.0, 3.0, "pause server"), (4.0, 4.0, "kill server"))
    assert drawn(record)["bands"] == [[2.0, 3.0, "pause server"], [4.0, 4.0, "kill server"]]


def test_each_lane_has_its_marks_with_their_kinds_words_and_lines() -> None:
    tree = drawn(a_run(server_stdout="accepted 198.19.7.1:40001\n", clients=1))
    server = tree["lanes"][1]
    lines = [sum(server["line"][: place + 1]) for place in range(len(server["line"]))]
    shown = [
        (KINDS[kind], tree["texts"][text]) for kind, text in zip(server["kind"], server["text"], strict=True)
    ]
    assert list(zip(server["at"], shown, lines, strict=True))[:3] == [
        (0.1, ("started", "server started (private, 198.19.7.2)"), 2),
        (0.3, ("ready", "server ready (journal)"), 3),
        (1.03, ("accept", "accepted 198.19.7.1:40001"), 10),
    ]
    assert shown[3] == ("received", "received 5 B: hello")
    assert server["links"]["2"] == "log-server-stdout-1"
    assert server["bars"][0] == [0.1, 0.3, "starting"]
    assert tree["end"] == 9.0


def test_curves_have_few_digits_and_no_value_that_json_lacks() -> None:
    points = ((0.1234567, 1 / 3), (1.0, float("inf")))
    (curve,) = drawn(a_run(), Curve(name="a", unit="s", points=points))["curves"]
    assert curve == {"name": "a", "unit": "s", "points": [[0.123457, 0.333333]]}


def test_no_text_of_a_program_ends_the_script_that_holds_it() -> None:
    record = a_run(said="</script><!--&\u202e\x00")
    text = figures(record, lanes_of(record), (), ())
    assert "<" not in text
    assert "&" not in text
    assert any(word.endswith("</script><!--&\\u202e\\x00") for word in json.loads(text)["texts"])


def test_only_what_is_listed_can_be_led_to(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(a_run())["listed"] is True
    monkeypatch.setattr(module, "MOST_EVENTS", 3)
    assert drawn(a_run())["listed"] is False


def test_a_run_that_was_killed_before_its_first_event_has_nothing_to_draw() -> None:
    assert drawn(a_record())["end"] == 0.0
