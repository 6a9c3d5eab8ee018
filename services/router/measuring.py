"""What is in force on each path, measured: quickly before a run, or thoroughly when asked."""

from __future__ import annotations

import statistics
from typing import Any

from services.router.orders import Path
from services.router.probing import SMALL, Prober, Seen

QUICK_PROBES = 20
QUICK_GAP_S = 0.005
MANY_PROBES = 10_000
MANY_GAP_S = 0.0002
TIMED_PROBES = 2000
TIMED_GAP_S = 0.001
"""Delays are read from fewer probes, further apart: otherwise a full processor would be measured."""

_LONGEST_S = 20.0
"""For one measurement of one path: slow lines get fewer probes."""

_PATIENCE_S = 0.25
_LARGE = 1414
_FLOOD_S = 1.0
_OFFERED = 1.6
"""How much more than a rate is sent to measure it."""

FASTEST_BIT_S = 300_000_000
"""A Python program cannot send much more than this."""


def measure_quickly(prober: Prober, paths: list[Path]) -> list[dict[str, Any]]:
    """A few probes on every path at once: enough for delays, and to see that packets arrive."""
    if not paths:
        return []
    counts = [(path, _probes_for(path)) for path in paths]
    patience = max(_patience_s(path) for path in paths)
    seen = prober.probe(counts, gap_s=QUICK_GAP_S, patience_s=patience)
    return [_measured(path, seen[path.mark]) for path in paths]


def measure_thoroughly(prober: Prober, paths: list[Path]) -> list[dict[str, Any]]:
    """Thousands of probes on one path after another, and a flood where a rate is limited."""
    found = []
    for path in paths:
        measured = _measured(path, _many(prober, path, TIMED_PROBES, TIMED_GAP_S))
        if path.conditions.lossy:
            lossy = _measured(path, _many(prober, path, MANY_PROBES, MANY_GAP_S))
            measured |= {name: lossy[name] for name in ("sent", "arrived", "copies")}
        if 0 < path.conditions.rate_bit_s <= FASTEST_BIT_S:
            measured["rate_bit_s"] = _rate(prober, path)
        found.append(measured)
    return found


def _many(prober: Prober, path: Path, count: int, gap_s: float) -> Seen:
    rate = path.conditions.rate_bit_s
    gap_s = max(gap_s, SMALL * 8 / (rate * 0.5) if rate else 0.0)
    count = min(count, int(_LONGEST_S / gap_s))
    return prober.probe([(path, count)], gap_s=gap_s, patience_s=_patience_s(path))[path.mark]


def _probes_for(path: Path) -> int:
    """More where packets are lost, so that enough arrive; few where they would fill a slow line."""
    conditions = path.conditions
    lost = max(conditions.loss_ratio, 0.5 if conditions.enter_ratio else 0.0)
    share = 1 - min(0.9, lost)
    wanted = int(QUICK_PROBES / share)
    if conditions.rate_bit_s:
        wanted = min(wanted, max(5, conditions.burst_bytes // (2 * SMALL)))
    return wanted


def _patience_s(path: Path) -> float:
    return path.conditions.delay_s + 4 * path.conditions.jitter_s + _PATIENCE_S


def _measured(path: Path, seen: Seen) -> dict[str, Any]:
    delays = seen.delays
    held = _held(delays, path.conditions.reorder_ratio)
    return {
        "mark": path.mark,
        "sent": len(seen.entered),
        "arrived": len(delays),
        "copies": len(seen.left) - len(delays),
        "median_s": statistics.median(held) if held else None,
        "quartiles_s": _quartiles(delays) if len(delays) > 1 else None,
    }


def _held(delays: list[float], reorder_ratio: float) -> list[float]:
    """The delays without the share of packets that are sent at once to overtake others."""
    return sorted(delays)[round(reorder_ratio * len(delays)) :] if reorder_ratio < 1 else delays


def _quartiles(delays: list[float]) -> float:
    """From the first to the third quartile: what a few late probes do not change."""
    first, _, third = statistics.quantiles(delays, n=4)
    return third - first


def _rate(prober: Prober, path: Path) -> float | None:
    """Bits a second that pass while more are offered, once the first burst is through."""
    rate = path.conditions.rate_bit_s
    bits = _LARGE * 8
    burst_s = path.conditions.burst_bytes * 8 / (rate * (_OFFERED - 1))
    duration_s = max(_FLOOD_S + burst_s, 12 * bits / rate)
    count = int(duration_s * _OFFERED * rate / bits)
    queue_s = path.conditions.limit_bytes * 8 / rate
    seen = prober.probe(
        [(path, count)],
        gap_s=bits / (_OFFERED * rate),
        patience_s=_patience_s(path) + queue_s,
        size_bytes=_LARGE,
    )[path.mark]
    moments = sorted(moment for moment, _ in seen.left)
    later = moments[len(moments) // 2 :]
    if len(later) < 3 or later[-1] <= later[0]:
        return None
    return (len(later) - 1) * bits / (later[-1] - later[0])
