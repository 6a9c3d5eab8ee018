"""The whole page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from typing_extensions import override

from socketlab.judging.folder import KeptText, Output
from socketlab.links.model import LinksPlan
from socketlab.report.page.document import page
from socketlab.report.page.lanes import RUN
from tests.records import a_plan
from tests.report.page.runs import a_run, fault, report_on
from tests.report.test_plain_hostile import HOSTILE, result

ATTACK = (
    f"{HOSTILE}</script></style><img src=x onerror=alert(1)>\x00\x1b]0;owned\x07'\"><svg onload=alert(1)>"
)


class Seen(HTMLParser):
    """What a browser finds in the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]


def shown(**more: Any) -> str:
    return page(report_on(a_run(**more), scenario="title: x\n\nhosts: {}\n")).decode()


def test_the_page_is_complete_in_itself() -> None:
    text = shown(server_stdout="hello\n")
    seen = Seen(text)
    assert not {"link", "img", "iframe", "object", "embed", "base", "form"} & set(seen.tags)
    assert not [value for name, value in seen.attributes if name == "src" or "://" in value]
    assert len(seen.ids) == len(set(seen.ids))
    assert not re.search(r"https?://|innerHTML|eval\(", text)


def test_only_its_own_script_and_style_may_act() -> None:
    text = shown()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    for tag in ("style", "script"):
        content = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[-1]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src &#x27;sha256-{digest}&#x27;" in policy
    assert "default-src &#x27;none&#x27;" in policy
    assert "unsafe" not in policy
    assert not [name for name, _ in Seen(text).attributes if name == "style" or name.startswith("on")]


def test_its_parts_are_in_order_verdict_first() -> None:
    links = LinksPlan(networks=("socketlab-testrun1",), paths=(), locations={})
    text = page(report_on(a_run(fault(2.0), plan=a_plan(None, links=links), server_stdout="x\n"))).decode()
    names = re.findall(r'<(?:section|header) id="([a-z]+)"', text)
    assert names == [
        "verdict", "timeline", "checks", "latency", "faults", "conditions", "hosts", "topology", "sequence",
        "events", "logs", "scenario",
    ]  # fmt: skip
    assert 'id="log-server-stdout"' in text
    assert "<li>not kept</li>" in text


def test_the_scenario_is_shown_as_it_was_played() -> None:
    assert "<li>title: x</li><li> </li><li>hosts: {}</li>" in shown()


def test_samples_are_curves() -> None:
    rows = "".join(f'{{"at_s":{n},"host":"server","cpu_s":{n},"memory_bytes":5}}\n' for n in (1, 2))
    text = page(report_on(a_run(), samples=rows)).decode()
    (figures,) = re.findall(r'id="figures">(.*?)</script>', text)
    assert [curve["name"] for curve in json.loads(figures)["curves"]][-2:] == [
        "server: processors",
        "server: memory",
    ]


def test_the_lanes_are_those_of_the_run() -> None:
    (figures,) = re.findall(r'id="figures">(.*?)</script>', shown())
    names = [lane["name"] for lane in json.loads(figures)["lanes"]]
    assert names == [RUN, "server", "clients-1", "clients-2"]


def test_whatever_programs_print_and_names_say_the_page_has_the_same_elements() -> None:
    def tags(text: str) -> list[str]:
        record = a_run(fault(2.0, text, detail=text), said=text, server_stdout="x\n", clients=1)
        outputs: dict[tuple[str, str], Output] = {
            ("server", "stdout"): KeptText(text.replace("\n", "") + "\n")
        }
        plan = replace(record.plan, title=text, scenario=text)
        report = report_on(replace(record, outputs=outputs, plan=plan), scenario=text.replace("\n", ""))
        whole = page(replace(report, result=result())).decode()
        assert all(line.isprintable() for line in whole.split("\n"))
        return Seen(whole).tags

    assert tags(ATTACK) == tags("plain")


def test_eight_clients_take_less_than_300_kilobytes() -> None:
    assert len(shown(clients=8, server_stdout="x" * 100_000, server_stderr="a line\n" * 10_000)) < 300_000
