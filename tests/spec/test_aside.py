"""Keys of a compose service that a run sets aside or refuses."""

from __future__ import annotations

import platform
from typing import Any

import pytest

from socketlab.language.wording import WrongPart
from socketlab.spec.aside import REFUSED, SET_ASIDE, notes_about, without_asides


def test_what_is_set_aside_is_gone_and_the_rest_stays() -> None:
    own = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
    written = dict.fromkeys(SET_ASIDE, "a") | {"x-own": 1, "ipc": "private", "platform": f"linux/{own}"}
    assert without_asides({**written, "image": "x"}) == {"image": "x"}


@pytest.mark.parametrize("key", REFUSED)
def test_what_is_refused_says_why_and_an_empty_one_is_none(key: str) -> None:
    with pytest.raises(WrongPart, match=f'"{key}" is not possible: ') as raised:
        without_asides({key: ["a"]})
    assert raised.value.step == key
    assert without_asides({key: []}) == {}


@pytest.mark.parametrize(
    ("written", "step"),
    [
        ({"ipc": "host"}, "ipc"),
        ({"pid": "service:a"}, "pid"),
        ({"platform": "windows"}, "platform"),
        ({"deploy": {"resources": {"limits": []}}}, None),
        ({"deploy": {"resources": {"limits": 5}}}, "deploy"),
        ({"deploy": {"resources": {"reservations": {"devices": [{}]}}}}, "deploy"),
    ],
)
def test_what_would_change_what_a_program_sees_is_refused(written: dict[str, Any], step: str | None) -> None:
    if step is None:
        assert without_asides(written) == {}
        return
    with pytest.raises(WrongPart) as raised:
        without_asides(written)
    assert raised.value.step == step


def test_limits_of_deploy_are_the_services_own() -> None:
    limits = {"cpus": "0.5", "memory": "64m", "pids": 9}
    deploy = {"replicas": 2, "resources": {"limits": limits, "reservations": {"memory": "8m"}}}
    expected = {"cpus": "0.5", "mem_limit": "64m", "pids_limit": 9, "mem_reservation": "8m"}
    assert without_asides({"deploy": deploy}) == expected
    assert without_asides({"deploy": deploy, "cpus": 1})["cpus"] == 1
    assert without_asides({"deploy": {"mode": "global"}}) == {}


def test_a_quota_of_time_is_a_number_of_processors() -> None:
    assert without_asides({"cpu_quota": 50_000}) == {"cpus": 0.5}
    assert without_asides({"cpu_quota": "50000", "cpu_period": 25_000}) == {"cpus": 2.0}
    assert without_asides({"cpu_period": 25_000}) == {}
    with pytest.raises(WrongPart, match="microseconds"):
        without_asides({"cpu_quota": "half"})


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ({"deploy": {"replicas": 3}}, '3 copies of service "web" are set aside'),
        ({"volumes": ["./a:/b"]}, 'service "web" writes into a copy of what it mounts'),
        ({"volumes": [{"type": "bind", "source": "a", "target": "/a"}]}, "writes into a copy"),
    ],
)
def test_a_note_says_what_a_program_could_see(written: dict[str, Any], note: str) -> None:
    (found,) = notes_about("web", written)
    assert note in found


@pytest.mark.parametrize(
    "written",
    [
        {"attach": False, "scale": 1},
        {"volumes": ["./a:/b:ro", "data:/c", "/d", {"type": "bind", "target": "/a", "read_only": True}, 5]},
    ],
)
def test_what_no_program_can_see_has_no_note(written: dict[str, Any]) -> None:
    assert list(notes_about("web", written)) == []


@pytest.mark.parametrize(
    ("needed", "found"),
    [
        (None, {"web": {}}),
        (["db"], {"web": {}, "db": {}}),
        ({"web": {"condition": "service_healthy"}}, {"web": {"condition": "service_healthy"}}),
        (5, None),
    ],
)
def test_a_service_depends_on_the_one_whose_network_it_shares(needed: Any, found: Any) -> None:
    written = {"network_mode": "service:web", "depends_on": needed}
    expected = needed if found is None else found
    assert without_asides(written)["depends_on"] == expected
    assert "depends_on" not in without_asides({"network_mode": "none"})


def test_a_service_depends_on_those_that_it_links_to() -> None:
    written = {"links": ["db:database", "cache", "db${index}:own"], "depends_on": ["cache"]}
    assert without_asides(written)["depends_on"] == {"db": {}, "cache": {}}
