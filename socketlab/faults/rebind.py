"""A host, or a NAT, that gets another address."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator

from socketlab.errors import InvalidInput
from socketlab.faults.api import Fault, Strike
from socketlab.language.selectors import Selectors
from socketlab.language.units import Duration
from socketlab.language.wording import cut, one_of, suggestion
from socketlab.language.written import exactly_one
from socketlab.links.model import LinksPlan
from socketlab.runtimes.moves import MovesHosts


class Rebind(Fault):
    """Gives hosts another address while they run, or the NAT of a network another one.

    A host is taken off its network and comes back with its second address; the next time, with its first. Its
    processes go on and are not told. What was sent to the old address is lost, and so are its connections,
    mostly without a word. Its names lead to the new address at once: in a run with this fault, the router
    answers for the names of all hosts.

    A NAT with another address has forgotten its connections: the next packet of one reaches the other side
    from an address that it does not know, and is answered by a reset.

    Args:
        host: Which hosts and clients.
        network: A network behind a NAT, instead of hosts.
        down: How long a host is off its network; as short as possible by default.
    """

    model_config = ConfigDict(json_schema_extra=exactly_one("host", "network"))

    summary: ClassVar = "gives a host, or a NAT, another address"
    example: ClassVar = "at: 500ms\nrebind: {host: server, down: 200ms}"
    needs: ClassVar = (MovesHosts,)

    kind: Literal["rebind"] = "rebind"
    host: Selectors | None = None
    network: str | None = Field(default=None, min_length=1)
    down: Duration = 0.0

    @model_validator(mode="after")
    def _one_of_them(self) -> Rebind:
        if (self.host is None) == (self.network is None):
            raise ValueError("needs either host or network")
        if self.network is not None and self.down:
            raise ValueError("down is for hosts: a NAT changes its address at once (remove it)")
        return self

    @property
    def selectors(self) -> tuple[str, ...]:
        """As written."""
        return self.host or ()

    @property
    def subject(self) -> str:
        """The selectors, or the network."""
        return ", ".join(self.host or (f"network {self.network}",))

    @property
    def asks_router(self) -> bool:
        """The names of a host have to lead to its new address."""
        return self.host is not None

    @property
    def moves_hosts(self) -> bool:
        """Its targets need a second address."""
        return self.host is not None

    @property
    def moved_network(self) -> str:
        """The network whose NAT needs a second address."""
        return self.network or ""

    @property
    def lasts_s(self) -> float | None:
        """Seconds that a host is off its network; a NAT keeps its new address."""
        return self.down if self.host is not None else None

    def require(self, links: LinksPlan) -> None:
        """Refuse a network that is not behind a NAT."""
        behind = [nat.declared for nat in links.nats]
        if self.network is not None and self.network not in behind:
            hint = suggestion(self.network, behind) or (one_of(behind) if behind else "no network is")
            raise InvalidInput(f'"{cut(self.network)}" is not a network behind a NAT', hint=hint)

    def apply(self, strike: Strike) -> str:
        """Take hosts off their network, or change the address of the NAT."""
        runtime = strike.capability(MovesHosts)
        if self.network is not None:
            return "from {} to {}".format(*runtime.move_nat(self.network))
        return ", ".join(f"off the network, was {runtime.leave_network(host)}" for host in strike.hosts)

    def undo(self, strike: Strike) -> str:
        """Put hosts on their network again, with their other address."""
        runtime = strike.capability(MovesHosts)
        return ", ".join(f"now {runtime.join_network(host)}" for host in strike.hosts)
