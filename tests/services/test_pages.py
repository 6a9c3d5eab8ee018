"""Every program of the course reads like a page of a book, and the table of contents leads to all of them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.services.processes import ROOT

SERVICES = ROOT / "services"
PAGES = [file for file in sorted(SERVICES.rglob("*.py")) if file.name != "__init__.py"]
OUR_OWN = {"lab", "router"}
"""What the lab itself runs: nothing that a course would teach."""

ROW = re.compile(r"\| ([\w-]*) \| \[(\w+/\w+)\]\((\w+/\w+)\.py\) \| (.+) \| (\d+) \|")


def name_of(file: Path) -> str:
    return file.relative_to(SERVICES).with_suffix("").as_posix()


def programs() -> list[Path]:
    return [
        file
        for file in PAGES
        if file.parent.name == "bare"
        or ('if __name__ == "__main__"' in file.read_text() and file.parent.name not in OUR_OWN)
    ]


def contents() -> list[tuple[str, ...]]:
    return [found.groups() for found in ROW.finditer((SERVICES / "README.md").read_text())]


@pytest.mark.parametrize("file", programs(), ids=name_of)
def test_a_program_says_what_it_teaches_when_to_choose_it_and_where_it_ends(file: Path) -> None:
    text = ast.get_docstring(ast.parse(file.read_text())) or ""
    assert re.match(r"[a-z0-9-]+: \S.+\.\n\n", text), "the first line names the program and says what it is"
    assert text.startswith(f"{file.stem.replace('_', '-')}: ")
    for heading in ("Teaches: ", "Choose it ", "Limits: "):
        assert re.search(rf"^{heading}\S", text, re.MULTILINE), heading


@pytest.mark.parametrize("file", PAGES, ids=name_of)
def test_a_page_is_no_longer_than_one_reads_in_one_go(file: Path) -> None:
    longest = 40 if file.parent.name == "bare" else 300
    assert len(file.read_text().splitlines()) <= longest


def test_the_table_of_contents_has_every_page_once_and_its_true_length() -> None:
    rows = contents()
    assert sorted(page for _, page, _, _, _ in rows) == sorted(map(name_of, PAGES))
    for _, page, link, _, lines in rows:
        assert link == page
        assert int(lines) == len((SERVICES / f"{page}.py").read_text().splitlines()), page


def test_the_course_begins_with_the_classic_programs_in_the_order_of_their_chapter() -> None:
    rows = contents()
    bare = [example for example, page, *_ in rows if page.startswith("bare/")]
    assert bare == [f"10-{number}" for number in range(1, 11)]
    assert rows[0][1] == "bare/echo_server"
    assert all(page.startswith("bare/") for _, page, *_ in rows[: len(bare)])


def test_nothing_of_the_course_lies_outside_of_a_folder() -> None:
    assert [file.name for file in SERVICES.glob("*.py")] == ["__init__.py"]


SOCKET_CALLS = {
    "servers/echo_server": {"accept", "recv", "sendall"},
    "servers/fork_server": {"accept", "fork", "waitpid", "recv", "sendall"},
    "servers/thread_server": {"accept", "Thread", "recv", "sendall"},
    "servers/class_server": {"recv", "sendall"},
    "servers/select_server": {"accept", "select", "recv", "send"},
    "servers/selectors_echo_server": {"accept", "select", "register", "recv", "send"},
    "servers/asyncio_echo_server": {"start_server", "read", "write", "drain"},
    "servers/udp_echo_server": {"recvfrom", "sendto"},
    "servers/unix_echo_server": {"bind", "listen", "accept", "Thread", "recv", "sendall"},
    "clients/echo_client": {"send", "recv", "shutdown"},
    "clients/calling": {"connect"},
    "clients/raw_client": {"sendall", "recv"},
    "files/sending": {"accept", "recv", "sendfile", "sendall"},
    "files/fetching": {"sendall", "recv", "recv_into"},
}


@pytest.mark.parametrize("page", SOCKET_CALLS)
def test_the_calls_that_a_page_is_about_stand_on_the_page(page: str) -> None:
    tree = ast.parse((SERVICES / f"{page}.py").read_text())
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    assert SOCKET_CALLS[page] <= called
