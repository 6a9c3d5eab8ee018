"""Each strategy of readiness, asked directly."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from socketlab.hosts.model import HostPlan, ImageFacts, Placement
from socketlab.hosts.values import Healthcheck
from socketlab.readiness import READINESS, SAID, AnyReadiness, choose
from socketlab.readiness.api import Readiness
from socketlab.readiness.health import Health
from socketlab.readiness.http import Http
from socketlab.readiness.log import Log
from socketlab.readiness.port import Port
from tests.readiness.hosts import BARE, CHECKED, CLIENT, GATED, HOST, KEEPS_JOURNAL, OWN_ENTRY, checked, said


@pytest.mark.parametrize(
    ("host", "image", "expected"),
    [
        (HOST, BARE, "listening"),
        (HOST, GATED, "listening"),
        (HOST, KEEPS_JOURNAL, "journal"),
        (replace(HOST, machine=OWN_ENTRY), KEEPS_JOURNAL, "health"),
        (HOST, CHECKED, "health"),
        (checked(test="own"), BARE, "health"),
        (checked(test="own"), KEEPS_JOURNAL, "journal"),
        (checked(disable=True), CHECKED, "listening"),
        (checked(test=["NONE"]), CHECKED, "listening"),
        (checked(interval="5s"), BARE, "listening"),
        (checked(interval="5s"), CHECKED, "health"),
        (CLIENT, GATED, "gate"),
        (replace(CLIENT, machine=OWN_ENTRY), GATED, "running"),
        (CLIENT, CHECKED, "running"),
        (CLIENT, KEEPS_JOURNAL, "running"),
        (replace(CLIENT, placement=Placement.WARM_CLIENT), BARE, "gate"),
        (replace(HOST, placement=Placement.STANDING), KEEPS_JOURNAL, "running"),
        (replace(checked(test="own"), placement=Placement.STANDING), BARE, "running"),
    ],
)
def test_the_first_strategy_that_fits_is_chosen(host: HostPlan, image: ImageFacts, expected: str) -> None:
    assert choose(host, image).word() == expected


@pytest.mark.parametrize(
    ("host", "test", "interval"),
    [
        (checked(test=["CMD", "own"]), ("CMD", "own"), 0.5),
        (checked(interval="200ms"), ("CMD", "image"), 0.2),
        (checked(test="a | b", interval="30s"), ("CMD-SHELL", "a | b"), 0.5),
        (checked(interval="30s", start_interval="100ms", retries=0), ("CMD", "image"), 0.1),
    ],
)
def test_a_services_health_check_outranks_its_images_and_is_run_often(
    host: HostPlan, test: tuple[str, ...], interval: float
) -> None:
    found = choose(host, CHECKED)
    assert isinstance(found, Health)
    assert (found.test, found.interval_s) == (test, interval)


HURRIED = ImageFacts(healthcheck=Healthcheck.model_validate({"test": ["CMD", "a"], "timeout": "3s"}))


@pytest.mark.parametrize(
    ("host", "image", "timeout"),
    [
        (checked(test="own"), BARE, 30.0),
        (checked(test="own", timeout="2s"), BARE, 2.0),
        (checked(interval="1s"), HURRIED, 3.0),
    ],
)
def test_a_health_check_has_its_time_or_its_images_or_dockers_default(
    host: HostPlan, image: ImageFacts, timeout: float
) -> None:
    assert choose(host, image).timeout_s == timeout


# what a scenario may say


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{log: a, port: 1}",
        "port: 0",
        "port: 65536",
        "port: 80/sctp",
        "port: x",
        "log: ''",
        "delay: 5",
        "health: {test: [CMD, a]}",
        "gate: {}",
        "http: x",
        "http: {path: health}",
        "http: {path: '/a b'}",
        "http: {status: 99}",
        "listening: {}",
    ],
)
def test_what_cannot_be_waited_for_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        said(text)


# the family


@pytest.mark.parametrize("kind", READINESS)
def test_every_strategy_is_described_and_its_example_is_one(kind: type[Readiness]) -> None:
    assert kind.summary
    ((word, settings),) = yaml.safe_load(kind.example).items()
    assert word == kind.word()
    strategy = kind.model_validate(settings)
    assert strategy.wording
    stored = TypeAdapter(AnyReadiness).dump_json(strategy, by_alias=True)
    assert TypeAdapter(AnyReadiness).validate_json(stored) == strategy


@pytest.mark.parametrize("kind", SAID)
def test_what_a_scenario_may_say_is_never_chosen_by_itself(kind: type[Readiness]) -> None:
    assert kind in (Log, Port, Http) or kind.word() == "delay"
    assert kind.chosen(HOST, CHECKED) is None


@pytest.mark.parametrize(
    "strategy", [kind.model_validate(next(iter(yaml.safe_load(kind.example).values()))) for kind in READINESS]
)
def test_a_strategy_sees_a_host_in_one_way_and_only_the_default_one_in_two(
    strategy: Readiness,
) -> None:
    ways = [
        strategy.after_s is not None,
        strategy.interval_s is not None,
        type(strategy).noted is not Readiness.noted,
        type(strategy).finder is not Readiness.finder,
    ]
    assert ways.count(True) == (2 if strategy.word() == "listening" else 1)
