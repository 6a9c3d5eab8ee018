"""The commands that change conditions while packets pass: only what differs is touched, and nothing is lost.

What a path does not need any more is left where no packet meets it, so that those in it still come through.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

from services.router import netem as by_netem
from services.router.commands import (
    NEAR,
    TABLE,
    TO_LOOP,
    Command,
    arriving,
    copy_of,
    leaving,
    mtu_rule,
    queue_of,
    tbf_of,
)
from services.router.orders import Path, Segment, Setup, probe_source

Move = tuple[Path, Path]
"""A path as it is, and as it shall be."""


@dataclass
class Made:
    """What there is, so that nothing is made twice; each part by the numbers of paths, networks or bytes.

    Args:
        marked: Paths whose packets are numbered.
        probed: Paths whose probes are.
        rooted: Networks on which classes can be.
        queued: Paths with a queue for a rate.
        netems: Paths with a netem.
        mtus: Sizes with routes.
        table: Whether packets are numbered at all.
        classes: Whether they are sent to classes.
        loop: Whether held packets go to the packet loop.
        card: Whether packets can be led to a netem.
    """

    marked: set[int] = field(default_factory=set)
    probed: set[int] = field(default_factory=set)
    rooted: set[int] = field(default_factory=set)
    queued: set[int] = field(default_factory=set)
    netems: set[int] = field(default_factory=set)
    mtus: set[int] = field(default_factory=set)
    table: bool = False
    classes: bool = False
    loop: bool = False
    card: bool = False


def made_by(setup: Setup, *, netem: bool) -> Made:
    """What the setup has made."""
    rated = [path for path in setup.paths if path.conditions.rate_bit_s]
    netems = {path.mark for path in setup.paths if netem and by_netem.is_used_for(path.conditions)}
    return Made(
        marked={path.mark for path in setup.paths},
        probed=set(setup.probed),
        rooted={path.segment for path in rated},
        queued={path.mark for path in rated},
        netems=netems,
        mtus={path.conditions.mtu_bytes for path in setup.paths} - {0},
        table=bool(setup.paths),
        classes=bool(rated),
        loop=not netem and any(path.conditions.held for path in setup.paths),
        card=bool(netems),
    )


class Alteration:
    """The commands for some moves.

    Args:
        moves: The paths.
        made: What there is.
        segments: The router's networks.
        interfaces: Its interface in each.
        netem: Whether the kernel has it.
    """

    def __init__(
        self,
        moves: list[Move],
        made: Made,
        segments: tuple[Segment, ...],
        interfaces: tuple[str, ...],
        *,
        netem: bool,
    ) -> None:
        self.made = deepcopy(made)
        self._moves = moves
        self._segments = segments
        self._interfaces = interfaces
        self._netem = netem

    def commands(self, probed: set[int]) -> list[Command]:
        """Everything to run, in order; :attr:`made` then is what there is.

        Args:
            probed: The numbers of paths that are to be measured from now on, too.
        """
        fresh = [after for _, after in self._moves if after.mark in probed - self.made.probed]
        card = self._card()
        lines = {
            ("ip", "-batch", "-"): [*card, *(line for move in self._moves for line in self._mtu(*move))],
            ("tc", "-batch", "-"): self._queues(fresh, first=bool(card)),
            ("nft", "-f", "-"): self._marks(fresh),
            ("iptables-nft-restore", "--noflush"): self._rules(),
        }
        self.made.probed |= {path.mark for path in fresh}
        return [(program, "\n".join(text) + "\n") for program, text in lines.items() if text]

    def _card(self) -> list[str]:
        needed = self._netem and any(by_netem.is_used_for(after.conditions) for _, after in self._moves)
        if not needed or self.made.card:
            return []
        self.made.card = True
        return list(by_netem.CARD)

    def _mtu(self, before: Path, after: Path) -> list[str]:
        size = after.conditions.mtu_bytes
        if before.conditions.mtu_bytes == size:
            return []
        lines = [f"rule del {mtu_rule(before)}"] if before.conditions.mtu_bytes else []
        if size and size not in self.made.mtus:
            self.made.mtus.add(size)
            lines += [
                f"route add {segment.subnet} dev {interface} mtu lock {size} table {size}"
                for segment, interface in zip(self._segments, self._interfaces, strict=True)
            ]
        return [*lines, f"rule add {mtu_rule(after)}"] if size else lines

    def _queues(self, fresh: list[Path], *, first: bool) -> list[str]:
        lines = by_netem.ways((*self._interfaces, NEAR)) if first else []
        for before, after in self._moves:
            lines += self._rate(before, after)
            if self._netem:
                lines += self._netem_queue(before, after)
        return lines + [
            by_netem.redirection(path.classid, probe_source(path.mark), self._stand_in(path))
            for path in fresh
            if path.mark in self.made.netems
        ]

    def _rate(self, before: Path, after: Path) -> list[str]:
        wanted, interface = after.conditions, self._interfaces[after.segment]
        if not wanted.rate_bit_s or tbf_of(wanted) == tbf_of(before.conditions):
            return []
        if after.mark in self.made.queued:
            return [f"qdisc change dev {interface} parent {after.classid} {tbf_of(wanted)}"]
        self.made.queued.add(after.mark)
        root = [f"qdisc add dev {interface} root handle 1: htb default 0"]
        lines = [] if after.segment in self.made.rooted else root
        self.made.rooted.add(after.segment)
        return [*lines, *queue_of(after, interface)]

    def _netem_queue(self, before: Path, after: Path) -> list[str]:
        if after.mark in self.made.netems:
            return by_netem.netem_change(before, after)
        if not by_netem.is_used_for(after.conditions):
            return []
        self.made.netems.add(after.mark)
        lines = [
            *by_netem.netem_queue(after),
            by_netem.redirection(after.classid, after.source, after.destination),
        ]
        if after.mark in self.made.probed:
            lines.append(by_netem.redirection(after.classid, probe_source(after.mark), self._stand_in(after)))
        return lines

    def _marks(self, fresh: list[Path]) -> list[str]:
        lines = [] if self.made.table else arriving()
        self.made.table = True
        for before, after in self._moves:
            pairs = [(after.source, after.destination, after.mark in self.made.marked)]
            if after.mark in self.made.probed or after in fresh:
                known = after.mark in self.made.probed
                pairs.append((probe_source(after.mark), self._stand_in(after), known))
            self.made.marked.add(after.mark)
            for source, destination, known in pairs:
                lines += _numbered(f"{source} . {destination}", before if known else None, after)
        return lines + self._classes()

    def _classes(self) -> list[str]:
        rated = [(bool(b.conditions.rate_bit_s), bool(a.conditions.rate_bit_s), a) for b, a in self._moves]
        gone = [f"{path.mark}" for had, has, path in rated if had and not has]
        new = [f"{path.mark} : {path.classid}" for had, has, path in rated if has and not had]
        lines = leaving() if new and not self.made.classes else []
        self.made.classes |= bool(new)
        lines += [f"delete element {TABLE} classes {{ {', '.join(gone)} }}"] if gone else []
        return lines + ([f"add element {TABLE} classes {{ {', '.join(new)} }}"] if new else [])

    def _rules(self) -> list[str]:
        held = not self._netem and any(after.conditions.held for _, after in self._moves)
        lines = list(TO_LOOP) if held and not self.made.loop else []
        self.made.loop |= held
        copies = []
        for before, after in self._moves:
            ratios = before.conditions.duplicate_ratio, after.conditions.duplicate_ratio
            if ratios[0] != ratios[1]:
                copies += [f"-D {copy_of(before)}"] if ratios[0] else []
                copies += [f"-A {copy_of(after)}"] if ratios[1] else []
        return [*lines, *(["*mangle", *copies, "COMMIT"] if copies else [])]

    def _stand_in(self, path: Path) -> str:
        return self._segments[path.segment].stand_in


def _numbered(pair: str, before: Path | None, after: Path) -> list[str]:
    """A pair's packets get another mark; both lines of a batch take effect together."""
    if before is not None and before.label == after.label:
        return []
    lines = [f"delete element {TABLE} pairs {{ {pair} }}"] if before is not None else []
    return [*lines, f"add element {TABLE} pairs {{ {pair} : {after.label} }}"]
