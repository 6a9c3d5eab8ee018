"""Wrong servers and wrong clients: the catalogue's own checks catch each, and let the right program pass.

Several are played in one run, beside a control: the program that the catalogue has. README.md has the table.
"""

from __future__ import annotations

import functools
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.mutants.derive import CONTROL, PROGRAMS, SHARED, derive, read, substitute
from tests.system.shell import ROOT, Shell

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]


@dataclass(frozen=True)
class Batch:
    """One run: a scenario of the catalogue, and the wrong programs that are put into it.

    Args:
        scenario: Its name.
        servers: Wrong programs for its hosts.
        clients: Wrong programs for its fleets.
        settings: Values of its matrix and variables.
        changes: Top-level keys with other values.
        stagger_ms: Between the releases of two copies.
        instead_of: The catalogue's program that the wrong one replaces, where there can be no copies.
    """

    scenario: str
    servers: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    settings: Mapping[str, str | int] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    stagger_ms: int = 0
    instead_of: str = ""

    @property
    def wrong(self) -> tuple[str, ...]:
        """All its wrong programs."""
        return (*self.servers, *self.clients)


@dataclass(frozen=True)
class Caught:
    """What catches a wrong program.

    Args:
        check: The name of a check of the catalogue's scenario, or of an implied one.
        seen: A regular expression for what the report says that it saw.
        verdict: `fail`, or `unknown` where the evidence cannot tell. On a machine that is too busy a check on
            times may be unknown as well; it then says how late the lab was.
    """

    check: str
    seen: str
    verdict: str = "fail"


PARALLEL = Batch(
    "parallel-echo",
    servers=(
        "drops_a_byte",
        "mixes_up_replies",
        "duplicates_the_reply",
        "wrong_prefix",
        "swaps_the_chunks",
        "answers_early",
        "serves_serially",
        "slow_first_byte",
        "resets_at_the_end",
        "never_answers",
        "answers_every_second",
        "skips_the_work",
        "dies_after_two",
    ),
    settings={"server": "thread-server", "clients": 3},
    changes={"timeout": "9s"},
    stagger_ms=250,
)
CALLERS = Batch(
    "parallel-echo",
    clients=(
        "does_not_wait",
        "invents_the_reply",
        "sends_nothing",
        "connects_twice",
        "says_something_else",
        "never_ends",
        "starts_late",
        "prints_twice",
        "exits_one",
        "forges_the_gate",
    ),
    settings={"server": "thread-server", "clients": 3},
    changes={"timeout": "15s"},
    stagger_ms=250,
)
BUSY = Batch(
    "parallel-echo",
    servers=("burns_a_processor",),
    settings={"server": "thread-server", "clients": 3},
    stagger_ms=3000,
)
ARGUMENTS = Batch(
    "echo-client",
    servers=("closes_after_one_message", "truncates_long_messages"),
    changes={"timeout": "12s"},
    stagger_ms=400,
)
THREADS = Batch("threads", servers=("leaks_threads", "leaks_descriptors", "ignores_half_close"))
MEMORY = Batch("threads", servers=("leaks_memory",))
CHILDREN = Batch("no-zombies", servers=("leaves_zombies", "ignores_term"))
LOOP = Batch("interleaving", servers=("forges_the_journal",))
FILES = Batch(
    "getfile",
    servers=(
        "flips_a_bit",
        "sends_a_short_file",
        "sends_other_content",
        "sends_the_wrong_file",
        "breaks_off",
        "forges_the_digest",
    ),
    clients=("cuts_its_file",),
    stagger_ms=250,
)
REFUSED = Batch("nobody-there", clients=("exits_zero_on_refusal", "ends_in_a_traceback"))
TAKEN = Batch("binding", clients=("exits_zero_without_its_port",))
BROKEN_OFF = Batch("getfile-broken-off", clients=("leaves_a_partial_file",), instead_of="pausing_getfile.py")

ECHO = "echo"
REPLY = "each client prints its reply"
AT_ONCE = "all clients are served concurrently"
FETCHERS = "same_file"

