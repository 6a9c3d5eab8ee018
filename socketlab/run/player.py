"""The player: plays a plan on a runtime; it alone owns order, deadlines, retries and teardown."""

from __future__ import annotations

from enum import StrEnum
from functools import partial

from socketlab.clock import Clock, RealClock
from socketlab.errors import DeadlinePassed, LabError, described
from socketlab.events import Interrupted, TimedOut, Troubled
from socketlab.hosts.model import NetworkPlan
from socketlab.language.units import format_duration
from socketlab.plan.model import Plan
from socketlab.run.links import Links
from socketlab.run.loop import Done, Item, Loop, Stop
from socketlab.run.observe import Observing
from socketlab.run.readiness import ReadinessWatch
from socketlab.run.recorder import Recorder
from socketlab.run.release import lead_s, order
from socketlab.run.stage import Actor, Stage
from socketlab.run.starting import Starting
from socketlab.run.stops import observe_stops
from socketlab.run.teardown import tear_down
from socketlab.run.timeline import OnReturn, Timeline
from socketlab.runtimes.api import Ended, LinksLost, Lost, Output, RunTicket, Runtime

FAULTS_END_S = 2.0
"""For faults that are being injected when the run ends."""


class Ending(StrEnum):
    """How a run came to its end, before any check is asked."""

    COMPLETED = "completed"
    HOST_DIED = "host-died"
    TROUBLED = "troubled"
    INTERRUPTED = "interrupted"


class StopAsked(Exception):
    """Unwinds to the teardown."""


class HostDied(Exception):
    """A long-lived host ended before the fleets were released."""


class StartFailed(Exception):
    """A host or a client could not be started; that is recorded already."""


