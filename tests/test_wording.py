"""What a user reads is plain technical English: the phrases below are absent.

Searched are the documents, the titles, descriptions and check names of the catalogue, the comments of Compose
and of the images, the help of ``make``, and every string of the orchestrator and of the services, docstrings
included.
A phrase that is right at one place is listed in ``ALLOWED`` with the place.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

DENIED = {
    r"\btell(s|ing)? of\b|\btold of\b|\bis told\b|\bwas told\b": "reports, prints, is configured",
    r"\btells?\b (?!cat)": "reports, shows, returns",
    r"\bnobody\b": "nothing, no client",
    r"\bso many\b": "a number of",
    r"\bso (many )?from all\b": "8 of 8 clients",
    r"\b(is|are) no (signal|name|file|way|size|regular|answer|error)\b": "is not a",
    r"\bstands? (in|on|at|beside|twice|before|for)\b": "is, means, is based on",
    r"\bstood up\b|\bstands? up\b|\bstand them up\b": "start",
    r"\b(is|are|not) well\b|\bwell after\b": "healthy",
    r"\blets? (it |them )?go\b": "release, disconnect",
    r"\b(in|the|no|lab's) trouble\b|\btroubles? (is|was)\b": "problem, error",
    r"\bfor ever\b": "forever",
    r"\blooks? after\b|\ba (new )?look\b|\bthe look\b|\bnobody looked\b": "supervise, observe, check",
    r"\bcells? of (a|the) matrix\b|\bmatrix cells?\b": "matrix combination",
    r"\bpowers? of (a|the) runtime\b|\bruntime's powers?\b": "capability",
    r"\bwhoever\b": "every client that",
    r"\bor else\b": "otherwise",
    r"\btake(s|n)? leave\b": "reap",
    r"\bgiven? away\b|\bgives away\b": "send",
    r"\bgo(es)? wrong\b": "fault",
    r"\bas it stands\b": "as it is",
    r"\bclients of clients\b": "clients",
    r"\bwho (calls|serves|waits|comes|loses)\b": "the client that",
}
"""Phrases, as regular expressions, each with the words to use instead."""

ALLOWED = {
    ("images/ftp-server/vsftpd.conf", "nobody"): "the account nobody",
    ("images/ftp-server/Dockerfile", "nobody"): "the account nobody",
    ("compose.yaml", "nobody"): "the account nobody",
    ("scenarios/nobody-there.yaml", "nobody"): "the scenario's name",
    ("README.md", "nobody"): "the scenario's name",
    ("docs/chapter.md", "nobody"): "the scenario's name",
}
"""A file and a matched text that stay, with the reason."""

TEXTS = (
    "*.md",
    "docs/**/*.md",
    "services/**/*.md",
    "compose.yaml",
    "scenarios/**/*.yaml",
    "scenarios/**/*.sh",
)
COMMENTED = ("Makefile", "images/**/*")
CODE = ("socketlab/**/*.py", "services/**/*.py", "scenarios/**/*.py", "docs/generator/*.py")


def strings_of(source: str) -> Iterator[tuple[int, str]]:
    """Every string literal of a module with its line; so are the fixed parts of an f-string."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def comments_of(text: str) -> Iterator[tuple[int, str]]:
    """Comments, labels and help texts of a build file."""
    for number, line in enumerate(text.splitlines(), 1):
        if "#" in line or "LABEL" in line or "org.opencontainers" in line:
            yield number, line


def found_in(name: str, parts: Iterator[tuple[int, str]]) -> Iterator[str]:
    """The denied phrases of a file, each with its place and what to write instead."""
    for number, text in parts:
        for phrase, instead in DENIED.items():
            for match in re.finditer(phrase, text, re.IGNORECASE):
                if (name, match[0].lower().strip()) not in ALLOWED:
                    line = number + text.count("\n", 0, match.start())
                    yield f'{name}:{line}: "{match[0]}" (write: {instead})'


def files(patterns: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and path.suffix not in {".png", ".pyc"} and "__pycache__" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8", errors="replace")


def found_in_repository() -> Iterator[str]:
    for name, text in files(TEXTS):
        yield from found_in(name, iter([(1, text)]))
    for name, text in files(COMMENTED):
        yield from found_in(name, comments_of(text))
    for name, text in files(CODE):
        yield from found_in(name, strings_of(text))


def test_no_denied_phrase_is_in_a_text_that_users_read() -> None:
    assert "\n".join(found_in_repository()) == ""


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("c-1 tells of no answer", "tells of"),
        ('"FOO" is no signal', "is no signal"),
        ("it is not\nwell after 30 s", "well after"),
        ("it would wait for ever", "for ever"),
    ],
)
def test_a_denied_phrase_is_found_with_its_line(text: str, phrase: str) -> None:
    hits = list(found_in("some.md", iter([(1, text)])))
    assert any(f'"{phrase}' in hit for hit in hits), hits
    assert hits[0].startswith(f"some.md:{2 if chr(10) in text else 1}: ")


def test_an_allowed_phrase_stays_where_it_is_allowed() -> None:
    text = "the user nobody"
    assert list(found_in("compose.yaml", iter([(1, text)]))) == []
    assert list(found_in("other.yaml", iter([(1, text)]))) != []


def test_strings_inside_a_module_are_searched() -> None:
    source = '"""A page."""\nprint(f"{host} tells of no answer")  # nobody\n'
    assert [hit.split(":")[1] for hit in found_in("page.py", strings_of(source))] == ["2", "2"]


def test_every_allowance_is_used() -> None:
    for name, phrase in ALLOWED:
        assert phrase in (ROOT / name).read_text(encoding="utf-8").lower(), name