EXPECTED: dict[str, tuple[Batch, Caught]] = {
    "drops_a_byte": (PARALLEL, Caught(ECHO, r"sent 'Hello from.* and got 'Echo=>Helo from")),
    "mixes_up_replies": (PARALLEL, Caught(ECHO, r"client (\d)' and got 'Echo=>Hello from client (?!\1)")),
    "duplicates_the_reply": (PARALLEL, Caught(ECHO, r"got 'Echo=>Hello.*Echo=>Hello")),
    "wrong_prefix": (PARALLEL, Caught(ECHO, r"got 'Eco=>Hello")),
    "swaps_the_chunks": (PARALLEL, Caught(ECHO, r"got 'Echo=>m client 1Hello fro at")),
    "answers_early": (PARALLEL, Caught(ECHO, r"got 'Echo=>Hello at ")),
    "serves_serially": (PARALLEL, Caught(AT_ONCE, r"^([3-9]|\d\d)\.\d+s")),
    "slow_first_byte": (PARALLEL, Caught(AT_ONCE, r"^(2\.[5-9]|[3-9]\.)\d*s")),
    "burns_a_processor": (BUSY, Caught(AT_ONCE, r"^([4-9]|\d\d)\.\d+s$")),
    "resets_at_the_end": (PARALLEL, Caught("exits 0", r"exited 1")),
    "never_answers": (PARALLEL, Caught(AT_ONCE, r"had not ended after")),
    "answers_every_second": (PARALLEL, Caught(REPLY, r"^0 lines from answers-every-second-clients-\d$")),
    "skips_the_work": (PARALLEL, Caught("each client waits at least one second", r"^\d+(\.\d+)?ms|^0\.\d+s")),
    "dies_after_two": (
        PARALLEL,
        Caught("hosts stay up", r"dies-after-two-server exited 3, its last line: .*full"),
    ),
    "closes_after_one_message": (
        ARGUMENTS,
        Caught("each message gets a reply, in order", r"got 'Echo=>first words'"),
    ),
    "truncates_long_messages": (
        ARGUMENTS,
        Caught("a long message is echoed completely", r"0 lines from"),
    ),
    "leaks_threads": (THREADS, Caught("one thread afterwards", r"^9$")),
    "leaks_descriptors": (THREADS, Caught("every client's descriptor is closed", r"^1\d$")),
    "ignores_half_close": (THREADS, Caught("one thread afterwards", r"^9$")),
    "leaks_memory": (MEMORY, Caught("hosts stay up", r"leaks-memory-server ran out of memory")),
    "leaves_zombies": (CHILDREN, Caught("zombies", r"^8$")),
    "ignores_term": (CHILDREN, Caught("stops", r"^still running [\d.]+s after TERM")),
    "forges_the_journal": (
        LOOP,
        Caught("no other client is delayed", r"\d\.\d+s \(forges-the-journal-first"),
    ),
    "flips_a_bit": (FILES, Caught(FETCHERS, r"flips-a-bit-fetchers-\d")),
    "sends_a_short_file": (FILES, Caught(FETCHERS, r"sends-a-short-file-fetchers-\d")),
    "sends_other_content": (FILES, Caught(FETCHERS, r"sends-other-content-fetchers-\d")),
    "sends_the_wrong_file": (FILES, Caught(FETCHERS, r"sends-the-wrong-file-fetchers-\d")),
    "breaks_off": (FILES, Caught("exits 0", r"breaks-off-fetchers-\d exited 1")),
    "forges_the_digest": (FILES, Caught(FETCHERS, r"forges-the-digest-fetchers-\d")),
    "does_not_wait": (CALLERS, Caught(ECHO, r"sent 'Hello from client \d' and got ''")),
    "invents_the_reply": (CALLERS, Caught(ECHO, r"sent 'Hello from client \d' and got ''")),
    "sends_nothing": (CALLERS, Caught(ECHO, r"the journal of .* does not say what it sent", "unknown")),
    "says_something_else": (CALLERS, Caught(REPLY, r"^0 lines from says-something-else-clients-\d")),
    "never_ends": (CALLERS, Caught("exits 0", r"never-ends-clients-\d had not ended after")),
    "starts_late": (CALLERS, Caught("start_skew", r"^\d{4,}\.\dms")),
    "prints_twice": (CALLERS, Caught(REPLY, r"^2 lines from prints-twice-clients-\d")),
    "exits_one": (CALLERS, Caught("exits 0", r"exits-one-clients-\d exited 1")),
    "forges_the_gate": (CALLERS, Caught(AT_ONCE, r"^([3-9]|\d\d)\.\d+s")),
    "cuts_its_file": (FILES, Caught(FETCHERS, r"cuts-its-file-fetchers-\d")),
    "exits_zero_on_refusal": (REFUSED, Caught("exit_status", r"exited 0")),
    "ends_in_a_traceback": (
        REFUSED,
        Caught("the error is a single line", r"^[5-9]|\d\d lines from ends-in-a-traceback"),
    ),
    "exits_zero_without_its_port": (TAKEN, Caught("exit_status", r"exited 0")),
    "leaves_a_partial_file": (
        BROKEN_OFF,
        Caught("the client without -resume keeps no file", r"^0 lines from"),
    ),
}

