"""A file for a host or a client may come from the scenario's folder; one that cannot is a problem there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from socketlab.errors import InvalidFile
from socketlab.spec.load import load
from socketlab.spec.sources import MOST_BYTES

TEXT = """services: {{web: {{image: test/web}}}}
hosts:
  server:
    service: web
    files: {{/lab/serve.py: {{source: {source}}}}}
fleets:
  callers: {{service: web, command: [x], files: {{/lab/call.py: {{source: {source}}}}}}}
"""


def scenario(folder: Path, source: str) -> Path:
    file = folder / "one.yaml"
    file.write_text(TEXT.format(source=source))
    return file


def problems(file: Path) -> list[str]:
    with pytest.raises(InvalidFile) as raised:
        load(file)
    return str(raised.value).splitlines()


def test_the_text_comes_with_the_scenario_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs/a.py").write_text("print('$$ and ${this} stay')\n")
    (loaded,) = load(scenario(tmp_path, "programs/a.py"))
    assert loaded.sources == {"programs/a.py": "print('$$ and ${this} stay')\n"}


def test_a_missing_file_is_a_problem_at_each_line_that_names_it(tmp_path: Path) -> None:
    found = problems(scenario(tmp_path, "none.py"))
    assert len(found) == 2
    assert (
        'one.yaml:5:29 hosts.server.files./lab/serve.py.source: cannot read "none.py": no such file'
        in found[0]
    )


def test_a_folder_a_fifo_a_long_file_and_one_that_is_not_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "long").write_bytes(b"x" * (MOST_BYTES + 1))
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for source, reason in {
        "folder": "not a regular file",
        "fifo": "not a regular file",
        "long": f"{MOST_BYTES + 1} bytes, more than {MOST_BYTES}",
        "binary": "not UTF-8 text",
        '"a\\0b"': "no file can have this name",
    }.items():
        assert reason in problems(scenario(tmp_path, source))[0]


def test_a_name_that_holds_a_value_of_the_matrix_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a")
    (tmp_path / "b.py").write_text("b")
    file = scenario(tmp_path, '"${which}.py"')
    file.write_text(file.read_text() + "matrix: {which: [a, b]}\n")
    assert [loaded.sources for loaded in load(file)] == [{"a.py": "a", "b.py": "b"}] * 2
