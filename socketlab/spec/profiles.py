"""Profiles of links: those of the catalogue, and those of a scenario's own file."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from socketlab.errors import InvalidFile, Problem
from socketlab.language.document import read_document
from socketlab.language.problems import problems_of
from socketlab.spec.links import Profile

BUILT_IN = Path(__file__).parents[1] / "links" / "profiles.yaml"


def read_profiles(file: Path = BUILT_IN, *, shown_as: str = "") -> dict[str, Profile]:
    """The profiles in a file: a mapping of names.

    Args:
        file: Where they are.
        shown_as: What messages call it.

    Raises:
        InvalidInput: when it cannot be read.
        InvalidFile: with every problem of the file, each with its line.
    """
    document = read_document(file, shown_as=shown_as or str(file))
    if document.problems or not isinstance(document.tree, dict):
        wrong = document.problem(
            (), "profiles are a mapping (name: {about: ..., source: ..., up: ..., down: ...})"
        )
        raise InvalidFile(tuple(document.problems) or (wrong,))
    tree = {name: value for name, value in document.tree.items() if not str(name).startswith("x-")}
    found: dict[str, Profile] = {}
    problems: list[Problem] = []
    for name, settings in tree.items():
        try:
            found[str(name)] = Profile.model_validate(settings)
        except ValidationError as error:
            problems += problems_of(error, document, model=Profile, at=(name,))
    if problems:
        raise InvalidFile(tuple(problems))
    return found
