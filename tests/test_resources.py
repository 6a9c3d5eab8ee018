"""Where the data is: in a clone it is the repository itself; of a wheel see ``test_packaging.py``."""

from __future__ import annotations

from pathlib import Path

from socketlab.resources import in_clone, root


def test_in_a_clone_the_data_is_the_repositorys_own() -> None:
    assert in_clone()
    assert root() == Path(__file__).resolve().parents[1]
    assert (root() / "compose.yaml").is_file()
