"""What a runtime does by the router of its run."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

from typing_extensions import override

from socketlab.hosts.model import HostPlan
from socketlab.links.changes import ChangeInForce, LinkChange
from socketlab.links.model import Cut, LinksPlan, Measured
from socketlab.links.names import NameChange
from socketlab.runtimes.docker.router import Router
from socketlab.runtimes.docker.seat import Seat
from socketlab.runtimes.moves import AnswersNames, MovesHosts
from socketlab.runtimes.paths import ChangesLinks, CutsPaths, ShapesLinks


class RouterVerbs(ShapesLinks, CutsPaths, ChangesLinks, AnswersNames, MovesHosts):
    """The verbs that go to the router."""

    @abstractmethod
    def opened_router(self) -> tuple[Router, Mapping[str, str]]:
        """The run's router, and the subnets of its networks."""

    @abstractmethod
    def seat(self, host: HostPlan) -> Seat:
        """The place of a host that is made for the run, on its network."""

    @override
    def start_router(self, links: LinksPlan) -> None:
        router, subnets = self.opened_router()
        router.start(links, subnets)

    @override
    def measure_links(self, *, thorough: bool) -> tuple[Measured | None, ...]:
        return self.opened_router()[0].measure(thorough=thorough)

    @override
    def missing_conditions(self) -> tuple[str, ...]:
        return self.opened_router()[0].missing()

    @override
    def cut(self, cut: Cut) -> None:
        router, subnets = self.opened_router()
        router.cut(cut, subnets)

    @override
    def mend(self, key: str | None) -> dict[str, int]:
        return self.opened_router()[0].mend(key)

    @override
    def change_links(self, change: LinkChange) -> None:
        router, subnets = self.opened_router()
        router.change(change, subnets)

    @override
    def restore_links(self, key: str | None) -> dict[str, int]:
        return self.opened_router()[0].restore(key)

    @override
    def links_changed(self, *, thorough: bool) -> tuple[ChangeInForce, ...]:
        router, subnets = self.opened_router()
        return router.changes(subnets, thorough=thorough)

    @override
    def change_names(self, change: NameChange) -> None:
        router, subnets = self.opened_router()
        router.change_names(change, subnets)

    @override
    def restore_names(self, key: str) -> dict[str, int]:
        return self.opened_router()[0].restore_names(key)

    @override
    def leave_network(self, host: HostPlan) -> str:
        seat = self.seat(host)
        seat.leave()
        return seat.before

    @override
    def join_network(self, host: HostPlan) -> str:
        before, after = self.seat(host).join()
        self.opened_router()[0].moved(before, after)
        return after

    @override
    def move_nat(self, network: str) -> tuple[str, str]:
        return self.opened_router()[0].move_nat(network)
