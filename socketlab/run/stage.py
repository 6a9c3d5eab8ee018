"""The state of every host while a run lasts; it is changed on the loop's thread only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from socketlab.events import CutOff, Exited, Killed, Ready, Released, Started, StartFailed
from socketlab.hosts.model import ClientPlan, HostPlan
from socketlab.plan.model import Plan
from socketlab.readiness.api import Readiness
from socketlab.record.credentials import Credentials
from socketlab.record.journal import GateExit, GateReleased, Note
from socketlab.run.admission import Admission
from socketlab.run.recorder import Recorder
from socketlab.run.release import LabClock
from socketlab.runtimes.api import Ended, Lost, Output

_LONGEST_MESSAGE = 2000
"""Characters of the reason why a host could not be started."""


@dataclass(slots=True)
class Actor:
    """One host or client of the run.

    Args:
        plan: The host.
        client: The client it is, where it is one.
        readiness: What shows that it is ready.
        admission: Which of its notes are believed.
        exited: How it ended, once it has.
        released: Its gate's note of the release of its program.
        took_s: Its program's time as the gate reports it.
        stopping: Whether the run itself told it to end.
        down: Whether a fault has taken it down, to bring it back.
        early_ready: Whether it showed that it is ready before its start had returned.
        early_end: Its end, where that was reported before its start had returned.
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
    released: GateReleased | None = None
    took_s: float | None = None
    stopping: bool = False
    down: bool = False
    early_ready: bool = False
    early_end: Ended | None = None

    @property
    def gated(self) -> bool:
        """Whether it waits at a gate for its release."""
        return self.plan.gated

    @property
    def ended_well(self) -> bool:
        """Whether it ended by itself with the exit status that it may have."""
        end = self.exited
        return (
            end is not None and not end.out_of_memory and end.code is not None and end.code == self.plan.exits
        )


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
        self.start_failures: list[str] = []
        self._by_name = {actor.plan.name: actor for actor in self.everyone}
        self._released_s: float | None = None

    @property
    def everyone(self) -> list[Actor]:
        """Hosts, then clients."""
        return [*self.hosts, *self.clients]

    def actor(self, name: str) -> Actor:
        """The host or client of that name."""
        return self._by_name[name]

    @property
    def unready(self) -> list[Actor]:
        """Who is waited for before the release, those that have started first."""
        awaited = [*self.hosts, *(actor for actor in self.clients if actor.gated)]
        left = (actor for actor in awaited if not (actor.ready or actor.ended))
        return sorted(left, key=lambda actor: not actor.started)

    @property
    def running(self) -> list[Actor]:
        """The clients that have not ended."""
        return [actor for actor in self.clients if not actor.ended]

    @property
    def dead_hosts(self) -> list[Actor]:
        """The hosts that ended by themselves, other than they may."""
        return [actor for actor in self.hosts if actor.ended and not actor.stopping and not actor.ended_well]

    def expect_end(self, hosts: Iterable[HostPlan]) -> None:
        """A fault may end these: the end of a host is then no finding; a client's exit status stays one."""
        for host in hosts:
            actor = self._by_name[host.name]
            actor.stopping = actor.stopping or actor.client is None

    def down(self, host: HostPlan) -> None:
        """A fault takes a host down."""
        self._by_name[host.name].down = True

    def still_up(self, host: HostPlan) -> None:
        """A fault could not take a host down."""
        self._by_name[host.name].down = False

    def returning(self, host: HostPlan) -> None:
        """A host is about to be started again: an end that is reported now may be that of the start."""
        self._by_name[host.name].started = False

    def up(self, host: HostPlan) -> None:
        """A host runs again, whether it had been taken down or had ended before that."""
        actor = self._by_name[host.name]
        actor.down = actor.ended = actor.stopping = False
        actor.exited = None
        actor.started = True
        self._catch_up(actor)

    def released(self, moment_s: float, clock: float | None) -> None:
        """The fleets are released."""
        self._released_s = moment_s
        self.recorder.record(Released(at_s=moment_s, clients=len(self.clients), clock=clock))

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
        self._catch_up(actor)

    def start_failed(self, actor: Actor, message: str) -> None:
        """An actor could not be started: neither that nor its end says anything about its program."""
        actor.ended = True
        self.recorder.finish(actor.plan.name)
        self.start_failures.append(message)
        self.recorder.record(
            StartFailed(at_s=self.recorder.now(), host=actor.plan.name, message=message[:_LONGEST_MESSAGE])
        )

    def cut_off(self, actor: Actor, why: str) -> None:
        """The run ends a client that had more time."""
        actor.stopping = True
        self.recorder.record(CutOff(at_s=self.recorder.now(), host=actor.plan.name, why=why))

    def stopped(self, actor: Actor, ignored: str, grace_s: float) -> None:
        """A stop returned: with the signal that was ignored, where the host had to be killed."""
        if ignored and actor.client is None:
            event = Killed(at_s=self.recorder.now(), host=actor.plan.name, signal=ignored, after_s=grace_s)
            self.recorder.record(event)

    def ready(self, actor: Actor) -> None:
        """Something has shown that an actor is ready."""
        if not actor.started:
            actor.early_ready = True
        elif not actor.ready:
            actor.ready = True
            how = actor.readiness.word()
            self.recorder.record(Ready(at_s=self.recorder.now(), host=actor.plan.name, how=how))

    def output(self, signal: Output) -> Output:
        """An actor wrote something; its ordinary output, without the notes of its gate and journal."""
        actor = self._by_name[signal.host]
        believed = actor.admission.believed
        notes, ordinary = self.recorder.output(signal.host, signal.stream, signal.content, believed)
        for note in notes:
            self._noted(actor, note)
        return replace(signal, content=ordinary)

    def last_output(self, signal: Ended) -> Output:
        """An actor will write no more: its last line on standard error, where that lacks its end."""
        return Output(host=signal.host, stream="stderr", content=self.recorder.finish(signal.host))

    def ended(self, signal: Ended) -> None:
        """An actor ended; before its start has returned it is not known whether it ever ran."""
        actor = self._by_name[signal.host]
        if actor.ended:
            return
        if not actor.started:
            actor.early_end = signal
            return
        actor.ended = True
        self.recorder.finish(signal.host)
        now = self.recorder.now()
        actor.exited = Exited(
            at_s=now,
            host=signal.host,
            code=signal.code,
            out_of_memory=signal.out_of_memory,
            stopped=actor.stopping,
            ran=signal.ran,
            took_s=self._took_s(actor, signal),
            container_s=self._since_release_s(actor, now),
        )
        self.recorder.record(actor.exited)

    def lost(self, signal: Lost) -> None:
        """An actor is out of reach: how it ended, or whether it did, cannot be known."""
        actor = self._by_name.get(signal.host)
        if actor is None:
            return
        actor.stopping = actor.started = True
        self.ended(Ended(host=signal.host, code=None))

    def _catch_up(self, actor: Actor) -> None:
        """What was reported before the start had returned."""
        if actor.early_ready:
            self.ready(actor)
        end, actor.early_end = actor.early_end, None
        if end is not None:
            self.ended(end)

    def _took_s(self, actor: Actor, signal: Ended) -> float | None:
        """A client's time; one that the run stopped has none."""
        if actor.client is None or actor.took_s is not None:
            return actor.took_s
        if actor.stopping or signal.ran is None:
            return None
        began, ended = signal.ran
        if actor.gated:  # the engine's start is the gate's, before the release
            wall = None if actor.released is None else actor.released.wall
            return None if wall is None else max(0.0, ended - wall)
        return max(0.0, ended - began)

    def _since_release_s(self, actor: Actor, now: float) -> float | None:
        outlived = actor.gated and not actor.plan.gate_added  # otherwise the engine's time is the container's
        if actor.client is None or self._released_s is None or not outlived:
            return None
        return max(0.0, now - self._released_s - actor.client.release_s)

    def _noted(self, actor: Actor, note: Note) -> None:
        match note:
            case GateReleased():
                actor.released = note
            case GateExit(error=error) if error:
                self.start_failed(actor, f'cannot start the command of "{actor.plan.name}": {error}')
            case GateExit(clock=clock) if clock is not None and actor.released is not None:
                actor.took_s = max(0.0, clock - (actor.released.clock or clock))
        if actor.readiness.noted(note):
            if actor.gated:
                self.clock.heard(note, self.recorder.now())
            self.ready(actor)
