"""The commands together: help, names, usage errors in one line with the right exit status, no traceback."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from socketlab import __version__
from socketlab.cli import lab
from socketlab.cli.app import VERBS, run_command_line
from tests.cli.asking import NO_ENGINE, ROOT, ask

COMMANDS = [*([verb] for verb in VERBS), ["lab"], *(["lab", verb] for verb in lab.VERBS)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run"], "name a scenario, a file or a --tag"),
        (["run", "--tag", "chaptr"], 'did you mean "chapter"?'),
        (["run", "paralel-echo"], 'did you mean "parallel-echo"?'),
        (["run", "nothing-like-it"], "see python -m scenarios list"),
        (["run", "missing.yaml"], 'cannot read "missing.yaml": no such file'),
        (["run", "./"], "it is a folder"),
        (["run", "parallel-echo", "--set", "serer=x"], 'did you mean "server"?'),
        (["run", "parallel-echo", "--set", "server"], "write --set name=value"),
        (["run", "parallel-echo", "--timeout", "30"], 'did you mean "30s"?'),
        (["run", "parallel-echo", "--timeout", "0s"], '--timeout: "0s" is not a usable timeout (1ms to 24h)'),
        (["run", "parallel-echo", "--repeat", "0"], "--repeat"),
        (["run", "parallel-echo", "--seed", "-1"], "--seed"),
        (["run", "parallel-echo", "--format", "xml"], "--format"),
        (["run", "parallel-echo", "--set", "server=fork-sever"], 'did you mean "fork-server"?'),
        (["run", "serial-echo", "--set", "clients=none"], "must be a whole number"),
        (["plan", "nothing"], 'no scenario "nothing"'),
        (["judge", "nowhere"], 'no stored run in "nowhere"'),
        (["lab", "build", "fork-sever"], 'did you mean "fork-server"?'),
        (["frobnicate"], 'no command "frobnicate"'),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_what_is_wrong_with_a_command_is_said_in_one_line_and_exits_4(
    tmp_path: Path, arguments: list[str], says: str
) -> None:
    answer = ask(tmp_path, *arguments, environment=NO_ENGINE)
    assert answer.code == 4, answer
    assert says in answer.err
    assert len(answer.err.splitlines()) == 1
    assert answer.out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "parallel-echo"],
        ["plan", "parallel-echo"],
        ["clean"],
        ["demo"],
        ["lab", "status"],
        ["lab", "up"],
    ],
)
def test_without_an_engine_each_command_says_so_and_exits_3(tmp_path: Path, arguments: list[str]) -> None:
    answer = ask(tmp_path, *arguments, environment=NO_ENGINE)
    assert answer.code == 3, answer
    assert "engine" in answer.err.lower()
    assert "make engine" in answer.err
    assert len(answer.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        *(
            ("DOCKER_HOST", value, "DOCKER_HOST is not the address of an engine")
            for value in ("tcp://x:notaport", "http://[::1", "\x1b[31m")
        ),
        *(
            ("DOCKER_CONFIG", value, 'config.json" is malformed')
            for value in ('{"currentContext": 5}', "[]", "5", "[" * 100_000)
        ),
        ("DOCKER_CONFIG", '{"proxies": 5}', 'config.json" is malformed'),
    ],
)
def test_a_malformed_setting_of_dockers_is_one_line(
    tmp_path: Path, setting: str, value: str, says: str
) -> None:
    environment = {"DOCKER_HOST": "", setting: value}
    if setting == "DOCKER_CONFIG":
        (tmp_path / "config.json").write_text(value, encoding="utf-8")
        environment[setting] = str(tmp_path)
    answer = ask(tmp_path, "plan", "parallel-echo", environment=environment)
    assert (answer.code, answer.out) == (3, "")
    assert says in answer.err
    (line,) = answer.err.splitlines()
    assert line.isprintable()
    findings = ask(tmp_path, "doctor", environment=environment)
    assert findings.code == 3
    assert findings.err == ""
    assert says in findings.out.splitlines()[-1]


def test_a_configuration_of_dockers_that_is_a_fifo_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "config.json")
    answer = ask(
        tmp_path, "plan", "parallel-echo", environment={"DOCKER_HOST": "", "DOCKER_CONFIG": str(tmp_path)}
    )
    assert answer.code == 3
    assert 'config.json" is malformed' in answer.err


def test_a_context_of_dockers_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"currentContext": "mine"}', encoding="utf-8")
    stored = tmp_path / "contexts" / "meta" / hashlib.sha256(b"mine").hexdigest()
    stored.mkdir(parents=True)
    (stored / "meta.json").write_text("{", encoding="utf-8")
    answer = ask(
        tmp_path, "plan", "parallel-echo", environment={"DOCKER_HOST": "", "DOCKER_CONFIG": str(tmp_path)}
    )
    assert (answer.code, answer.out) == (3, "")
    assert f'the current context of Docker, in "{tmp_path}", cannot be read (correct it' in answer.err


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_of_every_command_shows_an_example_under_the_name_it_was_called_by(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = " ".join(command)
    for flag in ("-h", "--help"):
        assert run_command_line([*command, flag]) == 0
        assert f" socketlab {words}" in capsys.readouterr().out.partition("Example")[2]

    monkeypatch.setattr(sys, "argv", [str(ROOT / "scenarios" / "__main__.py")])
    assert run_command_line([*command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"Usage: python -m scenarios {words} ")
    assert f" python -m scenarios {words}" in shown.partition("Example")[2]
    assert " socketlab " not in shown


@pytest.mark.parametrize("command", [[], ["lab"]])
def test_a_command_without_a_verb_prints_its_help(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(command) == 0
    alone = capsys.readouterr()
    assert run_command_line([*command, "--help"]) == 0
    assert alone == capsys.readouterr()
    assert alone.out.startswith("Usage: socketlab")
    assert alone.err == ""


def test_the_list_of_commands_shows_whole_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    run_command_line([])
    run_command_line(["lab"])
    assert "..." not in capsys.readouterr().out.replace("COMMAND [ARGS]...", "")


def test_the_version_is_the_packages(tmp_path: Path) -> None:
    assert ask(tmp_path, "--version").out == f"socketlab {__version__}\n"


def test_help_loads_neither_the_docker_sdk_nor_rich_nor_pydantic_nor_yaml() -> None:
    heavy = {"docker", "requests", "rich.console", "rich.table", "pydantic", "yaml"}
    script = f"import sys, socketlab.cli.app; print(sorted({heavy} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_list_reads_titles_without_loading_the_language_or_the_docker_sdk(tmp_path: Path) -> None:
    heavy = {"docker", "requests", "rich.console", "socketlab.spec.scenario", "socketlab.spec.load"}
    script = (
        "import sys\n"
        "from socketlab.cli.app import run_command_line\n"
        f"run_command_line(['list'])\nprint(sorted({heavy} & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"
    assert "parallel-echo" in done.stdout
