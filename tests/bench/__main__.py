"""Run it with ``make bench``, or one part with ``make bench ARGS="--only skew"``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from tests.bench.command import Bench
from tests.bench.distance import Distance
from tests.bench.floor import play_floor
from tests.bench.foreign import PYTHON, STATIC, Foreign
from tests.bench.link import Link
from tests.bench.timing import Series, interleave, report, stopwatch, target
from tests.bench.watcher import cpu_ms, gone_s, memory_mb, watched_ms

WORK_S = 1.0
"""What the standing lab's servers simulate for each client, all side by side."""


def skew(bench: Bench, rounds: int) -> None:
    def in_ms(result: dict[str, Any]) -> float:
        return 1000 * float(result["fleets"]["clients"]["start_skew_s"])

    series = interleave(
        rounds,
        {
            "standing lab": lambda: in_ms(bench.standing()),
            "private run": lambda: in_ms(bench.private()),
        },
        unit="ms",
    )
    report(
        "start skew of eight clients, first connect to last connect",
        *series.values(),
        target("standing lab, median ms", series["standing lab"].median, 5),
        target("private run, median ms", series["private run"].median, 10),
    )


def foreign(bench: Bench, rounds: int) -> None:
    clients = Foreign(bench)
    seen: dict[str, list[tuple[float, float]]] = {STATIC: [], PYTHON: []}
    try:
        interleave(rounds, {image: partial(_taken, clients, image, seen[image]) for image in seen}, unit="ms")
    finally:
        clients.close()
    kinds = {STATIC: "static C program", PYTHON: "Python program"}
    rows = {
        f"{kinds[image]}, {what}": Series("", "ms", [each[place] for each in seen[image]])
        for image in seen
        for place, what in enumerate(("releases", "connects"))
    }
    report(
        "twenty clients of the user's own images, first to last release and connect",
        *(replace(series, name=name) for name, series in rows.items()),
        *(target(f"{name}, median ms", rows[name].median, 100) for name in rows if "releases" in name),
    )


def _taken(clients: Foreign, image: str, seen: list[tuple[float, float]]) -> float:
    seen.append(clients.skews_ms(image))
    return seen[-1][0]


def speed(bench: Bench, rounds: int) -> None:
    series = interleave(
        rounds,
        {
            "floor: the bare SDK": lambda: stopwatch(play_floor),
            "private run, whole process": lambda: stopwatch(bench.private),
            "standing lab, whole process less the work": lambda: stopwatch(bench.standing) - WORK_S,
            "docker-compose up and down": lambda: stopwatch(bench.compose),
        },
    )
    floor, private, standing, compose = (one.median for one in series.values())
    report(
        "one cell of parallel-echo: one server, eight clients",
        *series.values(),
        target("standing lab / floor", standing / floor, 0.2),
        target("private run / floor", private / floor, 1.25),
        target("private run / docker-compose", private / compose, 1.0),
    )


def start(bench: Bench, rounds: int) -> None:
    series = interleave(
        rounds,
        {
            "--help": lambda: stopwatch(lambda: bench.command("--help")),
            "list": lambda: stopwatch(lambda: bench.command("list")),
        },
    )
    report(
        "the command line's own start",
        *series.values(),
        target("--help, s", series["--help"].median, 0.1),
        target("list, s", series["list"].median, 0.2),
    )


def scale(bench: Bench, rounds: int) -> None:
    sizes = (8, 32, 64)
    measures: dict[str, Callable[[], float]] = {}
    for size in sizes:
        measures[f"floor, {size} clients"] = partial(stopwatch, partial(play_floor, size))
        measures[f"private run, {size} clients"] = partial(stopwatch, partial(bench.private, size))
    series = interleave(rounds, measures)

    def slope(what: str, low: int = 8, high: int = 64) -> float:
        return (series[f"{what}, {high} clients"].median - series[f"{what}, {low} clients"].median) / (
            high - low
        )

    bend = slope("private run", 32, 64) / slope("private run", 8, 32)
    report(
        "cost of 8, 32, 64 client containers",
        *series.values(),
        f"seconds per further client: floor {slope('floor'):.3f}, private run {slope('private run'):.3f}",
        f"linear: the slope from 32 to 64 is {bend:.2f} of the slope from 8 to 32",
        target("slope of private run / slope of floor", slope("private run") / slope("floor"), 1.15),
    )


