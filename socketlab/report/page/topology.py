"""The hosts and networks of a run as a picture: networks are lines, hosts above them, fleets below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from socketlab.hosts.model import HostPlan
from socketlab.language.figures import counted
from socketlab.plan.model import Plan
from socketlab.report.page.markup import Markup, element

_WIDTH = 150
_BOX = 130
_NETWORK = 46


@dataclass(frozen=True, slots=True)
class _Node:
    title: str
    detail: str
    networks: tuple[str, ...]
    above: bool


def topology(plan: Plan) -> Markup:
    """The picture; the router is on every network that it joins."""
    nodes = tuple(_nodes(plan))
    names = _networks(plan, nodes)
    rows = {network: 110 + number * _NETWORK for number, network in enumerate(names)}
    foot = 110 + len(rows) * _NETWORK
    columns = {True: 0, False: 0}
    drawn = []
    for node in nodes:
        x = 20 + columns[node.above] * _WIDTH
        columns[node.above] += 1
        drawn.append(_drawn(node, x + (0 if node.above else _WIDTH // 3), rows, foot))
    width = 80 + max(*columns.values(), 2) * _WIDTH
    bars = [_bar(names[network], y, width) for network, y in rows.items()]
    height = foot + 70
    return element(
        "svg",
        *bars,
        *drawn,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_label="hosts and networks",
    )


def _nodes(plan: Plan) -> Iterator[_Node]:
    for host in plan.hosts:
        yield _Node(host.name, host.service, _of(host), above=True)
    if plan.links is not None:
        detail = counted(len(plan.links.paths), "direction", "directions")
        yield _Node("router", f"conditions of {detail}", plan.links.networks, above=True)
    for fleet in dict.fromkeys(client.fleet for client in plan.clients):
        clients = plan.fleet(fleet)
        networks = tuple(dict.fromkeys(network for client in clients for network in _of(client.host)))
        yield _Node(fleet, counted(len(clients), "client", "clients"), networks, above=False)


def _of(host: HostPlan) -> tuple[str, ...]:
    return host.networks or ((host.standing.network,) if host.standing is not None else ())


def _networks(plan: Plan, nodes: tuple[_Node, ...]) -> dict[str, str]:
    """What each network is called, the run's own first."""
    found = {network.name: network.declared or network.name for network in plan.networks}
    return found | {name: name for node in nodes for name in node.networks if name not in found}


def _bar(name: str, y: int, width: int) -> Markup:
    line = element("line", x1=10, y1=y, x2=width - 10, y2=y, class_="network")
    return element("g", line, element("text", name, x=width - 12, y=y - 6, text_anchor="end", class_="time"))


def _drawn(node: _Node, x: int, rows: Mapping[str, int], foot: int) -> Markup:
    top = 20 if node.above else foot
    drops = []
    for number, network in enumerate(node.networks):
        place = x + 20 + number * 14
        edge = top + 50 if node.above else top
        drops.append(element("line", x1=place, y1=edge, x2=place, y2=rows[network], class_="drop"))
        drops.append(element("circle", cx=place, cy=rows[network], r=3, class_="tip"))
    return element(
        "g",
        element("title", f"{node.title}: {node.detail}"),
        *drops,
        element("rect", x=x, y=top, width=_BOX, height=50, rx=6, class_="box"),
        element("text", _short(node.title), x=x + _BOX / 2, y=top + 21, text_anchor="middle", class_="name"),
        element("text", _short(node.detail), x=x + _BOX / 2, y=top + 38, text_anchor="middle", class_="time"),
    )


def _short(text: str) -> str:
    return text if len(text) <= 18 else f"{text[:17]}…"
