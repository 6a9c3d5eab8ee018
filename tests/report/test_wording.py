"""What events, measurements and answers are called."""

import pytest

from socketlab.events import (
    Cleaned,
    CutOff,
    Event,
    FaultDone,
    FileSeen,
    Interrupted,
    Killed,
    NetworkMade,
    Ready,
    Released,
    Started,
    StartFailed,
    TimedOut,
    Troubled,
)
from socketlab.links.events import LinkMeasured, LinksMade
from socketlab.record.logs import LogFull
from socketlab.record.observations import Transferred
from socketlab.report.result import FleetReport, FullLog, KilledReport, MeasureReport
from socketlab.report.wording import (
    fleet_sentence,
    full_logs_of,
    killed_of,
    measure_of,
    open_questions,
    sentence_of,
    why_cut_short,
)
from tests.records import exited
from tests.report.results import FAILED, PASSED, UNKNOWN, a_result


def started(address: str) -> Started:
    return Started(at_s=0.1, host="server", placement="private", address=address, gated=False)


def measured(seconds: float | None, *, within: bool) -> LinkMeasured:
    return LinkMeasured(
        at_s=0,
        source="far-1",
        destination="server",
        quantity="delay",
        unit="s",
        declared=0.025,
        measured=seconds,
        within=within,
    )


def fault(**how: str | bool) -> FaultDone:
    return FaultDone(at_s=0, step=1, name="pull the plug", host="server", **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (NetworkMade(at_s=0, network="n", subnet="198.19.0.0/24"), "network n on 198.19.0.0/24"),
        (
            NetworkMade(at_s=0, network="n", subnet="198.19.0.0/24", declared="home", nat="198.18.200.1"),
            "network home on 198.19.0.0/24, behind NAT 198.18.200.1",
        ),
        (LinksMade(at_s=0, mechanism="fallback", paths=2), "2 link directions set up (fallback)"),
        (measured(0.0251, within=True), "link far-1 -> server: delay 25.0ms, measured 25.1ms"),
        (
            measured(None, within=False),
            "link far-1 -> server: delay 25.0ms, measured nothing: out of tolerance",
        ),
        (started("198.19.0.2"), "server started (private, 198.19.0.2)"),
        (started(""), "server started (private)"),
        (Ready(at_s=0.5, host="server", how="gate"), "server ready (gate)"),
        (
            Transferred(at_s=0.6, hosts=("a", "b"), wanted_bytes=10**6, found_bytes=1_200_000),
            "a, b transferred 1200kB",
        ),
        (Released(at_s=1.0, clients=2, clock=None), "2 clients released"),
        (Released(at_s=1.0, clients=1, clock=None), "1 client released"),
        (exited("server", 3), "server exited 3"),
        (exited("server", None), "server ended"),
        (exited("server", 143, stopped=True), "server stopped"),
        (TimedOut(at_s=0, host="clients-1"), "clients-1 timed out"),
        (fault(), "fault: pull the plug on server"),
        (fault(detail="exit status 0"), "fault: pull the plug on server (exit status 0)"),
        (fault(trouble="no sh"), "fault failed: pull the plug on server (no sh)"),
        (fault(undone=True), "fault undone: pull the plug on server"),
        (fault(undone=True, trouble="no sh"), "undo of fault failed: pull the plug on server (no sh)"),
        (Interrupted(at_s=0), "interrupted, cleaning up"),
        (Troubled(at_s=0, message="no engine"), "lab error: no engine"),
        (Cleaned(at_s=0), "cleaned up"),
        (Cleaned(at_s=0, left=("a", "b")), "could not remove a; b"),
        (FileSeen(at_s=0, host="server", path="/a"), None),
    ],
)
def test_an_event_worth_a_line_is_a_sentence(event: Event, sentence: str | None) -> None:
    assert sentence_of(event) == sentence


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (MeasureReport(name="time", value=1.03449, unit="s", host="clients-3"), "clients-3: time 1.034s"),
        (MeasureReport(name="size", value=1500, unit="B", host="server"), "server: size 1500 bytes"),
        (MeasureReport(name="lines", value=3.0), "lines 3"),
        (MeasureReport(name="throughput", value=1e6, unit="bit/s"), "throughput 1mbit/s"),
    ],
)
def test_a_measure_is_written_with_its_unit_and_host(measure: MeasureReport, words: str) -> None:
    assert measure_of(measure) == words


