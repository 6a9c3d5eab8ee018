"""How a run learns that a host is ready: one strategy in each file, chosen by the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import model_validator

from socketlab.hosts.model import HostPlan, ImageFacts
from socketlab.language.bounds import Model
from socketlab.language.kinds import given, item_model, union_of, words_of
from socketlab.readiness.api import Readiness
from socketlab.readiness.delay import Delay
from socketlab.readiness.gate import Gate
from socketlab.readiness.health import Health
from socketlab.readiness.http import Http
from socketlab.readiness.journal import Journal
from socketlab.readiness.listening import Listening
from socketlab.readiness.log import Log
from socketlab.readiness.port import Port
from socketlab.readiness.running import Running

READINESS: tuple[type[Readiness], ...] = (Gate, Journal, Health, Log, Port, Http, Delay, Listening, Running)
"""Every strategy; where the scenario does not say, the first that fits is chosen."""

SAID: tuple[type[Readiness], ...] = (Log, Port, Http, Delay)
"""Those that a scenario may give to a host, as ``ready``."""

if TYPE_CHECKING:
    AnyReadiness = Readiness
else:
    AnyReadiness = union_of(READINESS)


def choose(host: HostPlan, image: ImageFacts) -> Readiness:
    """The strategy for a host whose scenario does not say."""
    return next(found for kind in READINESS if (found := kind.chosen(host, image)) is not None)


class _Ready(Model):
    @model_validator(mode="after")
    def _one_strategy(self) -> _Ready:
        if len(given(self, SAID)) != 1:
            raise ValueError(f"needs exactly one of {', '.join(words_of(SAID))}")
        return self

    @property
    def strategy(self) -> Any:
        """The one strategy that is given."""
        return given(self, SAID)[0]


if TYPE_CHECKING:
    ReadyItem = _Ready
else:
    ReadyItem = item_model("ReadyItem", _Ready, SAID)