def link(_: Bench, rounds: int) -> None:
    link = Link()
    try:
        series = interleave(
            rounds,
            {
                "getfile, classic": lambda: link.getfile("-classic"),
                "getfile, verified": link.getfile,
                "iperf3": link.iperf3,
            },
            unit="Gbit/s",
        )
    finally:
        link.close()
    classic, verified, iperf3 = (one.median for one in series.values())
    report(
        "64 MB between two containers, read to memory",
        *series.values(),
        target("getfile, classic / iperf3", classic / iperf3, 0.9, at_least=True),
        f"with size and SHA-256 verified: {verified / iperf3:.2f} of iperf3",
    )


def distance(bench: Bench, rounds: int) -> None:
    distance = Distance(bench)
    lines = []
    for one_way_ms in (10, 50, 200):
        seen_ms = 1000 * distance.round_trip_s(f"delay: {one_way_ms}ms")
        off, bound = abs(seen_ms - 2 * one_way_ms), max(0.05 * 2 * one_way_ms, 1.0)
        lines.append(target(f"delay {one_way_ms} ms: round trip off by ms (mean {seen_ms:.2f})", off, bound))
    for conditions in ("delay: 50ms, jitter: 10ms", "delay: 50ms, jitter: 10ms, distribution: normal"):
        jitter = distance.measured(conditions)["jitter"]
        off = abs(jitter["measured"] / jitter["declared"] - 1)
        lines.append(target(f"{conditions}: deviation off by, share", off, 0.15))
    for loss in (1, 5, 30):
        seen = distance.measured(f"loss: {loss}%")["loss"]
        error = (seen["declared"] * (1 - seen["declared"]) / 10_000) ** 0.5
        off = abs(seen["measured"] - seen["declared"]) / error
        lines.append(target(f"loss {loss} %: off by standard errors ({seen['measured']:.2%})", off, 3))
    for rate in (1, 10, 100):
        goodput = distance.tcp_bit_s(f"rate: {rate}mbit") / (rate * 1e6)
        lines.append(target(f"rate {rate} Mbit/s: TCP goodput off by, share", abs(1 - goodput), 0.1))
    fast = distance.tcp_bit_s("delay: 10ms") / 1e9
    lines.append(target("TCP through 10 ms one way, Gbit/s", fast, 1.0, at_least=True))
    for where, across in (("through the router", True), ("on one network", False)):
        pair: dict[str, Callable[[], float]] = {
            "beside": partial(distance.unshaped_bit_s, shaped=True, across=across),
            "without": partial(distance.unshaped_bit_s, shaped=False, across=across),
        }
        beside, without = interleave(rounds, pair, unit="bit/s").values()
        share = beside.median / without.median
        lines.append(
            target(
                f"unshaped path {where}, beside a shaped one: share of without", share, 0.95, at_least=True
            )
        )
    runs = {"with links": distance.eight_clients, "without": bench.private}
    series = interleave(rounds, {name: partial(stopwatch, run) for name, run in runs.items()})
    more = series["with links"].median - series["without"].median
    report("links", *series.values(), *lines, target("eight clients with links: more seconds", more, 1.5))


def watcher(bench: Bench, rounds: int) -> None:
    waited = interleave(rounds, {"wait": watched_ms, "processor time": cpu_ms}, unit="ms")
    memory = interleave(1, {"memory of one that waits": memory_mb}, unit="MB")
    gone = interleave(max(1, rounds // 10), {"from KILL until nothing is left": partial(gone_s, bench)})
    (wait, cpu), (resident,), (removed,) = (each.values() for each in (waited, memory, gone))
    report(
        "the watcher beside a run: started, told that nothing is left, ended; and after a KILL of nine hosts",
        *(wait, cpu, resident, removed),
        target("wait of the run for its watcher, median ms", wait.median, 50),
        target("memory, MB", resident.median, 10),
        target("until nothing is left, median s", removed.median, 60),
    )


PARTS = {
    "start": (start, 10),
    "link": (link, 15),
    "skew": (skew, 20),
    "foreign": (foreign, 5),
    "speed": (speed, 7),
    "scale": (scale, 3),
    "distance": (distance, 5),
    "watcher": (watcher, 50),
}
"""Each part with its usual number of rounds."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=list(PARTS), help="one part; may be given again")
    parser.add_argument("--rounds", type=int, help="rounds of each part, instead of its usual number")
    arguments = parser.parse_args()
    bench = Bench()
    try:
        bench.command("lab", "up", lab=True)
        for name, (part, rounds) in PARTS.items():
            if not arguments.only or name in arguments.only:
                part(bench, arguments.rounds or rounds)
    finally:
        bench.close()


if __name__ == "__main__":
    main()
