"""Names of steps of the timeline that checks refer to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from socketlab.checks import CHECKS
from socketlab.errors import Problem
from socketlab.language.document import Document, YAMLPath
from socketlab.language.kinds import words_of
from socketlab.language.names import NamesStep
from socketlab.language.wording import cut, one_of, suggestion
from socketlab.spec.references import is_settled

_BY_WORD = dict(zip(words_of(CHECKS), CHECKS, strict=True))


def step_problems(document: Document, path: YAMLPath, tree: Any, timeline: Any) -> Iterator[Problem]:
    """A problem for each step that a check names and the timeline does not have.

    Args:
        document: The file, for the places.
        path: Where the check is.
        tree: The check as a plain value.
        timeline: The scenario's timeline as a plain value.
    """
    steps = timeline if isinstance(timeline, list) else []
    names = [step["name"] for step in steps if isinstance(step, dict) and isinstance(step.get("name"), str)]
    for place, name in _named(tree):
        if isinstance(name, str) and name not in names and is_settled(name):
            known = one_of(names) if names else 'give a step of the timeline a "name"'
            message = f'the timeline has no step "{cut(name)}" ({suggestion(name, names) or known})'
            yield document.problem((*path, *place), message)


def _named(tree: Any) -> Iterator[tuple[YAMLPath, Any]]:
    """Every value of a check that stands where the name of a step belongs."""
    if not isinstance(tree, dict):
        return
    if "during" in tree:
        yield ("during",), tree["during"]
    for word, settings in tree.items():
        kind = _BY_WORD.get(word)
        if kind is not None and isinstance(settings, dict):
            for name, field in kind.model_fields.items():
                if name in settings and any(isinstance(mark, NamesStep) for mark in field.metadata):
                    yield (word, name), settings[name]
