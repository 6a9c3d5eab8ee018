"""``report.html`` in a real browser: what it shows, by hand and keyboard; programs cannot change it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from socketlab.report.page.document import page as page_of
from socketlab.report.page.several import comparison
from tests.desktop.desk import Container
from tests.desktop.files import driven, opened, put
from tests.desktop.hosts import a_browser
from tests.report.page.large import a_large_run
from tests.report.page.runs import a_run, fault, report_on

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]

ATTACK = (
    "</script></style></title><script>window.owned=1</script><img src=x onerror='window.owned=1'>"
    "<svg onload=window.owned=1>\"'\x1b]0;owned\x07\u202e\u2066\x00\r<iframe src=javascript:alert(1)>"
)

FRAMES = """
async () => {
    const lanes = document.getElementById("lanes"), times = [];
    const press = (key) => lanes.dispatchEvent(new KeyboardEvent("keydown", {key, cancelable: true}));
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    press("+");
    await frame();
    let last = performance.now();
    for (let i = 0; i < 60; i++) {
        press(i % 20 < 10 ? "ArrowRight" : "ArrowLeft");
        await frame();
        times.push(performance.now() - last);
        last = performance.now();
    }
    return times.sort((a, b) => a - b)[30];
}
"""
"""Pans sixty times, and returns the median time of a frame in milliseconds."""


@pytest.fixture(scope="module")
def host(network: str) -> Iterator[Container]:
    with a_browser(network, "report-browser") as own:
        yield own


@pytest.fixture(scope="module")
def browser(host: Container) -> Iterator[Browser]:
    with driven(host) as own:
        yield own


def names(page: Page) -> Any:
    return page.evaluate(
        "JSON.parse(document.getElementById('figures').textContent).lanes.map((lane) => lane.name)"
    )


def test_eight_clients_are_on_the_timeline_by_hand_by_keyboard_and_in_the_dark(
    host: Container, browser: Browser
) -> None:
    record = a_run(fault(2.0), fault(3.0, undone=True), clients=8, server_stdout="got hello\n" * 16)
    put(host, "report.html", page_of(report_on(record, scenario="title: eight\n")))
    with opened(browser, "report.html") as shown:
        page = shown.page
        lanes = page.locator("#lanes")
        expect(lanes).to_be_visible()
        assert names(page) == ["run", "server", *(f"clients-{number}" for number in range(1, 9))]
        box = lanes.bounding_box()
        assert box is not None
        assert box["height"] == 24 + 10 * 20

        lanes.hover(position={"x": 130 + (box["width"] - 130) / 2, "y": 24 + 20 * 2 + 10})
        expect(page.locator("#tip")).to_have_text(re.compile(r"^clients-1  4\.\d{6}s$"))

        page.locator("#zoom-in").click()
        lanes.focus()
        for key in ("0", "]", "]", ".", ".", ".", "."):
            page.keyboard.press(key)
        expect(page.locator("#details")).to_contain_text("clients-1  1.000000s  program started")
        for key in ("[", *"." * 13):
            page.keyboard.press(key)
        expect(page.locator("#details")).to_contain_text("server")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        assert re.search(r"#event-\d+$", page.url)
        page.get_by_role("link", name="its line in the log").click()
        assert re.search(r"#log-server-stdout-\d+$", page.url)
        expect(page.locator(":target")).to_be_visible()
        assert shown.said == []
    with opened(browser, "report.html", color_scheme="dark") as shown:
        assert shown.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 28)"
        assert shown.said == []
    with opened(browser, "report.html", java_script_enabled=False) as shown:
        expect(shown.page.locator("h1")).to_have_text("PASS test")
        expect(shown.page.locator("#checks td").first).to_be_visible()
        expect(shown.page.locator("#lanes")).to_be_hidden()


def test_hostile_logs_and_names_change_nothing(host: Container, browser: Browser) -> None:
    record = a_run(fault(2.0, ATTACK, detail=ATTACK), clients=8, said=ATTACK, server_stdout=f"{ATTACK}\n" * 3)
    put(host, "hostile.html", page_of(report_on(record, scenario=ATTACK)))
    reports = [(report_on(record), f"./{ATTACK}"), (report_on(record), "./hostile.html")]
    put(host, "several.html", comparison(reports))
    with opened(browser, "several.html") as shown:
        expect(shown.page.locator("h1")).to_have_text("2 runs: 2 pass")
        assert shown.page.locator("img, iframe, script").count() == 0
        shown.page.get_by_role("link").last.click()
        expect(shown.page).to_have_url("file:///tmp/hostile.html")
        assert shown.said == []
    with opened(browser, "hostile.html") as shown:
        page = shown.page
        expect(page.locator("#lanes")).to_be_visible()
        page.locator("#lanes").hover(position={"x": 300, "y": 60})
        page.locator("#lanes").focus()
        for key in ("]", *"." * 13):
            page.keyboard.press(key)
        expect(page.locator("#details")).to_contain_text("</script></style>")
        assert page.evaluate("window.owned") is None
        assert page.locator("img, iframe").count() == 0
        assert page.locator("script").count() == 2
        assert page.title() == "PASS test"
        assert shown.said == []


@pytest.mark.measures
def test_a_thousand_clients_and_a_hundred_thousand_events_are_painted_and_panned_in_time(
    host: Container, browser: Browser
) -> None:
    record = a_large_run()
    assert len(record.events) >= 99_000
    put(host, "large.html", page_of(report_on(record)))
    with opened(browser, "large.html") as shown:
        expect(shown.page.locator("#lanes")).to_be_visible()
        painted_ms = shown.page.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        )
        assert painted_ms < 2000
        assert min(shown.page.evaluate(FRAMES) for _ in range(3)) < 1000 / 30
        assert shown.said == []
