"""No kind of check passes, or fails, on a record that shows nothing: it answers unknown and says why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from socketlab.checks import CHECKS, IMPLIED
from socketlab.checks.api import Check, Verdict
from socketlab.events import Event, Interrupted, Troubled
from socketlab.judging.evidence import RecordedEvidence
from socketlab.judging.folder import KeptText
from socketlab.language.bounds import Count, Limits
from socketlab.spec.checks import CheckItem
from tests.records import a_plan, a_record, gated, released

CLIENTS = ("clients-1", "clients-2")
LIMITS = {"at_least": "0s", "at_most": "10s"}


def written(kind: type[Check]) -> Iterator[dict[str, Any]]:
    """The example of a kind, and the same with settings that nothing at all would satisfy."""
    (settings,) = yaml.safe_load(kind.example).values()
    yield settings
    for name, field in kind.model_fields.items():
        key = field.alias or name
        if Count in _types(field.annotation) or Count in _types(field):
            yield {**settings, key: 0}
            yield {**settings, key: {"at_most": 1000}}
        elif field.annotation is bool:
            yield {**settings, key: not settings.get(key, field.default)}
    if issubclass(kind, Limits):
        yield {**settings, **LIMITS}


def _types(annotated: Any) -> set[Any]:
    """The types in an annotation, and in what is inside it."""
    inside = getattr(annotated, "__args__", ()) or ()
    return {annotated, getattr(annotated, "annotation", None)}.union(*map(_types, inside))


def checks() -> Iterator[Any]:
    for kind in CHECKS:
        for settings in written(kind):
            spec = CheckItem.model_validate({kind.word(): settings}).spec
            yield pytest.param(spec, id=f"{kind.word()}-{settings}")
    for kind in IMPLIED:
        yield pytest.param(kind(), id=kind.word())


EMPTY = {("server", "stdout"): KeptText(""), ("clients-1", "stdout"): KeptText("")}
NOTHING: list[Any] = [
    pytest.param([], 2, id="no events"),
    pytest.param([], 0, id="no clients"),
    pytest.param([released()], 2, id="nothing started"),
    pytest.param([released()], 0, id="released without clients"),
    pytest.param([*map(gated, CLIENTS)], 2, id="clients at the gate"),
    pytest.param([*map(gated, CLIENTS), Troubled(at_s=1.0, message="no engine")], 2, id="lab error"),
    pytest.param([released(), *map(gated, CLIENTS), Interrupted(at_s=1.0)], 2, id="interrupted"),
]


@pytest.mark.parametrize("spec", list(checks()))
@pytest.mark.parametrize(("events", "clients"), NOTHING)
@pytest.mark.parametrize(
    "outputs", [{}, {("server", "stdout"): KeptText(""), ("clients-1", "stdout"): KeptText("")}]
)
def test_a_check_without_evidence_is_unknown_and_says_why(
    spec: Check, events: list[Event], clients: int, outputs: dict[tuple[str, str], KeptText]
) -> None:
    record = a_record(*events, plan=a_plan(clients=clients))
    record.outputs.update(outputs)
    answer = spec.judge(RecordedEvidence(record))
    assert answer.verdict is Verdict.UNKNOWN
    assert answer.seen
    assert "0 of 0" not in answer.seen


def test_settings_that_nothing_would_satisfy_are_tried_of_each_kind_that_has_some() -> None:
    tried = {kind.word(): len(list(written(kind))) for kind in CHECKS}
    assert tried["log"] == 3
    assert tried["output"] == 5
    assert tried["reachable"] == tried["file"] == tried["client_time"] == 2
