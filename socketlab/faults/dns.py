"""Names that fail, lead elsewhere, or take their time."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from socketlab.errors import InvalidInput, LabError
from socketlab.faults.api import HostFault, Strike
from socketlab.faults.paths import GRACE_S
from socketlab.language.domains import DomainNames
from socketlab.language.figures import counted
from socketlab.language.units import LONGEST_S, Duration, format_duration
from socketlab.language.wording import cut, one_of, suggestion
from socketlab.links.model import LinksPlan
from socketlab.links.names import FAILURES, Answer, Failure, NameChange, answer_of
from socketlab.runtimes.moves import AnswersNames

_WORDS: dict[Failure, str] = {
    "nxdomain": "no such name",
    "servfail": "the name server fails",
    "timeout": "no answer",
}


class Dns(HostFault):
    """Makes names fail, lead elsewhere, or take their time, for some hosts.

    In a run with this fault, the router answers for the names of all hosts; no other name exists there. Only
    queries matter that arrive while it is in force: a program that has looked a name up notices nothing, and
    the clients of the lab look their server up before they are released. If no query was affected, the run is
    inconclusive.

    Args:
        host: Which hosts and clients get other answers.
        names: The names that they ask for, such as ``server`` or ``api.example.org``; all names by default.
        answer: ``nxdomain`` (the name does not exist), ``servfail`` (the name server fails), ``timeout`` (no
            answer), an IPv4 address, or a host or client whose address it is.
        delay: How much later the answer comes.
        for: For how long; to the end of the run by default.
    """

    summary: ClassVar = "makes names fail, lead elsewhere, or take their time"
    example: ClassVar = 'at: 300ms\ndns: {host: "*", names: server, answer: nxdomain, for: 500ms}'
    needs: ClassVar = (AnswersNames,)
    together: ClassVar = True
    ends_with_host: ClassVar = False  # what it has affected is known when it is undone

    asks_router: ClassVar = True
    moves_hosts: ClassVar = False
    moved_network: ClassVar = ""

    kind: Literal["dns"] = "dns"
    names: DomainNames | None = None
    answer: str | None = Field(default=None, min_length=1)
    delay: Annotated[Duration, Field(gt=0)] | None = None
    lasts: Duration | None = Field(default=None, alias="for")

    @model_validator(mode="after")
    def _something(self) -> Dns:
        if self.answer is None and self.delay is None:
            raise ValueError("changes nothing (give it an answer or a delay)")
        if self.answer == "timeout" and self.delay is not None:
            raise ValueError("delay has no meaning with answer: timeout (remove one)")
        return self

    @property
    def lasts_s(self) -> float | None:
        """Seconds until the answers are the usual ones."""
        return self.lasts

    def require(self, links: LinksPlan) -> None:
        """Refuse an answer that is neither a failure, an address, nor a host."""
        known = [name for location in links.locations.values() for name in location.names]
        choices = [*FAILURES, *known]
        if self.answer and answer_of(self.answer).host and self.answer not in known:
            raise InvalidInput(
                f'"{cut(self.answer)}" is not a failure, an IPv4 address or a host',
                hint=suggestion(self.answer, choices) or one_of(choices),
            )

    def apply(self, strike: Strike) -> str:
        """Give other answers."""
        answer = answer_of(self.answer) if self.answer else Answer()
        change = NameChange(
            key=strike.key,
            askers=tuple(host.name for host in strike.hosts),
            names=self.names or (),
            answer=answer,
            delay_s=self.delay or 0.0,
            lasts_s=LONGEST_S if self.lasts is None else self.lasts + GRACE_S,
        )
        strike.capability(AnswersNames).change_names(change)
        what = _WORDS[answer.failure] if answer.failure else _leading_to(answer)
        later = f"{format_duration(self.delay)} later" if self.delay else ""
        return f"{', '.join(self.names or ('all names',))}: {', '.join(filter(None, (what, later)))}"

    def undo(self, strike: Strike) -> str:
        """Give the usual answers again.

        Raises:
            LabError: when no query was affected.
        """
        restored = strike.capability(AnswersNames).restore_names(strike.key)
        if not restored:
            return "ended before"
        queries = restored[strike.key]
        if not queries:
            raise LabError("it had no effect: no query came")
        return f"usual answers again, {counted(queries, 'query', 'queries')} affected"


def _leading_to(answer: Answer) -> str:
    return f"address of {answer.host}" if answer.host else answer.address and f"address {answer.address}"
