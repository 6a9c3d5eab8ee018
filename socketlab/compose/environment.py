"""The variables and labels of a service, with those of the files that it names.

Source: compose-go v2, ``types/project.go``, ``WithServicesEnvironmentResolved``; the Compose Specification,
"env_file" and "label_file".
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass

from socketlab.compose.forms import as_options
from socketlab.compose.nodes import Node
from socketlab.compose.project import Files
from socketlab.errors import InvalidFile, InvalidInput, Problem
from socketlab.language.document import YAMLPath
from socketlab.language.dotenv import read_raw_settings, read_settings
from socketlab.language.wording import cut

_RAW, _DOTENV = "raw", ".env"
"""The formats of files of variables."""


@dataclass(frozen=True, slots=True)
class Surrounding:
    """What the variables of services may come from.

    Args:
        files: Gives the project's files.
        values: The project's variables.
        problems: Takes what is wrong with files.
        unset: Takes the variables that files use and that have no value.
    """

    files: Files
    values: Mapping[str, str]
    problems: list[Problem]
    unset: dict[str, None]


def with_files(service: Node, path: YAMLPath, around: Surrounding) -> Node:
    """A service with the variables and labels of its files among its own, which outrank them."""
    if not isinstance(service.value, dict):
        return service
    members = dict(service.members)
    files, label_files = members.pop("env_file", None), members.pop("label_file", None)
    if "environment" in members or files is not None:
        own = members.get("environment") or service.holding({})
        members["environment"] = _environment(own, files, (*path, "env_file"), around)
    if label_files is not None or "labels" in members:
        own = members.get("labels") or service.holding({})
        members["labels"] = _labels(own, label_files, (*path, "label_file"), around)
    return service.holding(members)


def _environment(own: Node, files: Node | None, path: YAMLPath, around: Surrounding) -> Node:
    own = as_options(own)
    if not isinstance(own.value, dict) and own.value is not None:
        return own  # of a wrong kind, which is a problem of its own
    named = {name: _given(node, name, around) for name, node in own.members.items()}
    given = {name: str(node.value) for name, node in named.items() if node.value is not None}
    found = dict(given)
    for file in _listed(files):
        found |= _read_variables(file, path, ChainMap(dict(around.values), given), found, around)
    place = files or own
    return own.holding({**{name: place.holding(value) for name, value in found.items()}, **named})


def _given(node: Node, name: str, around: Surrounding) -> Node:
    return node.holding(around.values.get(name)) if node.value is None else node


def _listed(files: Node | None) -> list[Node]:
    if files is None or files.value is None:
        return []
    return files.items if isinstance(files.value, list) else [files]


def _read_variables(
    file: Node, path: YAMLPath, outside: Mapping[str, str], known: Mapping[str, str], around: Surrounding
) -> dict[str, str]:
    """The variables of one file; what is wrong with it is a problem."""
    name = file.value if isinstance(file.value, str) else file.text("path")
    if not isinstance(name, str) or not name:
        around.problems.append(file.problem(path, "must be a file, or a mapping with path"))
        return {}
    required = file.members.get("required")
    if required is not None and required.value is False and not around.files.is_there(name):
        return {}
    form = file.text("format") or _DOTENV
    if form not in (_RAW, _DOTENV):
        message = f'"{cut(form)}" is not a format of such files (use raw, or leave it out)'
        around.problems.append(file.members["format"].problem((*path, "format"), message))
        return {}
    shown = around.files.shown(name)
    try:
        text = around.files.text(name)
        if form == _RAW:
            return read_raw_settings(text, file=shown, outside=outside)
        return read_settings(text, file=shown, outside=outside, known=known, unset=around.unset)
    except InvalidFile as error:
        around.problems.extend(error.problems)
    except InvalidInput as error:
        around.problems.append(file.problem(path, error.message))
    return {}


def _labels(own: Node, files: Node | None, path: YAMLPath, around: Surrounding) -> Node:
    own = as_options(own)
    if not isinstance(own.value, dict) and own.value is not None:
        return own
    found: dict[str, str] = {}
    for file in _listed(files):
        found |= _read_variables(file, path, dict(found), {}, around)
    place = files or own
    own_texts = {name: node.holding("") if node.value is None else node for name, node in own.members.items()}
    return own.holding({**{name: place.holding(text) for name, text in found.items()}, **own_texts})
