"""The state of every host while a run lasts; it is changed on the loop's thread only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from socketlab.events import Exited, Ready, Started
from socketlab.hosts.model import ClientPlan, HostPlan
from socketlab.plan.model import Plan
from socketlab.readiness.api import Readiness
from socketlab.record.credentials import Credentials
from socketlab.record.journal import Note
from socketlab.run.admission import Admission
from socketlab.run.recorder import Recorder
from socketlab.run.release import LabClock
from socketlab.runtimes.api import Ended, Output


@dataclass(slots=True)
class Actor:
    """One host or client of the run.

    Args:
        plan: The host.
        client: The client it is, where it is one.
        readiness: What shows that it is ready.
        admission: Which of its notes are believed.
        exited: How it ended, once it has.
        stopping: Whether the run itself told it to end.
        down: Whether a fault has taken it down, to bring it back.
    """

    plan: HostPlan
    readiness: Readiness
    admission: Admission
    client: ClientPlan | None = None
    started_s: float = 0.0
    started: bool = False
    ready: bool = False
    ended: bool = False
    exited: Exited | None = None
    stopping: bool = False
    down: bool = False

    @property
    def gated(self) -> bool:
        """Whether it waits at a gate for its release."""
        return self.plan.gated


class Stage:
    """All actors of a run.

    Args:
        plan: The run.
        recorder: Where what happens is written.
        credentials: The secrets of each host.
    """

    def __init__(self, plan: Plan, recorder: Recorder, credentials: Mapping[str, Credentials]) -> None:
        self.recorder = recorder
        self.clock = LabClock()
        clients = {client.host.name: client for client in plan.clients}
        actors = [
            Actor(
                host,
                plan.readiness[host.name],
                Admission(host, clients.get(host.name), credentials.get(host.name, Credentials())),
                clients.get(host.name),
            )
            for host in plan.everyone
        ]
        self.hosts = [actor for actor in actors if actor.client is None]
        self.clients = [actor for actor in actors if actor.client is not None]
        self._by_name = {actor.plan.name: actor for actor in self.everyone}

    @property
    def everyone(self) -> list[Actor]:
        """Hosts, then clients."""
        return [*self.hosts, *self.clients]

    def actor(self, name: str) -> Actor:
        """The host or client of that name."""
        return self._by_name[name]

    @property
    def unready(self) -> list[Actor]:
        """Who is waited for before the release: hosts, and clients that have a gate."""
        awaited = [*self.hosts, *(actor for actor in self.clients if actor.gated)]
        return [actor for actor in awaited if not (actor.ready or actor.ended)]

    @property
    def running(self) -> list[Actor]:
        """The clients that have not ended."""
        return [actor for actor in self.clients if not actor.ended]

    @property
    def dead_hosts(self) -> list[Actor]:
        """The hosts that ended by themselves."""
        return [actor for actor in self.hosts if actor.ended and not actor.stopping]

    def expect_end(self, hosts: Iterable[HostPlan]) -> None:
        """A fault may end these: the end of a host is then no finding; a client's exit status stays one."""
        for host in hosts:
            actor = self._by_name[host.name]
            actor.stopping = actor.stopping or actor.client is None

    def down(self, host: HostPlan) -> None:
        """A fault takes a host down."""
        self._by_name[host.name].down = True

    def up(self, host: HostPlan) -> None:
        """A host runs again, whether it had been taken down or had ended before that."""
        actor = self._by_name[host.name]
        actor.down = actor.ended = actor.stopping = False

    def started(self, actor: Actor, address: str) -> None:
        """A start returned."""
        actor.started_s = self.recorder.now()
        actor.started = True
        self.recorder.record(
            Started(
                at_s=self.recorder.now(),
                host=actor.plan.name,
                placement=actor.plan.placement.value,
                address=address,
                gated=actor.gated,
            )
        )

    def ready(self, actor: Actor) -> None:
        """Something has shown that an actor is ready."""
        if not actor.ready:
            actor.ready = True
            how = actor.readiness.word()
            self.recorder.record(Ready(at_s=self.recorder.now(), host=actor.plan.name, how=how))

    def output(self, signal: Output) -> None:
        """An actor wrote something."""
        actor = self._by_name[signal.host]
        believed = actor.admission.believed
        for note in self.recorder.output(signal.host, signal.stream, signal.content, believed):
            self._noted(actor, note)

    def ended(self, signal: Ended) -> None:
        """An actor ended."""
        actor = self._by_name[signal.host]
        if actor.ended:
            return
        actor.ended = True
        self.recorder.finish(signal.host)
        actor.exited = Exited(
            at_s=self.recorder.now(),
            host=signal.host,
            code=signal.code,
            out_of_memory=signal.out_of_memory,
            stopped=actor.stopping,
            ran=signal.ran,
        )
        self.recorder.record(actor.exited)

    def _noted(self, actor: Actor, note: Note) -> None:
        if actor.readiness.noted(note):
            if actor.gated:
                self.clock.heard(note, self.recorder.now())
            self.ready(actor)
