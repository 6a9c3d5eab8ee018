"""The profiles of links that come with the lab, and files of profiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import InvalidFile
from socketlab.links.deriving import conditions_of
from socketlab.links.settings import set_in
from socketlab.spec.profiles import read_profiles
from tests.spec.yaml_files import write

NAMES = "lan wifi dsl cable 3g 4g 5g satellite-geo satellite-leo transatlantic dial-up lossy"


def test_the_profiles_that_are_promised_are_there_and_each_has_conditions_both_ways() -> None:
    profiles = read_profiles()
    assert list(profiles) == NAMES.split()
    for profile in profiles.values():
        for settings in (profile.up, profile.down):
            assert conditions_of(set_in(settings)).delay_s > 0


def test_the_modem_is_as_slow_as_its_standard_allows() -> None:
    modem = read_profiles()["dial-up"]
    assert (modem.up.rate, modem.down.rate) == (33_600, 53_300)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fast", "profiles are a mapping"),
        ("fast: {about: x, source: y, up: {delay: 1ms}}", "fast.down: is missing"),
        ("fast: {about: x, source: '', up: {}, down: {}}", "fast.source: must not be empty"),
        ("a: {about: x, source: y, up: {speed: 1mbit}, down: {}}", 'a.up.speed: "speed" is not known here'),
    ],
)
def test_what_is_no_profile_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InvalidFile) as raised:
        read_profiles(write(tmp_path, text, "own.yaml"), shown_as="own.yaml")
    assert message in str(raised.value.problems[0])


def test_keys_that_begin_with_x_are_the_users_own(tmp_path: Path) -> None:
    assert read_profiles(write(tmp_path, "x-note: fast lines\n", "own.yaml")) == {}
