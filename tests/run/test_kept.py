"""Runs that were left in place: which is meant, where its evidence is, and its removal."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from socketlab.errors import InvalidInput, LabError
from socketlab.run.kept import choose_host, choose_run, evidence_of, remove_kept
from socketlab.runtimes.api import Leftover, Runtime
from socketlab.runtimes.kept import KeptHost


def kept(run: str, name: str) -> KeptHost:
    return KeptHost(run=run, scenario="s", name=name, container=name, address="", state="running")


ONE = (kept("aaaaaa", "server"), kept("aaaaaa", "other"))
TWO = (*ONE, kept("bbbbbb", "server"))


def test_one_run_is_meant_without_a_name_and_of_several_the_named_one() -> None:
    assert choose_run(ONE, None) == "aaaaaa"
    assert choose_run(TWO, "bbbbbb") == "bbbbbb"
    assert choose_host(TWO, "aaaaaa", "other") == ONE[1]


@pytest.mark.parametrize(
    ("hosts", "run", "kind", "message"),
    [
        ((), None, LabError, "nothing is up (start one with socketlab up)"),
        (TWO, None, InvalidInput, "several runs are up: aaaaaa (s), bbbbbb (s) (choose one with --run)"),
        (ONE, "aaaaab", InvalidInput, 'no run "aaaaab" is up (did you mean "aaaaaa"?)'),
        (ONE, "x", InvalidInput, 'no run "x" is up (up are aaaaaa)'),
    ],
)
def test_what_is_not_clear_is_said(
    hosts: tuple[KeptHost, ...], run: str | None, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as raised:
        choose_run(hosts, run)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("name", "hint"), [("servr", 'did you mean "server"?'), ("x", "it has server, other")]
)
def test_a_host_that_is_not_there_is_said(name: str, hint: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        choose_host(ONE, None, name)
    assert str(raised.value) == f'run aaaaaa has no host "{name}" ({hint})'


def test_the_evidence_of_a_run_is_found_by_its_id(tmp_path: Path) -> None:
    folder = tmp_path / "s" / "20260101T000000Z-aaaaaa"
    folder.mkdir(parents=True)
    assert evidence_of(tmp_path, "aaaaaa") == folder
    for run in ("bbbbbb", "*", "../aaaaaa"):
        with pytest.raises(LabError, match="no evidence of run"):
            evidence_of(tmp_path, run)


class Ground:
    """A runtime with one leftover, which it refuses to remove some times."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.left = [Leftover(kind="network", name="n", run="r", scenario="s", owner_alive=False, handle="n")]

    def leftovers(self, run: str | None, *, jobs: bool = True) -> tuple[Leftover, ...]:
        assert (run, jobs) == ("r", False)
        return tuple(self.left)

    def sweep(self, leftovers: tuple[Leftover, ...]) -> None:
        assert leftovers == tuple(self.left)
        if self.refusals:
            self.refusals -= 1
            raise LabError("active endpoints")
        self.left.clear()


def test_a_run_is_removed_although_its_network_is_in_use_for_a_moment() -> None:
    ground, pauses = Ground(3), list[float]()
    remove_kept(cast("Runtime", ground), "r", pause=pauses.append)
    assert (ground.left, len(pauses)) == ([], 3)


def test_what_cannot_be_removed_is_an_error() -> None:
    pauses: list[float] = []
    with pytest.raises(LabError, match="active endpoints"):
        remove_kept(cast("Runtime", Ground(1000)), "r", pause=pauses.append)
    assert sum(pauses) < 10
