"""What the packet loop decides about each packet."""

from __future__ import annotations

import os
import random
import statistics
import struct

import pytest

from services.router.orders import Conditions, Path
from services.router.packets import Fate, Fates, mark_of, news_of


def fates(count: int, conditions: Conditions, *, seed: int = 1) -> list[float | None]:
    fate = Fate(conditions, random.Random(seed))
    return [fate.next() for _ in range(count)]


def test_a_plain_delay_is_the_same_for_every_packet() -> None:
    assert fates(3, Conditions(delay_s=0.025)) == [0.025] * 3


@pytest.mark.parametrize(("distribution", "deviation"), [("uniform", 0.01 / 3**0.5), ("normal", 0.01)])
def test_jitter_has_its_distribution(distribution: str, deviation: float) -> None:
    jittery = Conditions(delay_s=0.05, jitter_s=0.01, distribution=distribution)
    delays = [delay for delay in fates(20_000, jittery) if delay is not None]
    assert statistics.fmean(delays) == pytest.approx(0.05, rel=0.01)
    assert statistics.stdev(delays) == pytest.approx(deviation, rel=0.03)


def test_no_delay_is_negative() -> None:
    assert min(delay or 0.0 for delay in fates(1000, Conditions(jitter_s=0.01))) == 0.0


def test_random_losses_are_as_frequent_as_asked() -> None:
    lost = fates(50_000, Conditions(loss_ratio=0.05)).count(None)
    assert lost / 50_000 == pytest.approx(0.05, abs=0.003)


def test_losses_in_bursts_have_the_share_and_the_length_of_the_model() -> None:
    bursts = Conditions(enter_ratio=0.01, leave_ratio=0.25, bad_loss_ratio=1.0)
    lost = [fate is None for fate in fates(200_000, bursts)]
    runs = sum(here and not before for before, here in zip([False, *lost], lost, strict=False))
    assert sum(lost) / len(lost) == pytest.approx(0.01 / 0.26, rel=0.08)
    assert sum(lost) / runs == pytest.approx(4.0, rel=0.08)


def test_reordered_packets_are_not_delayed() -> None:
    held = fates(10_000, Conditions(delay_s=0.01, reorder_ratio=0.25))
    assert set(held) == {0.0, 0.01}
    assert held.count(0.0) / 10_000 == pytest.approx(0.25, abs=0.02)


def test_chance_follows_from_the_seed() -> None:
    lossy = Conditions(loss_ratio=0.5)
    assert fates(50, lossy) == fates(50, lossy)
    assert fates(50, lossy) != fates(50, lossy, seed=2)


def attribute(kind: int, content: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(content), kind) + content + bytes(-len(content) % 4)


PACKET = attribute(1, struct.pack(">IHB", 7, 0x0800, 0))
MARK = attribute(3, struct.pack(">I", 65538))
INTERFACE = attribute(4, struct.pack(">I", 2))


@pytest.mark.parametrize(
    ("attributes", "mark"),
    [
        (PACKET + INTERFACE + MARK, 65538),
        (PACKET + MARK, 65538),
        (PACKET + attribute(9, bytes(5)) + INTERFACE + MARK, 65538),
        (PACKET + INTERFACE, 0),
        (attribute(9, b"") + bytes(4), 0),
    ],
)
def test_the_mark_is_found_wherever_it_is_in_the_message(attributes: bytes, mark: int) -> None:
    assert mark_of(memoryview(bytes(20) + attributes)) == mark


def path(mark: int, conditions: Conditions) -> Path:
    return Path(mark, "198.19.1.2", "198.19.2.2", 1, conditions)


def test_news_change_the_fate_of_paths_even_if_it_comes_in_pieces() -> None:
    heard, told = os.pipe()
    os.set_blocking(heard, False)
    known = Fates({1: Conditions(delay_s=0.1)}, "7", heard)
    kept = known.of(1)
    known.hear()  # nothing yet
    slow, lossy = Conditions(delay_s=2.0), Conditions(loss_ratio=1.0)
    news = news_of([path(1, slow), path(2, lossy), path(3, slow)])
    assert news.count(b"\n") == 2
    for piece in (news[:50], news[50:]):
        os.write(told, piece)
        known.hear()
    found = [known.of(mark) for mark in (1, 2, 3)]
    assert [fate and fate.next() for fate in found] == [2.0, None, 2.0]
    assert found[0] is kept
    assert known.of(4) is None
    os.close(heard)
    os.close(told)