BATCHES = {f"{batch.scenario}-{batch.wrong[0]}": batch for batch, _ in EXPECTED.values()}


@functools.cache
def checks_of(name: str) -> list[dict[str, Any]]:
    """The checks of one run of a batch, as the report has them."""
    batch = BATCHES[name]
    tree = read(batch.scenario, batch.settings, batch.changes)
    if batch.instead_of:
        tree = substitute(tree, batch.instead_of, batch.wrong[0])
    else:
        tree = derive(tree, batch.servers, batch.clients, stagger_ms=batch.stagger_ms)
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "COMPOSE_PROJECT_NAME": "socketlab-tests-without-a-lab",
        }
        shell = Shell(Path(folder), environment)
        file = shell.file("derived.yaml", yaml.safe_dump(tree, sort_keys=False))
        finished = shell.run("run", file, "--format", "json", timeout=200)
        assert finished.results, finished.err
        found: list[dict[str, Any]] = finished.results[0]["checks"]
        return found


def is_late(verdict: str, sentence: str) -> bool:
    """Whether a check was left open because the lab was late."""
    return verdict == "unknown" and sentence.endswith(" late itself")


def belongs(check: Mapping[str, Any], program: str) -> bool:
    """Whether a check is about a copy of the scenario: by its name, or an implied one by the fleet's."""
    name = program.replace("_", "-")
    return check["name"].startswith(f"{name}: ") or f" {name}-" in check["name"]


@pytest.mark.parametrize("name", [name for name, batch in BATCHES.items() if not batch.instead_of])
def test_the_right_program_passes(name: str) -> None:
    own = [check for check in checks_of(name) if belongs(check, CONTROL)]
    assert own
    assert [check for check in own if check["verdict"] != "pass"] == []


@pytest.mark.parametrize("program", EXPECTED)
def test_a_wrong_program_is_caught_and_the_report_says_why(program: str) -> None:
    batch, caught = EXPECTED[program]
    checks = checks_of(f"{batch.scenario}-{batch.wrong[0]}")
    run = "hosts stay up"
    own = [check for check in checks if belongs(check, program) or check["name"] == run == caught.check]
    catching = [check for check in own if caught.check in check["name"]]
    assert catching, [check["name"] for check in own]
    seen = [(check["verdict"], check["seen"]) for check in catching]
    assert any(
        re.search(caught.seen, sentence) and (verdict == caught.verdict or is_late(verdict, sentence))
        for verdict, sentence in seen
    ), seen


def test_every_wrong_program_is_played() -> None:
    programs = {file.stem for file in PROGRAMS.glob("*.py")} - {"__init__", *SHARED}
    assert programs == set(EXPECTED)
    assert programs == {program for batch in BATCHES.values() for program in batch.wrong}
