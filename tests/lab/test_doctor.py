"""What ``doctor`` finds, on engines that are fakes and know only what it asks."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from docker.errors import APIError, ImageNotFound

from socketlab import labels
from socketlab.building.recipes import BASES, read_recipes
from socketlab.lab import doctor
from socketlab.lab.doctor import ROOT, Finding, about_links
from socketlab.runtimes.owner import this_process

RECIPES = read_recipes(ROOT)


def current_images() -> dict[str, dict[str, Any]]:
    """Images as they are after a build: each has its parent's layers and one of its own."""
    layers: dict[str, list[str]] = {tag: [tag] for tag in BASES}
    images = {tag: image(None, layers[tag]) for tag in BASES}
    for recipe in RECIPES:
        layers[recipe.tag] = [*layers[recipe.parent], recipe.tag]
        images[recipe.tag] = image(recipe.fingerprint(ROOT), layers[recipe.tag])
    return images


def image(source: str | None, layers: list[str]) -> dict[str, Any]:
    return {"Config": {"Labels": {labels.SOURCE: source}}, "RootFS": {"Layers": layers}}


@dataclass
class Engine:
    """The API of an engine, as far as it is asked."""

    images: dict[str, dict[str, Any]] = field(default_factory=current_images)
    api: str = "1.41"
    rows: tuple[dict[str, Any], ...] = ()
    error: Exception | None = None

    def version(self) -> dict[str, str]:
        if self.error is not None:
            raise self.error
        return {"Version": "20.10.24", "ApiVersion": self.api, "KernelVersion": "6.1"}

    def inspect_image(self, tag: str) -> dict[str, Any]:
        if tag not in self.images:
            raise ImageNotFound(tag)
        return self.images[tag]

    def containers(self, *, filters: dict[str, Any], **_asked: Any) -> list[dict[str, Any]]:
        wanted = filters["label"]  # one, or a list
        asked = [wanted] if isinstance(wanted, str) else wanted
        return [row for row in self.rows if all(name in row["Labels"] for name in asked)]

    def volumes(self, **_asked: Any) -> dict[str, Any]:
        return {"Volumes": None}

    def networks(self, **_asked: Any) -> tuple[dict[str, Any], ...]:
        return ()


def only(look: Callable[[Any], Any], engine: Engine) -> Finding:
    (found,) = doctor._looked(look, engine)
    return found


@pytest.mark.parametrize(("api", "level"), [("1.41", "ok"), ("1.40", "ok"), ("1.39", "fail"), ("2.0", "ok")])
def test_an_engine_must_not_be_too_old(api: str, level: str) -> None:
    found = only(doctor._engine, Engine(api=api))
    assert (found.level, bool(found.advice)) == (level, level != "ok")
    assert f"API {api}" in found.seen


def test_an_engine_that_fails_to_answer_is_a_finding_and_no_crash() -> None:
    found = only(doctor._engine, Engine(error=APIError("server error")))
    assert (found.subject, found.level) == ("engine", "fail")
    assert "server error" in found.seen


def test_images_that_are_all_current_are_fine() -> None:
    found = only(doctor._images, Engine())
    assert (found.level, found.seen) == ("ok", f"all {len(RECIPES)} up to date")


def test_an_image_of_the_lab_that_is_missing_makes_runs_impossible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMPOSE_PROFILES", raising=False)
    engine = Engine()
    del engine.images["socketlab/echo-server"]
    found = only(doctor._images, engine)
    assert (found.level, found.seen) == ("fail", "missing: socketlab/echo-server")
    assert found.advice == "run socketlab lab build"


def test_an_image_outside_the_lab_that_is_missing_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMPOSE_PROFILES", raising=False)
    engine = Engine()
    del engine.images["socketlab/mail-server"]
    found = only(doctor._images, engine)
    assert found.level == "note"
    assert found.seen.endswith("not built: socketlab/mail-server")


def test_an_image_of_other_sources_or_on_another_base_is_older() -> None:
    engine = Engine()
    engine.images["socketlab/echo-server"]["Config"]["Labels"][labels.SOURCE] = "other"
    engine.images["socketlab/client"]["RootFS"]["Layers"][0] = "an older base"
    found = only(doctor._images, engine)
    assert (found.level, found.advice) == ("note", "run socketlab lab build --all")
    assert set(found.seen.removeprefix("older than their sources: ").split(", ")) == {
        "socketlab/echo-server",
        "socketlab/client",
    }


def test_a_lab_that_is_down_is_a_note() -> None:
    found = only(doctor._lab, Engine())
    assert (found.level, found.seen) == ("note", "down: runs start private copies")


@pytest.mark.parametrize(("expires_in_s", "found"), [(3600, "none"), (-1, "1 of earlier runs")])
def test_only_what_nobody_plays_any_more_is_left_over(expires_in_s: int, found: str) -> None:
    marks = {
        labels.RUN: "r",
        labels.OWNER: this_process(),
        labels.EXPIRES: str(int(time.time()) + expires_in_s),
    }
    row = {"Names": ["/host"], "Id": "1", "Labels": marks}
    assert only(doctor._leftovers, Engine(rows=(row,))).seen == found


def test_this_machine_has_a_python_that_is_new_enough() -> None:
    assert doctor._python().level == "ok"
    assert doctor._python().seen == ".".join(str(part) for part in sys.version_info[:3])


@pytest.mark.parametrize(("enough", "level"), [(0, "ok"), (1 << 62, "note")])
def test_little_space_is_a_note(monkeypatch: pytest.MonkeyPatch, enough: int, level: str) -> None:
    monkeypatch.setattr(doctor, "ENOUGH_BYTES", enough)
    assert doctor._space().level == level


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (99, 0))
    assert (doctor._python().level, doctor._python().advice) == ("fail", "install Python 3.11 or newer")


def test_without_compose_runs_are_possible(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    found = doctor._compose()
    assert found.level == "note"
    assert "runs work without it" in found.advice


@pytest.mark.parametrize(
    ("there", "level", "seen"),
    [
        ({"netem", "ifb", "htb", "tbf", "tee", "nft"}, "ok", "by netem"),
        (
            {"nft", "nfqueue", "htb", "tbf", "tee"},
            "note",
            "without netem, by NFQUEUE",
        ),
    ],
)
def test_what_links_can_have_is_said(there: set[str], level: str, seen: str) -> None:
    found = about_links(frozenset(there))
    assert (found.level, found.seen.startswith(seen)) == (level, True)
    assert ("corrupt (needs the queueing discipline netem" in found.seen) is (level == "note")


def test_an_engine_without_bridges_of_the_right_kind_has_no_links() -> None:
    (found,) = doctor._links(Engine())
    assert (found.level, "links need bridges without an address" in found.seen) == ("note", True)
    (found,) = doctor._links(Engine(images={}))
    assert (found.level, found.advice) == ("note", "run socketlab lab build router")
