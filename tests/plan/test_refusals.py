"""What cannot be played is refused before anything starts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from socketlab.errors import ImageMissing, InvalidFile, InvalidInput
from socketlab.spec.clashes import MOST_HOSTS
from tests.plan.plans import FLEET, LAB, NOWHERE, PRIVATE, STANDING, plan_of


def test_more_hosts_than_a_network_holds_are_refused(tmp_path: Path) -> None:
    fleets = "fleets: {a: {service: caller, count: 1000}, b: {service: caller, count: %d}}\n"
    assert len(plan_of(tmp_path, PRIVATE + fleets % 22).everyone) == MOST_HOSTS
    with pytest.raises(InvalidInput) as raised:
        plan_of(tmp_path, PRIVATE + fleets % 23)
    assert str(raised.value) == (
        f"{tmp_path}/scenario.yaml:6:1 fleets: 1024 hosts and clients, more than the 1023 of a network "
        "(lower the count of a fleet)"
    )


def test_images_that_are_missing_are_all_named_with_the_way_to_get_them(tmp_path: Path) -> None:
    missing = {"test/web": "run docker pull test/web", "test/client": "run docker pull test/client"}
    with pytest.raises(ImageMissing) as raised:
        plan_of(tmp_path, PRIVATE + FLEET, replace(NOWHERE, images={}, missing=missing))
    assert str(raised.value) == (
        'no images "test/client", "test/web" on this machine '
        "(run docker pull test/client, and run docker pull test/web)"
    )


def test_an_image_that_the_users_project_builds_is_built_there(tmp_path: Path) -> None:
    built = PRIVATE.replace("image: test/web", "image: test/web, build: .")
    assert built != PRIVATE
    missing = {"test/web": "run docker pull test/web", "test/client": "run docker pull test/client"}
    with pytest.raises(ImageMissing) as raised:
        plan_of(tmp_path, built + FLEET, replace(NOWHERE, images={}, missing=missing))
    assert "(run docker pull test/client, and socketlab run builds it)" in str(raised.value)


def test_checks_that_need_a_journal_that_is_not_kept_are_all_refused_with_their_places(
    tmp_path: Path,
) -> None:
    checks = """\
checks:
  - echo: {fleet: clients}
  - name: quick
    waiting_time: {fleet: clients, at_most: 1s}
  - interleaving: {host: server}
  - output: {fleet: clients, contains: x}
"""
    text = PRIVATE + FLEET + checks
    with pytest.raises(InvalidFile) as raised:
        plan_of(tmp_path, text)
    line = 1 + text.splitlines().index("checks:")
    assert [(problem.line - line, problem.path, problem.message) for problem in raised.value.problems] == [
        (1, "checks.0.echo", needs("echo", "test/client", "client")),
        (2, "checks.1.waiting_time", needs("waiting_time", "test/client", "client")),
        (4, "checks.2.interleaving", needs("interleaving", "test/web", "web")),
    ]
    assert plan_of(tmp_path, STANDING + FLEET + checks, LAB).checks


def needs(kind: str, image: str, service: str) -> str:
    wants = f'{kind} needs a journal; the image "{image}" writes none for "{service}"'
    return f"{wants} (use output or log)"
