"""The items of a timeline: one moment, one fault, and every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.faults.signal import Signal
from socketlab.triggers.every import Every
from tests.run.harness import with_timeline
from tests.spec.yaml_files import one, problems

KILL = "kill: {host: server}"


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("{signal: {host: server, signal: USR1}}", "needs either at"),
        (f"{{at: 1s, when: {{host: server, contains: x}}, {KILL}}}", "needs either at"),
        (f"{{every: 1s, times: 2, when: {{event: released}}, {KILL}}}", "needs either at"),
        ("{at: 1s}", "needs exactly one fault, one of signal, kill, restart, stop, pause, stress, exec"),
        (f"{{at: 1s, signal: {{host: server, signal: HUP}}, {KILL}}}", "needs exactly one fault"),
        (
            f"{{every: 1s, times: 2, jitter: 1s, {KILL}}}",
            "the fault, with its jitter, may last until it comes again",
        ),
        (f"{{at: 1s, after: 1s, {KILL}}}", "after belongs to when"),
        (f"{{at: 1s, times: 2, {KILL}}}", "times and for belong to every"),
        (f"{{every: 1s, {KILL}}}", "every needs either times (a number) or for"),
        (f"{{every: 0s, times: 3, {KILL}}}", "must be more than 0s"),
        (f"{{every: 1s, times: 3000, {KILL}}}", "must be 1000 or less"),
        (f"{{every: 1ms, for: 1h, {KILL}}}", "repeat a step 1000 times at most"),
        ("{every: 1s, times: 2, restart: {host: server, down: 1s}}", "the fault lasts until it comes again"),
        (f"{{at: 1, {KILL}}}", 'did you mean "1s"?'),
        ("{at: 1s, signal: {host: server, signal: USR3}}", '"USR3" is not a signal (did you mean "USR'),
        ("{when: {host: server}, kill: {host: server}}", "needs either matches"),
        ("{when: {host: server, contans: x}, kill: {host: server}}", 'did you mean "contains"?'),
        ("{when: {event: ready, hosts: server}, kill: {host: server}}", 'did you mean "host"?'),
        ("{when: nothing, kill: {host: server}}", "must be a mapping"),
        ("{at: 1s, clock: {host: server, skew: 1}}", 'did you mean "1s"?'),
        ("{at: 1s, clock: {host: server, skew: 0s}}", "leaves a clock as it is"),
        ("{at: 1s, clock: {host: server}}", "clock.skew: is missing"),
        ("{at: 1s, exec: {host: server, command: []}}", "must not be empty"),
        ("{at: 1s, exec: {host: server, command: [echo, '${index}']}}", "only a client has one"),
        ("{at: 1s, kil: {host: server}}", 'did you mean "kill"?'),
    ],
)
def test_a_wrong_step_is_reported_with_its_line(tmp_path: Path, step: str, says: str) -> None:
    found = problems(tmp_path, with_timeline(step))
    assert any(says in problem for problem in found), found
    assert all(problem.startswith("scenario.yaml:15:") for problem in found)


def test_a_repeated_step_has_its_moments(tmp_path: Path) -> None:
    step = "{at: 1s, every: 500ms, for: 1s, signal: {host: server, signal: HUP}}"
    item = one(tmp_path, with_timeline(step)).spec.timeline[0]
    assert isinstance(item.trigger, Every)
    assert item.trigger.moments() == (1.0, 1.5, 2.0)
    assert item.fault == Signal(host=("server",), signal="HUP")


def test_what_a_step_waits_for_is_the_same_once_it_was_written_and_read_again(tmp_path: Path) -> None:
    steps = ("{when: {host: server, contains: up}, " + KILL + "}", "{when: {event: released}, " + KILL + "}")
    for item in one(tmp_path, with_timeline(*steps)).spec.timeline:
        again = type(item).model_validate_json(item.model_dump_json(by_alias=True, exclude_none=True))
        assert again.trigger == item.trigger
