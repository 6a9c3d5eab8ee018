"""A capability is its Protocol: a runtime cannot claim what it lacks."""

from __future__ import annotations

import pytest

from socketlab.runtimes import capabilities
from socketlab.runtimes.capabilities import CAPABILITIES, Executes, Restarts, capabilities_of
from socketlab.runtimes.docker.runtime import DockerRuntime
from socketlab.runtimes.fake.links import LinkedFakeRuntime


def verbs_of(capability: type) -> list[str]:
    return [name for name in vars(capability) if not name.startswith("_")]


def test_every_protocol_of_the_module_is_a_capability_with_a_word_of_its_own() -> None:
    protocols = {
        value for value in vars(capabilities).values() if getattr(value, "_is_runtime_protocol", False)
    }
    assert protocols == set(CAPABILITIES)
    assert len(set(CAPABILITIES.values())) == len(CAPABILITIES)


def test_the_fake_runtime_has_them_all() -> None:
    assert capabilities_of(LinkedFakeRuntime({})) == set(CAPABILITIES)
    assert LinkedFakeRuntime({}).surroundings().capabilities == set(CAPABILITIES)


def test_the_docker_runtime_has_the_verbs_of_them_all() -> None:
    for capability in CAPABILITIES:
        assert [verb for verb in verbs_of(capability) if not hasattr(DockerRuntime, verb)] == []


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_a_runtime_without_a_verb_lacks_the_capability_and_no_other(capability: type) -> None:
    for verb in verbs_of(capability):
        methods = {name: (lambda: None) for each in CAPABILITIES for name in verbs_of(each) if name != verb}
        runtime = type("Partial", (), methods)()
        assert capabilities_of(runtime) == set(CAPABILITIES) - {capability}


def test_a_runtime_that_says_that_it_has_capabilities_has_not() -> None:
    class Boastful:
        powers = frozenset({Executes, Restarts})
        capabilities = frozenset({Executes, Restarts})

    assert capabilities_of(Boastful()) == frozenset()
