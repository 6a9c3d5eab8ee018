"""`make screenshots`: take the pictures of docs/images again: windows in a desktop, and a report."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.desktop.desk import Container, Desk, until
from tests.desktop.files import driven, opened, put
from tests.desktop.hosts import a_browser, a_desk, a_network, a_server, a_slow_way
from tests.desktop.page import visit
from tests.desktop.pictures import read_png, save_small

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
WORD = "Abcd1234"


def keep(name: str, picture: Image.Image) -> None:
    """Write a picture, as small as it gets."""
    path = IMAGES / f"{name}.png"
    save_small(picture, path)
    print(f"{path.relative_to(IMAGES.parents[1])}: {path.stat().st_size} bytes")


def getfile_windows(desk: Desk) -> None:
    """Each of the three in another state: at work, with something wrong, done."""
    window = desk.open("getfile_gui", "getfilegui", "--server", "slow", "--file", "notes/long.bin")
    window.press("Return")
    window.wait("plain", r"^(1\d|2\d|3\d)%, ")
    keep("getfilegui", desk.picture("getfilegui"))
    desk.tidy()
    window = desk.open("getfile_gui_1", "getfilegui-1", "--server", "server", "--file", "spam.txt")
    window.fill(p="70000")
    window.press("Return")
    window.wait("bad")
    keep("getfilegui-1", desk.picture("getfilegui-1"))
    desk.tidy()
    window = desk.open("getfile_gui_2", "getfilegui-2", "--server", "server", "--file", "notes/page.bin")
    window.press("Return")
    window.wait("good")
    keep("getfilegui-2", desk.picture("getfilegui-2"))
    desk.tidy()


def forms(desk: Desk) -> None:
    """The fixed one, and one whose fields were asked for."""
    window = desk.open("form", "form")
    window.fill(n="Bob", a="44", j="Trainer")
    window.press("Return")
    window.wait("good")
    keep("form", desk.picture("form"))
    desk.tidy()
    window = desk.open("form", "form", "--dynamic", typed="Colour Shape Taste\n")
    window.fill(c="green")
    keep("dynamic-form", desk.picture("form"))
    desk.tidy()


def report(browser: Container, folder: Path) -> None:
    """The timeline of a run that is played for it."""
    play = (
        sys.executable,
        "-m",
        "scenarios",
        "run",
        "parallel-echo",
        "--set",
        "server=fork-server",
        "--report",
    )
    subprocess.run(play, check=True, env=os.environ | {"SOCKETLAB_RUNS": str(folder)})
    put(browser, "report.html", (folder / "latest" / "report.html").read_bytes())
    with driven(browser) as chromium, opened(chromium, "report.html") as shown:
        shown.page.locator("#lanes").hover(position={"x": 900, "y": 75})
        keep("report", read_png(shown.page.screenshot()))


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    sizes = {"notes/long.bin": 12, "notes/page.bin": 1}
    with (
        tempfile.TemporaryDirectory() as folder,
        a_network() as network,
        a_server(network, "server", sizes),
        a_slow_way(network, "slow", "server"),
        a_desk(network, "desk", Path(folder)) as desk,
        a_browser(network, "browser") as browser,
    ):
        desk.run("python3", "-m", "services.windows.one_time_password", text=f"{WORD}\n")
        report(browser, Path(folder))
        keep("desktop", read_png(visit(browser, "desk", WORD).picture))
        desk.tidy()
        until(lambda: not desk.windows("getfilegui"), "no window")
        getfile_windows(desk)
        forms(desk)


if __name__ == "__main__":
    main()
