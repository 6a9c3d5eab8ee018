"""Finding scenarios, and the built-in ones."""

from pathlib import Path

import pytest

from socketlab.errors import InvalidInput
from socketlab.spec.catalog import find, names, summaries, tagged
from socketlab.spec.load import load


def test_a_scenario_is_found_by_its_name_or_its_path(tmp_path: Path) -> None:
    assert find("parallel-echo").name == "parallel-echo.yaml"
    file = tmp_path / "mine.yml"
    file.touch()
    assert find(str(file)) == file


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("paralel-echo", 'no scenario "paralel-echo" (did you mean "parallel-echo"?)'),
        ("xyz", 'no scenario "xyz" (see socketlab list)'),
        ("none.yaml", 'cannot read "none.yaml": no such file or directory'),
        ("./tests", 'cannot read "./tests": no such file or directory'),
        ("/", 'cannot read "/": it is a folder'),
        ("a\0/b", 'cannot read "a\0/b": no file can have this name'),
        ("x" * 300 + ".yaml", f'cannot read "{"x" * 77}...": file name too long'),
        ("x" * 300, f'no scenario "{"x" * 77}..." (see socketlab list)'),
    ],
)
def test_what_is_not_there_says_so(
    name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidInput) as raised:
        find(name)
    assert str(raised.value) == message


def test_scenarios_are_found_by_a_tag_and_an_unknown_one_is_told() -> None:
    assert find("zombies") in tagged("processes")
    assert find("udp-echo") not in tagged("processes")
    with pytest.raises(InvalidInput) as raised:
        tagged("proceses")
    assert str(raised.value) == 'no scenario has the tag "proceses" (did you mean "processes"?)'
    with pytest.raises(InvalidInput, match="there are chapter, "):
        tagged("xyz")


@pytest.mark.parametrize("name", names())
def test_every_scenario_of_the_catalogue_is_valid_and_listed_as_it_is(name: str) -> None:
    cells = load(find(name))
    (row,) = [row for row in summaries() if row["name"] == name]
    assert row == {
        "name": cells[0].spec.name,
        "title": cells[0].spec.title,
        "tags": list(cells[0].spec.tags),
        "runs": len(cells),
        "file": str(find(name)),
    }
