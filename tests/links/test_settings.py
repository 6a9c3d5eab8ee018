"""What is set of the conditions of a link."""

from __future__ import annotations

from socketlab.links.settings import NEEDED, RAMPED, ConditionSettings, set_in


def test_only_what_is_set_is_named_even_if_it_is_nothing() -> None:
    settings = ConditionSettings.model_validate({"delay": "10ms", "loss": "0%"})
    assert set_in(settings) == {"delay": 0.01, "loss": 0.0}
    assert set_in(ConditionSettings()) == {}


def test_every_setting_that_is_named_elsewhere_exists() -> None:
    known = ConditionSettings.model_fields.keys()
    assert {*NEEDED, *NEEDED.values(), *RAMPED} <= known