class Player:
    """One run.

    Args:
        runtime: What the hosts run on.
        plan: What to play.
        recorder: Where everything goes.
        ticket: The run as the runtime sees it.
        keep: Leave hosts and network in place at the end.
        clock: What to wait on; the machine's by default.
        on_return: Called in the pool with each host that is back from a restart.
    """

    def __init__(  # noqa: PLR0913 - what a run is made of, each named
        self,
        runtime: Runtime,
        plan: Plan,
        recorder: Recorder,
        ticket: RunTicket,
        *,
        keep: bool = False,
        clock: Clock | None = None,
        on_return: OnReturn | None = None,
    ) -> None:
        self._runtime = runtime
        self._plan = plan
        self._recorder = recorder
        self._ticket = ticket
        self._keep = keep
        self._deadlines = plan.deadlines
        self._stage = Stage(plan, recorder, ticket.credentials)
        self._clock = clock or RealClock()
        self._loop = Loop(recorder.now, self._clock)
        self._timeline = Timeline(plan, runtime, self._stage, self._loop, on_return=on_return)
        self._readiness = ReadinessWatch(runtime, self._stage, self._clock)
        self._starting = Starting(runtime, self._stage, self._loop)
        self._observing = Observing(runtime, plan, self._stage, self._loop)
        self._links = Links(plan, runtime, self._stage, self._loop)
        self._released_s: float | None = None
        self._faults_end_s = FAULTS_END_S

    def interrupt(self) -> None:
        """Ask the run to end; safe in a signal handler. The second time ends the teardown too."""
        self._loop.post(Stop())

    def play(self) -> Ending:
        """Play the plan to its end and remove what it made, whatever is raised meanwhile."""
        try:
            ending = self._play_to_the_end()
            self._timeline.close()
        finally:
            complete = tear_down(
                self._runtime,
                self._stage,
                self._loop,
                keep=self._keep,
                deadline_s=self._recorder.now() + self._deadlines.teardown_s,
                faults_end_s=self._faults_end_s,
            )
            self._loop.close()
        return ending if complete else Ending.INTERRUPTED

    def _play_to_the_end(self) -> Ending:
        try:
            self._play()
        except HostDied:
            return Ending.HOST_DIED
        except (StopAsked, KeyboardInterrupt):
            self._recorder.record(Interrupted(at_s=self._recorder.now()))
            self._cut_off("the run was interrupted")
            return Ending.INTERRUPTED
        except StartFailed:
            self._cut_off("a start had failed")
            return Ending.TROUBLED
        except BaseException as error:  # whatever is raised, the teardown runs
            self._recorder.record(Troubled(at_s=self._recorder.now(), message=described(error)))
            self._cut_off("a lab error")
            return Ending.TROUBLED
        return Ending.HOST_DIED if self._stage.dead_hosts else Ending.COMPLETED

    def _cut_off(self, why: str) -> None:
        """The run ends before its clients have; before the release there is nothing that they could miss."""
        for actor in self._stage.running if self._released_s is not None else ():
            if actor.started and not actor.stopping:
                self._stage.cut_off(actor, why)

    def _play(self) -> None:
        self._runtime.open(self._ticket, self._loop.post)
        for network in self._plan.networks:
            self._make_network(network)
        self._links.bring_up(self._starting.bring_up)
        self._await_ready()
        self._links.measure(self._handle)
        self._observing.prepare()
        self._settle()
        self._observing.observe("start", self._settle)
        self._release()
        self._await_clients()
        self._links.check(self._handle)
        self._observing.observe("end", self._settle)
        self._timeline.undo_all(self._handle, within_s=FAULTS_END_S)
        observe_stops(self._runtime, self._stage, self._loop, self._plan.observations, self._handle)

    # before the release

    def _make_network(self, network: NetworkPlan) -> None:
        def made(subnet: str) -> None:
            self._recorder.network_made(network, subnet)

        self._loop.call(f"make {network.name}", lambda: self._runtime.add_network(network), made)
        self._settle(self._deadlines.ready_s)

    def _await_ready(self) -> None:
        deadline = self._recorder.now() + self._deadlines.ready_s
        if not self._loop.wait(self._all_ready, deadline_s=deadline, handle=self._handle):
            raise self._unready_error()

    def _all_ready(self) -> bool:
        self._readiness.look()
        self._starting.look()
        return self._loop.settled and not self._stage.unready and not self._starting.holding

    def _unready_error(self) -> LabError:
        limit = format_duration(self._deadlines.ready_s)
        first, *others = self._stage.unready or (None,)
        if first is None:
            return DeadlinePassed(f"the runtime did not answer within {limit}")
        lines = "; ".join(self._recorder.last_lines(first.plan.name, most=2))
        reason = self._readiness.reason(first)
        seen = [reason] if reason else []
        seen.append(f"its last lines: {lines}" if lines else "it wrote nothing")
        more = f" (and {len(others)} more)" if others else ""
        return DeadlinePassed(f'"{first.plan.name}"{more} was not ready within {limit}: {", ".join(seen)}')

    # the release and what follows

    def _release(self) -> None:
        waiting = [actor for actor in self._stage.clients if actor.gated and not actor.ended]
        now = self._recorder.now()
        moment_s = now + (lead_s(len(waiting)) if waiting else 0.0)
        clock = self._stage.clock.at(moment_s) if waiting else None
        for actor in waiting:
            self._release_client(actor, clock or 0.0)
        self._released_s = moment_s
        self._stage.released(moment_s, clock)
        self._timeline.begin(moment_s)
        for actor in self._stage.clients:
            if not actor.gated and actor.client is not None:
                self._loop.at(moment_s + actor.client.release_s, partial(self._starting.start, actor))
        self._observing.plan_from(moment_s)

    def _release_client(self, actor: Actor, clock: float) -> None:
        client = actor.client
        if client is not None:
            moment = clock + client.release_s
            actor.admission.ordered(moment)
            line = order(moment, client, actor.admission.credentials)
            self._runtime.send(actor.plan, line, close=not client.stdin)
            if client.stdin:
                self._starting.feed(actor)

    def _await_clients(self) -> None:
        moments = [client.release_s for client in self._plan.clients]
        moments += [moment for step in self._plan.timeline for moment in step.moments]
        released_s = self._recorder.now() if self._released_s is None else self._released_s
        deadline = released_s + max(moments, default=0.0) + self._plan.timeout_s
        ended = self._loop.wait(
            lambda: self._played_out or bool(self._stage.dead_hosts),
            deadline_s=deadline,
            handle=self._handle,
        )
        timed_out = not ended
        if ended and self._stage.running:
            soon = min(deadline, self._recorder.now() + self._deadlines.after_host_death_s)
            self._loop.wait(lambda: not self._stage.running, deadline_s=soon, handle=self._handle)
            timed_out = self._recorder.now() >= deadline
        self._loop.forget_timers()
        self._end_timeline()
        dead = ", ".join(actor.plan.name for actor in self._stage.dead_hosts)
        self._give_up(self._stage.running, "" if timed_out else f"{dead} ended")
        self._settle()

    def _end_timeline(self) -> None:
        """A fault under way has a moment more; an ``exec`` that does not end must not hold up the run."""
        soon, self._faults_end_s = self._recorder.now() + self._faults_end_s, 0.0
        self._loop.wait(lambda: self._timeline.quiet, deadline_s=soon, handle=self._handle)
        self._timeline.close()

    @property
    def _played_out(self) -> bool:
        """Whether nothing more is to come; a run without clients lasts until its timeline's last step."""
        return not self._stage.running and self._timeline.over(all_watches=not self._stage.clients)

    def _give_up(self, late: list[Actor], cut_off: str) -> None:
        """Stop the clients that still run, and wait for their ends.

        Args:
            late: Those clients.
            cut_off: Why they are stopped before the timeout; empty where it has passed.
        """
        for actor in late:
            if cut_off:
                self._stage.cut_off(actor, cut_off)
            else:
                self._recorder.record(TimedOut(at_s=self._recorder.now(), host=actor.plan.name))
            actor.stopping = True
            if actor.started:
                self._loop.call(
                    f"stop {actor.plan.name}", partial(self._runtime.stop, actor.plan, grace_s=1.0)
                )
        self._loop.wait(
            lambda: all(actor.ended or not actor.started for actor in late),
            deadline_s=self._recorder.now() + self._deadlines.look_s,
            handle=self._handle,
        )

    def _settle(self, within_s: float | None = None) -> None:
        """Wait for the calls under way."""
        limit_s = self._deadlines.look_s if within_s is None else within_s
        deadline = self._recorder.now() + limit_s
        if not self._loop.wait(lambda: self._loop.settled, deadline_s=deadline, handle=self._handle):
            raise DeadlinePassed(f"the runtime did not answer within {format_duration(limit_s)}")

    def _handle(self, item: Item) -> None:
        if self._recorder.failure is not None:
            raise self._recorder.failure
        self._take(item)
        if self._stage.start_failures:
            raise StartFailed
        if self._stage.dead_hosts and self._released_s is None:
            raise HostDied

    def _take(self, item: Item) -> None:
        match item:
            case Output():
                ordinary = self._stage.output(item)
                self._readiness.seen(ordinary)
                self._timeline.seen(ordinary)
            case Ended():
                self._timeline.seen(self._stage.last_output(item))
                self._stage.ended(item)
            case Lost(reason=reason):
                raise LabError(reason)
            case Done(error=error):
                if error is not None:
                    raise error
            case LinksLost(reason=reason):
                raise LabError(f"the conditions of links were lost: {reason}")
            case Stop():
                raise StopAsked