def test_a_fleet_is_summed_up_in_one_sentence() -> None:
    fleet = a_result().fleets["clients"]
    assert fleet_sentence("all", fleet) == "all: 7 of 8 clients ended, start skew 1.4ms, took 1.034s"
    both = fleet.model_copy(update={"release_skew_s": 0.0004})
    sentence = "all: 7 of 8 clients ended, start skew 1.4ms (release skew 0.4ms), took 1.034s"
    assert fleet_sentence("all", both) == sentence
    same = fleet.model_copy(update={"release_skew_s": fleet.start_skew_s})
    assert fleet_sentence("all", same) == "all: 7 of 8 clients ended, release skew 1.4ms, took 1.034s"


def test_a_lab_error_is_one_block_however_many_checks_it_left_open() -> None:
    result = a_result(PASSED, FAILED, UNKNOWN, UNKNOWN, outcome="inconclusive", trouble="no engine")
    assert [check.verdict for check in open_questions(result)] == ["unknown", "unknown"]
    assert list(why_cut_short(result)) == ["lab error: no engine", "  2 of 4 checks not answered"]


def test_an_interrupted_run_says_that_its_checks_were_not_answered() -> None:
    result = a_result(PASSED, UNKNOWN, outcome="interrupted")
    assert list(why_cut_short(result)) == ["interrupted before its end", "  1 of 2 checks not answered"]


def test_a_check_without_an_answer_stays_visible_where_nothing_cut_the_run_short() -> None:
    result = a_result(PASSED, UNKNOWN, outcome="inconclusive")
    assert open_questions(result) == ()
    assert list(why_cut_short(result)) == []


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (
            StartFailed(at_s=1, host="server", message="no such file"),
            "server could not be started: no such file",
        ),
        (CutOff(at_s=1, host="clients-1", why="server ended"), "clients-1 cut off after server ended"),
        (
            Killed(at_s=1, host="server", signal="TERM", after_s=10.0),
            "server ignored SIGTERM, killed after 10s",
        ),
        (
            LogFull(at_s=1, host="server", stream="stdout", kept=64 << 20),
            "server wrote more than 64 MiB on stdout, the rest is not kept",
        ),
        (exited("clients-1", 0, took_s=2.014, container_s=2.1), "clients-1 exited 0 after 2.014s"),
        (
            exited("clients-1", 1, took_s=2.014, container_s=5.06),
            "clients-1 exited 1 after 2.014s, its container after 5.060s",
        ),
        (exited("clients-1", 1, took_s=2.0), "clients-1 exited 1 after 2.000s"),
    ],
)
def test_ends_and_failed_starts_are_said_with_their_reasons_and_times(event: Event, sentence: str) -> None:
    assert sentence_of(event) == sentence


def test_a_measure_is_shown_with_its_error() -> None:
    measure = MeasureReport(name="elapsed", value=0.03, unit="s", host="clients-1", error=0.1)
    assert measure_of(measure) == "clients-1: elapsed 0.030s ± 0.100s"


def test_a_fleet_whose_containers_outlived_its_programs_says_so() -> None:
    fleet = FleetReport(
        clients=2,
        ended=2,
        start_skew_s=0.0,
        elapsed_s=2.0,
        client_elapsed_s=(2.0, None),
        client_container_s=(5.0, 9.0),
    )
    assert fleet_sentence("late", fleet).endswith("took 2.000s; containers ended up to 3.000s later")


def test_a_host_that_was_killed_twice_is_named_once() -> None:
    killed = KilledReport(host="server", signal="TERM", after_s=1.5)
    assert list(killed_of(a_result(killed=(killed, killed)))) == ["server ignored SIGTERM, killed after 1.5s"]


def test_a_log_that_does_not_have_all_that_was_written_is_named() -> None:
    full = FullLog(host="server", stream="stderr", kept_bytes=64 << 20)
    assert list(full_logs_of(a_result(full_logs=(full,)))) == [
        "server wrote more than 64 MiB on stderr, the rest is not kept"
    ]
