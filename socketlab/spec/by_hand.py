"""A fault that is given on the command line: the same settings, the same checks, other messages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from pydantic import ValidationError

from socketlab.errors import InvalidFile, InvalidInput, Problem
from socketlab.faults import FAULTS
from socketlab.language.document import parse_document
from socketlab.language.kinds import words_of
from socketlab.language.problems import problems_of
from socketlab.language.selectors import Members
from socketlab.language.wording import cut, one_of, suggestion
from socketlab.spec.targets import target_problems
from socketlab.spec.timeline import TimelineItem, TimelineStep

_STEP = ("timeline", 0)


def read_fault(
    word: str, settings: Mapping[str, str], members: Members, lab: Collection[str] = ()
) -> TimelineStep:
    """A step of a timeline with one fault, at once.

    Args:
        word: The fault's word.
        settings: Its settings, each value as YAML; groups of hosts may be separated by a comma alone.
        members: The hosts that there are.
        lab: Those that belong to the standing lab.

    Raises:
        InvalidInput: with everything that is wrong with it.
    """
    words = words_of(FAULTS)
    if word not in words:
        raise InvalidInput(f'no fault "{cut(word)}"', hint=suggestion(word, words) or one_of(words))
    given = ", ".join(f"{name}: {_listed(name, value)}" for name, value in settings.items())
    try:
        document = parse_document(f"timeline:\n- {{at: 0s, {word}: {{{given}}}}}\n", file=word)
    except InvalidFile as error:
        raise _refused(word, error.problems) from error
    step = document.tree["timeline"][0]
    problems = [*document.problems, *target_problems(document, _STEP, step, members, lab)]
    try:
        read: TimelineStep = TimelineItem.model_validate(step)
    except ValidationError as error:
        problems += problems_of(error, document, model=TimelineItem, at=_STEP)
    if problems:
        raise _refused(word, problems)
    return read


def read_link(groups: Sequence[str], settings: Mapping[str, str], members: Members) -> TimelineStep:
    """A step that changes links, from words such as ``left right delay=200ms``.

    Args:
        groups: The two groups, for both directions; none where the settings name the direction.
        settings: The conditions, and ``from`` and ``to`` for one direction.
        members: The hosts that there are.

    Raises:
        InvalidInput: with everything that is wrong with it.
    """
    if "for" in settings:
        raise InvalidInput(
            "for: link set lasts until link reset", hint="use socketlab fault link for a while"
        )
    if len(groups) not in (0, 2):
        found = cut(" ".join(groups))
        raise InvalidInput(f'needs two groups, not "{found}"', hint="write such as: left right delay=200ms")
    between = {"between": f"[{', '.join(f'[{group}]' for group in groups)}]"} if groups else {}
    return read_fault("link", {**settings, **between}, members)


def _listed(name: str, value: str) -> str:
    """Two groups written as ``left,right``, as a list."""
    return f"[{value}]" if name == "between" and "[" not in value else value


def _refused(word: str, problems: Iterable[Problem]) -> InvalidInput:
    messages = dict.fromkeys(_named(problem) for problem in problems)
    return InvalidInput(f"{word}: {'; '.join(messages)}")


def _named(problem: Problem) -> str:
    """What is wrong, with the setting where the message alone does not say which."""
    setting = problem.path.rpartition(".")[2]
    named = problem.message.startswith(("is ", "must ")) and not setting.isdecimal()
    return f"{setting} {problem.message}" if named else problem.message
