"""Every fault and trigger is in its list, is documented, and its example is valid and can be played."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import TypeAdapter

import socketlab.faults
import socketlab.triggers
from socketlab.faults import FAULTS, AnyFault
from socketlab.faults.api import Fault, Lasting, Prepares, Strike
from socketlab.hosts.model import HostPlan
from socketlab.language.kinds import Kind, words_of
from socketlab.plan.stored import plan_from_json, plan_to_json
from socketlab.runtimes.capabilities import CAPABILITIES
from socketlab.spec.load import load
from socketlab.triggers import TRIGGERS
from socketlab.triggers.api import Trigger
from tests.faults.examples import KINDS, step
from tests.plan.plans import FLEET, PRIVATE, ROUTED, plan_of
from tests.run.harness import scenario

ROOT = Path(__file__).resolve().parents[2]


def of_wing(wing: ModuleType, base: type[Kind]) -> set[type[Kind]]:
    modules = [
        importlib.import_module(f"{wing.__name__}.{m.name}") for m in pkgutil.iter_modules(wing.__path__)
    ]
    classes = {each for module in modules for _, each in inspect.getmembers(module, inspect.isclass)}
    kinds = {each for each in classes if issubclass(each, base) and each is not base}
    return {each for each in kinds if not inspect.isabstract(each)}


def test_every_fault_and_trigger_of_the_wings_is_in_its_list() -> None:
    assert of_wing(socketlab.faults, Fault) == set(FAULTS)
    assert of_wing(socketlab.triggers, Trigger) == set(TRIGGERS)


def test_their_words_are_their_own() -> None:
    assert len(set(words_of(FAULTS))) == len(FAULTS)
    assert len(set(words_of(TRIGGERS))) == len(TRIGGERS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_one_small_file_with_a_summary_and_a_test_file(kind: type[Kind]) -> None:
    file = Path(inspect.getfile(kind))
    assert len(file.read_text().splitlines()) <= 120
    assert kind.summary
    assert not kind.summary.endswith(".")
    assert (ROOT / "tests" / file.parent.name / f"test_{file.stem}.py").is_file()


@pytest.mark.parametrize("kind", KINDS)
def test_each_example_is_valid_and_its_plan_can_be_stored_and_read_again(
    tmp_path: Path, kind: type[Kind]
) -> None:
    plan = plan_of(tmp_path, f"{PRIVATE}{FLEET}timeline:\n{step(kind)}", ROUTED)
    (planned,) = plan.timeline
    assert kind in (type(planned.fault), type(planned.trigger))
    assert plan_from_json(plan_to_json(plan).encode()) == plan


@pytest.mark.parametrize("fault", FAULTS)
def test_each_needs_capabilities_that_exist(fault: type[Fault]) -> None:
    assert set(fault.needs) <= set(CAPABILITIES)
    assert fault.needs


def test_the_optional_sides_are_found_by_their_methods() -> None:
    assert {fault.word() for fault in FAULTS if hasattr(fault, "prepare")} == {"clock", "stress"}
    example = TypeAdapter(AnyFault).validate_python
    clock = example({"kind": "clock", "host": "server", "skew": "1h"})
    kill = example({"kind": "kill", "host": "server"})
    assert isinstance(clock, Prepares)
    assert isinstance(clock, Lasting)
    assert not isinstance(kill, Prepares)
    assert not isinstance(kill, Lasting)


def test_a_fault_on_a_runtime_without_its_capability_says_which(tmp_path: Path) -> None:
    class Bare:
        name = "bare"

    class Silent:
        def down(self, host: HostPlan) -> None: ...
        def returning(self, host: HostPlan) -> None: ...
        def up(self, host: HostPlan) -> None: ...

    (tmp_path / "scenario.yaml").write_text(scenario(more="timeline: [{at: 1s, kill: {host: server}}]"))
    (loaded,) = load(tmp_path / "scenario.yaml")
    strike = Strike(runtime=Bare(), hosts=(), notices=Silent())  # type: ignore[arg-type]
    with pytest.raises(Exception, match='bare lacks the capability "signals"'):
        loaded.spec.timeline[0].fault.apply(strike)
