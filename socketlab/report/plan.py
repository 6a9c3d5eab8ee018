"""A plan in words, for the `plan` command: what a run would do, in the order in which it happens."""

from __future__ import annotations

from collections.abc import Iterator

from socketlab.hosts.model import ClientPlan, HostPlan, NetworkPlan, Placement
from socketlab.language.figures import counted
from socketlab.language.printable import printable
from socketlab.language.units import format_duration
from socketlab.links.model import LinksPlan
from socketlab.links.wording import conditions_in_words
from socketlab.plan.model import Plan, StepPlan
from socketlab.record.observations import Observation

_MOMENTS = 5
"""How many moments of a step with jitter are shown."""


def plan_in_words(plan: Plan) -> str:
    """The plan as lines, in the order in which things happen."""
    title = f": {plan.title}" if plan.title else ""
    lines = [f"{plan.label}{title}", f"  run {plan.run}, seed {plan.seed}, on {plan.runtime}"]
    lines += [f"  note: {note}" for note in plan.notes]
    lines += map(_network, plan.networks)
    lines += _links(plan.links)
    for host in plan.hosts:
        readiness = plan.readiness.get(host.name)
        ready = f", ready {readiness.wording}" if readiness else ""
        lines.append(f"  host {host.name}: {_where(host)}{ready}{_order(host)}")
        lines += [f"    file {file.path}" for file in host.files]
    lines += [f"  {_client(client)}" for client in plan.clients]
    for seen in plan.observations:
        when = seen.at if isinstance(seen.at, str) else format_duration(seen.at)
        lines.append(f"  observe {_what(seen)} of {seen.host} at {when}")
    lines += [f"  {_step(step)}" for step in plan.timeline]
    limits = plan.deadlines
    lines.append(f"  everything ready within {format_duration(limits.ready_s)}")
    lines.append(f"  timeout {format_duration(plan.timeout_s)}")
    lines.append(f"  teardown within {format_duration(limits.teardown_s)}")
    for check in plan.checks:
        title = f" ({check.title})" if check.title else ""
        lines.append(f"  check {check.number}: {check.name}{title}")
    return "\n".join(map(printable, lines))


def _network(network: NetworkPlan) -> str:
    declared = f"{network.declared}: " if network.declared else ""
    nat = f", behind a NAT with the address {network.nat}" if network.nat else ""
    way = ", with a route to the outside" if network.outside else ""
    other = "" if network.fixed else " (or the next free one)"
    v6 = f" and {network.subnet_v6}" if network.subnet_v6 else ""
    return f"  network {declared}{network.name} on {network.subnets[0]}{other}{v6}{nat}{way}"


def _links(links: LinksPlan | None) -> Iterator[str]:
    if links is None:
        return
    networks = counted(len(links.networks), "network", "networks")
    names = ", answers for the names of hosts" if links.resolver else ""
    yield f"  router on {networks}, conditions by {links.shaper}{names}"
    if len(links.networks) > 1:
        yield "  multicast and broadcast stay within each network"
    for path in links.paths:
        words = ", ".join(conditions_in_words(path.conditions))
        yield f"  link {', '.join(path.source)} -> {', '.join(path.destination)}: {words}"


def _what(seen: Observation) -> str:
    if seen.kind == "file":
        return f"file {seen.path}"
    return f"port {seen.port}" if seen.kind == "connection" else seen.kind


def _step(step: StepPlan) -> str:
    later = f", {format_duration(step.delay_s)} later" if step.delay_s and not step.moments else ""
    if step.jitter_s and step.moments:
        shown = [f"{moment:.6f}".rstrip("0").rstrip(".") + "s" for moment in step.moments[:_MOMENTS]]
        later = f", by jitter at {', '.join(shown)}{' and so on' if step.times > _MOMENTS else ''}"
    chosen = "" if step.targets == step.fault.selectors else f" (acts on {', '.join(step.targets)})"
    return f"step {step.number}: {step.name} {step.trigger.wording}{later}{chosen}"


def _where(host: HostPlan) -> str:
    if host.standing is None:
        return f"a private copy of {host.service}, image {host.machine.image}"
    if host.placement is Placement.STANDING:
        return f"the lab's {host.service} at {host.standing.address}"
    return f"the lab's warm client {host.standing.number}"


def _order(host: HostPlan) -> str:
    """What it is started after, and how it may end."""
    shared = f", in the network of {host.shares}" if host.shares else ""
    after = f", started when {' and '.join(each.wording for each in host.after)}" if host.after else ""
    return shared + after + (f", may exit {host.exits}" if host.exits is not None else "")


def _client(client: ClientPlan) -> str:
    command = " ".join(client.host.machine.command or ())
    when = format_duration(client.release_s)
    return f"client {client.host.name} on {_where(client.host)}: +{when} {command}".rstrip()
