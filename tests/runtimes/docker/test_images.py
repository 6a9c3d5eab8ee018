"""Facts of an image, as the engine describes it."""

from __future__ import annotations

from typing import Any

import pytest

from socketlab.hosts.model import ImageFacts
from socketlab.hosts.values import Healthcheck
from socketlab.runtimes.docker.images import facts_of


def check(**settings: Any) -> Healthcheck:
    return Healthcheck.model_validate(settings)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, None),
        ({"Healthcheck": None}, None),
        ({"Healthcheck": {"Test": ["NONE"]}}, None),
        ({"Healthcheck": {"Test": []}}, None),
        ({"Healthcheck": {"Test": ["CMD"]}}, None),
        ({"Healthcheck": {"Test": ["CMD", "probe"]}}, check(test=["CMD", "probe"])),
        (
            {"Healthcheck": {"Test": ["CMD-SHELL", "a | b"], "Interval": 30_000_000_000}},
            check(test=["CMD-SHELL", "a | b"], interval="30s"),
        ),
        (
            {"Healthcheck": {"Test": ["CMD-SHELL", "a"]}, "Shell": ["/bin/bash", "-c"]},
            check(test=["CMD", "/bin/bash", "-c", "a"]),
        ),
    ],
)
def test_a_health_check_is_read_with_its_test_and_interval(
    config: dict[str, Any], expected: Healthcheck | None
) -> None:
    assert facts_of(config).healthcheck == expected


def test_labels_are_text_whatever_they_were() -> None:
    assert facts_of({"Labels": {"a": "1"}}) == ImageFacts(labels={"a": "1"})
    assert facts_of({"Labels": None}) == ImageFacts()


def test_the_folder_of_an_image_is_the_root_unless_it_says_otherwise() -> None:
    healthy = {"Test": ["CMD", "a"]}
    assert facts_of({"WorkingDir": "/work"}).working_dir == "/work"
    assert facts_of({"WorkingDir": "/work", "Healthcheck": healthy}).working_dir == "/work"
    assert facts_of({"WorkingDir": ""}).working_dir == "/"
