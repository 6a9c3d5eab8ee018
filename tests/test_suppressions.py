"""A third inline suppression of a lint rule removes the rule, for those files or for all.

What is suppressed again and again is no exception: it belongs into pyproject.toml, with a reason beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST = 2

SUPPRESSION = re.compile(r"#\s*noqa:\s*([A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)")


def suppressions(files: Iterable[Path]) -> dict[str, list[str]]:
    """Where each rule is suppressed, as ``file:line``."""
    found = defaultdict(list)
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            for group in SUPPRESSION.findall(line):
                for rule in re.split(r"\s*,\s*", group):
                    found[rule].append(f"{file.name}:{number}")
    return dict(found)


def test_no_rule_is_suppressed_three_times() -> None:
    folders = ("socketlab", "services", "scenarios", "tests", "docs")
    files = sorted(
        file for folder in folders for file in (ROOT / folder).rglob("*.py") if file != Path(__file__)
    )
    often = {rule: places for rule, places in suppressions(files).items() if len(places) > MOST}
    assert often == {}


def test_each_rule_of_a_suppression_is_counted(tmp_path: Path) -> None:
    first, second = tmp_path / "a.py", tmp_path / "b.py"
    first.write_text("x = 1  # noqa: E501, S105 - a reason\n", encoding="utf-8")
    second.write_text("\ny = 2  # noqa: S105\n", encoding="utf-8")
    assert suppressions([first, second]) == {"E501": ["a.py:1"], "S105": ["a.py:1", "b.py:2"]}
