"""Mutated scenarios, compose files and settings are loaded or refused, in bounded time and memory.

``make fuzz`` tries many more than the normal tests do.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socketlab.errors import InvalidInput
from socketlab.resources import root
from socketlab.spec.load import load

EXAMPLES = int(os.environ.get("SOCKETLAB_FUZZ", "250"))
"""Of scenarios, and the same number of compose files."""

MOST_MEMORY = 300_000
"""Kibibytes that this may add to the process."""

CATALOGUE = [file.read_text(encoding="utf-8") for file in sorted((root() / "scenarios").glob("*.yaml"))]
LINES = sorted({line for text in CATALOGUE for line in text.splitlines()})
TOKENS = [
    *(
        "",
        "~",
        "[]",
        "{}",
        "5",
        "-1",
        "0755",
        "1e999",
        "yes",
        "33:33",
        "'",
        '"',
        "${",
        "${x}",
        "$$",
        "&a",
        "*a",
    ),
    *(
        "<<: *a",
        "? [a]",
        "!!python/object:os.system x",
        "!reset",
        "|",
        ">",
        "---",
        "...",
        "\t",
        "\0",
        "\ud800",
    ),
    *(
        "\u202e",
        "\x1b[31m",
        "x" * 300,
        "[" * 60,
        "9" * 50,
        "a: a: a",
        "kind: echo",
        "at: 25h",
        "matches: '('",
    ),
    *("- {echo: {fleet: clients}}", "matrix: {a: [1, 1]}", "count: 1001", "service: nobody", "links: [fast]"),
]
SETTINGS = st.dictionaries(
    st.sampled_from(["server", "clients", "n", "x y", ""]), st.sampled_from(TOKENS), max_size=2
)


@st.composite
def spoilt(draw: st.DrawFn, texts: list[str]) -> str:
    """A text with some of its lines and words changed."""
    lines = draw(st.sampled_from(texts)).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(0, len(lines) - 1)))
        line = lines[place] if lines else ""
        token = draw(st.sampled_from(TOKENS) | st.text(max_size=8))
        cut = draw(st.integers(0, len(line)))
        change = draw(st.sampled_from(["replace", "insert", "delete", "repeat", "indent", "other"]))
        changed = {
            "replace": [line.partition(":")[0] + ": " + token],
            "insert": [line[:cut] + token + line[cut:]],
            "delete": [],
            "repeat": [line, line],
            "indent": ["  " + line],
            "other": [line, draw(st.sampled_from(LINES))],
        }[change]
        lines[place : place + 1] = changed
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module", autouse=True)
def little_memory() -> Iterator[None]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY


def refusal(file: Path, given: dict[str, str]) -> str:
    """What is wrong with a scenario; empty if nothing is."""
    try:
        load(file, settings=given)
    except InvalidInput as error:
        return str(error) or "no reason"
    return ""


fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=5000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.mark.no_cover
@pytest.mark.timeout(max(300, EXAMPLES // 5))
@fuzzed
@given(text=spoilt(CATALOGUE), given_settings=SETTINGS)
def test_a_spoilt_scenario_is_loaded_or_refused(
    tmp_path: Path, text: str, given_settings: dict[str, str]
) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert "Error" not in refusal(file, given_settings)


@pytest.mark.no_cover
@pytest.mark.timeout(max(300, EXAMPLES // 5))
@fuzzed
@given(
    text=spoilt([(root() / "compose.yaml").read_text(encoding="utf-8")]), env=spoilt(["A=1\nB='x'\nC=${A}\n"])
)
def test_a_spoilt_compose_file_is_read_or_refused(tmp_path: Path, text: str, env: str) -> None:
    (tmp_path / "compose.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    (tmp_path / ".env").write_bytes(env.encode("utf-8", "surrogatepass"))
    file = tmp_path / "scenario.yaml"
    file.write_text(
        "compose: compose.yaml\nhosts: {a: {service: thread-server}, b: {service: getfile}}\n"
        "fleets: {c: {service: client, command: [x]}, d: {service: desktop}}\n",
        encoding="utf-8",
    )
    assert "Error" not in refusal(file, {})
