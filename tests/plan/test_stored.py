"""Plans on disk: what is written, and what other versions wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from socketlab.errors import InvalidInput
from socketlab.hosts.model import Placement
from socketlab.plan.model import Plan
from socketlab.plan.stored import plan_from_json, plan_to_json
from socketlab.wiring import judge_again
from tests import golden
from tests.plan.plans import FLEET, LAB, SHOP, STANDING, plan_of


def test_what_has_its_default_is_not_written(tmp_path: Path) -> None:
    tree = json.loads(plan_to_json(plan_of(tmp_path, SHOP)))
    assert tree["schema"] == 2
    assert "timeline" not in tree
    assert "read_only" not in tree["hosts"][0]["machine"]
    assert tree["hosts"][1]["machine"]["read_only"] is True
    assert tree["readiness"]["db"] == {"kind": "listening"}
    assert tree["checks"][1]["spec"]["kind"] == "processes"


def test_a_plan_is_read_as_it_was_whatever_its_lines_hold(tmp_path: Path) -> None:
    steps = (
        "timeline:\n"
        "  - {at: 1s, clock: {host: front, skew: 1h, for: 2s}}\n"
        "  - {when: {host: db, contains: x, stream: stderr, number: 2}, after: 1s, kill: {host: db}}\n"
    )
    text = SHOP.replace("service: db\n    files", "service: db\n    ready: {port: 5432}\n    files") + steps
    plan = plan_of(tmp_path, text)
    assert plan.readiness["db"].word() == "port"
    assert plan_from_json(plan_to_json(plan).encode()) == plan


def first_release(plan: Plan) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(plan_to_json(plan))
    for key in ("schema", "readiness", "deadlines"):
        del tree[key]
    for client in tree["clients"]:
        client["host"].pop("gated", None)
        if client["host"]["placement"] == "warm-client":
            client["host"]["placement"] = "workstation"
    return tree


def test_a_workstation_of_the_first_release_is_a_warm_client(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, STANDING + FLEET, LAB)
    read = plan_from_json(json.dumps(first_release(plan)).encode())
    assert [client.host.placement for client in read.clients] == [Placement.WARM_CLIENT] * 3
    assert read.hosts == plan.hosts


def test_a_step_of_the_first_release_struck_one_host_at_a_time_or_at_a_line(tmp_path: Path) -> None:
    steps = (
        "timeline:\n"
        "  - {at: 1500ms, kill: {host: db}}\n"
        "  - {when: {host: db, contains: x, stream: stderr, number: 2}, kill: {host: db}}\n"
    )
    plan = plan_of(tmp_path, SHOP + steps)
    tree = first_release(plan)
    timed, waiting = tree["timeline"]
    for step in (timed, waiting):
        del step["targets"]
        step["fault"]["host"] = "db"
    del timed["trigger"]
    timed["at_s"] = 1.5
    waiting["when"] = waiting.pop("trigger") | {"host": "db"}
    del waiting["when"]["kind"]
    read = plan_from_json(json.dumps(tree).encode())
    assert [step.trigger.word() for step in read.timeline] == ["at", "line"]
    assert read.timeline[0].trigger.moments() == (1.5,)
    assert [step.targets for step in read.timeline] == [("db",), ("db",)]


def test_a_step_with_a_trigger_is_read_as_it_is_also_without_a_schema(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, SHOP + "timeline:\n  - {at: 1s, kill: {host: db}}\n")
    assert plan_from_json(json.dumps(first_release(plan)).encode()).timeline == plan.timeline


def test_a_step_of_the_first_release_without_a_moment_is_damaged(tmp_path: Path) -> None:
    tree = first_release(plan_of(tmp_path, SHOP + "timeline:\n  - {at: 1s, kill: {host: db}}\n"))
    del tree["timeline"][0]["trigger"]
    with pytest.raises(ValidationError, match="trigger"):
        plan_from_json(json.dumps(tree).encode())


def test_a_plan_of_a_later_version_is_told_from_a_damaged_one() -> None:
    with pytest.raises(InvalidInput, match='the plan has the schema "3", this version reads 1 to 2'):
        plan_from_json(b'{"schema": 3}')
    for damaged in (b"", b"[]", b"5", b"{}", b'{"schema": 2}', b"[" * 100_000, b"\xff"):
        with pytest.raises(ValueError, match=r".+"):
            plan_from_json(damaged)


def test_a_run_that_the_first_release_stored_is_judged_as_then() -> None:
    result = judge_again(golden.FOLDER / "first-release")
    assert (result.scenario, result.outcome) == ("clock-skew", "pass")
    assert [check.verdict for check in result.checks] == ["pass"] * 7
