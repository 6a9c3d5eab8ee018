"""One row of the table of settings: how a setting of a host is written, changed and filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AfterValidator
from pydantic import Field as YAMLField

from socketlab.hosts.mounts import Mount
from socketlab.hosts.texts import possible
from socketlab.hosts.values import Healthcheck
from socketlab.language.variables import finish

Merge = Literal["fixed", "replace", "add"]
"""What a scenario may do to a service's setting: nothing, replace it, or add to it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How one setting is written and changed.

    Args:
        name: Its name in YAML, which is Compose's.
        type: Its type in YAML.
        summary: What it sets, as a phrase.
        merge: What a scenario may do to it.
        variables: Whether its texts may hold variables that only the plan knows, such as ``${index}``.
        of_job: Whether a job on a host that already runs can have it too.
        planned_as: Its name in the plan, with the unit where it has one: that of the row's field.
        default: Its value where the service leaves it out, ``None`` for the image's own: that of the field.
    """

    name: str
    type: Any
    summary: str
    merge: Merge = field(default="fixed", kw_only=True)
    variables: bool = field(default=True, kw_only=True)
    of_job: bool = field(default=False, kw_only=True)
    planned_as: str = field(default="", kw_only=True)
    default: Any = field(default=None, kw_only=True)

    @property
    def changeable(self) -> bool:
        """Whether a scenario may change it."""
        return self.merge != "fixed"

    def merged(self, own: Any, change: Any) -> Any:
        """The service's own value with the scenario's change; ``None`` changes nothing."""
        if change is None:
            return own
        if self.merge == "add":
            return {**own, **change} if isinstance(own, dict) else tuple(dict.fromkeys((*own, *change)))
        return change

    def finished(self, value: Any, variables: Mapping[str, str]) -> Any:
        """The value with its texts' variables filled in, where it may hold any."""
        return _finished(value, variables) if self.variables else value

    @staticmethod
    def checked(kind: Any) -> Any:
        """A type, with the check of every setting: that its texts can be passed to a program at all."""
        return Annotated[kind, AfterValidator(possible)]

    def yaml_field(self) -> Any:
        """The field of a model in YAML."""
        if isinstance(self.default, dict):
            return YAMLField(default_factory=dict, description=self.summary)
        return YAMLField(default=self.default, description=self.summary)


def _finished(value: Any, variables: Mapping[str, str]) -> Any:
    match value:
        case str():
            return finish(value, variables)
        case tuple():
            return tuple(_finished(item, variables) for item in value)
        case dict():
            return {name: _finished(item, variables) for name, item in value.items()}
        case Mount():
            texts = {name: _finished(getattr(value, name), variables) for name in ("source", "target")}
            return value.model_copy(update=texts)
        case Healthcheck():
            return value.model_copy(update={"test": _finished(value.test, variables)})
    return value
