"""The windows as far as they go without a screen; with one they are driven in ``tests/desktop``."""

import subprocess
import sys
from pathlib import Path

import pytest

from services.windows.downloading import DIRECTORY, FILE, PORT, SERVER, troubles
from tests.services.processes import environment, program_of

PROGRAMS = [
    "windows.getfile_gui",
    "windows.getfile_gui_1",
    "windows.getfile_gui_2",
    "windows.form",
    "windows.panel",
]
WELL = {SERVER: "localhost", PORT: "50001", FILE: "a/b.txt", DIRECTORY: ""}


def run(module: str, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"services.{module}", *arguments]
    own = {name: text for name, text in environment(**changes).items() if name != "DISPLAY"}
    return subprocess.run(command, env=own, capture_output=True, text=True, timeout=20, check=False)


@pytest.mark.parametrize("module", PROGRAMS)
def test_without_a_screen_or_without_tk_it_is_one_clear_line(module: str) -> None:
    done = run(module)
    name = program_of(module)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(
        (f"{name}: this Python has no Tk", f"{name}: there is no screen: DISPLAY is")
    )
    assert done.stderr.endswith("or use the lab's desktop: make desktop)\n")


@pytest.mark.parametrize("module", PROGRAMS)
def test_without_tk_it_says_how_to_get_it(tmp_path: Path, module: str) -> None:
    (tmp_path / "tkinter.py").write_text("raise ImportError\n")
    shadow = f"{tmp_path}:{environment()['PYTHONPATH']}"
    done = run(module, PYTHONPATH=shadow)
    hint = "this Python has no Tk (on Debian install python3-tk, or use the lab's desktop: make desktop)"
    assert (done.returncode, done.stderr) == (1, f"{program_of(module)}: {hint}\n")
    assert run(module, "--help", PYTHONPATH=shadow).returncode == 0


@pytest.mark.parametrize("module", [*PROGRAMS, "windows.desktop", "windows.one_time_password"])
def test_help_shows_an_example(module: str) -> None:
    done = run(module, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"example: python -m services.{module} " in done.stdout


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({}, ""),
        ({SERVER: ""}, "which server?"),
        ({SERVER: "a b"}, "this cannot be a name"),
        ({SERVER: "a\0b"}, "this cannot be a name"),
        ({PORT: ""}, "no number from 1 to 65535"),
        ({PORT: "0"}, "no number from 1 to 65535"),
        ({PORT: "65536"}, "no number from 1 to 65535"),
        ({PORT: "-1"}, "no number from 1 to 65535"),
        ({PORT: "5e4"}, "no number from 1 to 65535"),
        ({FILE: ""}, "which file?"),
        ({FILE: "folder/"}, "this names no file"),
        ({FILE: ".."}, "this names no file"),
        ({FILE: "a\nb"}, "this names no file"),
        ({FILE: "a\0b"}, "this names no file"),
        ({DIRECTORY: "/nowhere"}, "there is no such directory"),
        ({DIRECTORY: "/dev/null"}, "there is no such directory"),
        ({DIRECTORY: "a\0b"}, "there is no such directory"),
    ],
)
def test_each_field_is_checked(change: dict[str, str], trouble: str) -> None:
    assert {text for text in troubles(WELL | change).values() if text} == ({trouble} if trouble else set())


@pytest.mark.parametrize(
    ("arguments", "trouble"),
    [
        (["--size", "1024"], '"1024" is not a screen size, such as 1024x768'),
        (["--size", "0x0"], '"0x0" is not a screen size, such as 1024x768'),
        (["--display", "-1"], '"-1" is not a whole number from 0 to 99'),
    ],
)
def test_a_wrong_option_of_the_desktop_is_status_2(arguments: list[str], trouble: str) -> None:
    done = run("windows.desktop", *arguments)
    assert done.returncode == 2
    assert trouble in done.stderr.splitlines()[-1]


def test_a_desktop_without_its_programs_is_one_clear_line(tmp_path: Path) -> None:
    done = run("windows.desktop", "--display", "98", PATH=str(tmp_path), HOME=str(tmp_path))
    assert (done.returncode, done.stderr) == (1, 'desktop: cannot start "Xvfb": no such file or directory\n')


def test_a_password_that_no_desktop_takes_is_told_of_and_taken_back(tmp_path: Path) -> None:
    code = "from services.windows import one_time_password as it; it.TAKEN_SECONDS = 0.2"
    code += "; raise SystemExit(it.main([]))"
    own = environment(HOME=str(tmp_path))
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=own, input="Abcd1234\n", capture_output=True, text=True, check=False)
    reason = "the password was not accepted (is the desktop running here?)"
    assert (done.returncode, done.stderr) == (1, f"one-time-password: {reason}\n")
    assert list((tmp_path / ".desktop").iterdir()) == []
