"""Only a note that its host may write, that the plan expects and that comes in order is believed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socketlab.hosts.model import Placement
from socketlab.record.credentials import Credentials, sealed
from socketlab.run.admission import Admission, credentials_for
from tests.records import a_client, a_host, a_plan

KEY, NONCE = b"k" * 32, "n" * 32
SECRETS = Credentials(nonce=NONCE, key=KEY)
BRACKETS = b'{"socketlab": ' + b"[" * 100_000


def line(event: str, role: str = "gate", **members: Any) -> bytes:
    return json.dumps({"socketlab": 1, "event": event, "clock": 10.0, "role": role, **members}).encode()


def seal(event: str, **members: Any) -> bytes:
    return sealed(line(event, **members), KEY)


def client(*, gated: bool = True) -> Admission:
    """A client whose run collects the file ``a-1``."""
    plan = a_client(1)
    return Admission(replace(plan.host, gated=gated), plan, SECRETS)


def ordered() -> Admission:
    """A client that waits and has its order for 10.0."""
    admission = client()
    assert admission.believed(line("waiting", clock=9.0))
    admission.ordered(10.0)
    return admission


def test_a_gate_is_believed_from_waiting_to_exit() -> None:
    admission = ordered()
    said = [seal("released"), seal("file", path="a-1", size=3), seal("exit", code=0, clock=11.0)]
    notes = [admission.believed(each) for each in said]
    assert [note and note["event"] for note in notes] == ["released", "file", "exit"]
    assert not any("seal" in (note or {}) for note in notes)
    assert [admission.believed(each) for each in said] == [None, None, None], "each comes once"


@pytest.mark.parametrize(
    "forged",
    [
        line("released"),
        line("released", nonce=NONCE),
        line("released", seal="0" * 32),
        sealed(line("released"), b"another key"),
        seal("released", clock=9.99),
        seal("released", clock=1e11),
        seal("exit", code=0),
        seal("file", path="a-1"),
        line("waiting"),
    ],
)
def test_after_the_order_only_the_sealed_release_is_next(forged: bytes) -> None:
    admission = ordered()
    assert admission.believed(forged) is None
    assert admission.believed(seal("released")) is not None


@pytest.mark.parametrize(
    "forged",
    [
        line("exit", code=0, clock=11.0),
        seal("exit", code=0, clock=9.0),
        line("file", path="a-1", size=3),
        seal("file", path="/srv/a", size=3),
        seal("released"),
    ],
)
def test_after_the_release_only_collected_files_and_the_end_are_next(forged: bytes) -> None:
    admission = ordered()
    assert admission.believed(seal("released"))
    assert admission.believed(forged) is None
    assert admission.believed(seal("exit", code=3, clock=11.0)) is not None


@pytest.mark.parametrize("clock", [1e18, 1e10, -1.0, 10**400, True, "5", None, [1]])
def test_a_gate_waits_by_a_clock_that_a_kernel_can_show(clock: Any) -> None:
    assert client().believed(line("waiting", clock=clock)) is None


def test_who_has_no_gate_cannot_speak_for_one() -> None:
    for admission in (client(gated=False), Admission(a_host(), None, SECRETS)):
        admission.ordered(10.0)
        assert admission.believed(line("waiting", clock=1.0)) is None
        assert admission.believed(seal("released")) is None


@pytest.mark.parametrize("nonce", [None, "", "m" * 32, 5, [NONCE], {"nonce": NONCE}])
def test_a_journals_note_without_the_right_nonce_is_output(nonce: Any) -> None:
    assert client().believed(line("sent", "client", nonce=nonce)) is None
    assert Admission(a_host(), None, Credentials()).believed(line("sent", "server", nonce=nonce)) is None


def test_a_journals_note_is_recorded_without_its_nonce() -> None:
    note = client().believed(line("sent", "client", data="x", nonce=NONCE))
    assert note == {"socketlab": 1, "event": "sent", "clock": 10.0, "role": "client", "data": "x"}


def test_a_standing_host_lends_its_own_nonce() -> None:
    admission = Admission(a_host(), None, Credentials())
    admission.lend("")
    admission.lend("theirs")
    assert admission.believed(line("sent", "server", nonce="theirs")) is not None


def test_every_host_has_secrets_of_its_own_and_only_those_it_needs() -> None:
    server = a_host(keeps_journal=True)
    plain, standing = a_host("plain"), replace(server, name="lab", placement=Placement.STANDING)
    clients = tuple(replace(each, host=replace(each.host, gated=True)) for each in a_plan().clients)
    made = credentials_for(replace(a_plan(), hosts=(server, plain, standing), clients=clients))
    assert (len(made["server"].nonce), made["server"].key) == (32, b"")
    assert made["plain"] == made["lab"] == Credentials()
    assert len({made["clients-1"].key, made["clients-2"].key, b""}) == 3


DEEP = b'{"socketlab": 1, "event": "sent", "nonce": "' + NONCE.encode() + b'", "data": ' + b"[" * 20
HOSTILE = [BRACKETS, DEEP + b"]" * 20 + b"}", line("x", "c", clock=10**400), line("s", clock=float("nan"))]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_line_brings_it_down(hostile: bytes) -> None:
    assert client().believed(hostile) is None


@given(st.binary(max_size=300))
def test_no_bytes_bring_it_down(content: bytes) -> None:
    assert client().believed(b'{"socketlab"' + content) is None


OTHER = b"o" * 32
"""The key of another client's gate."""

GENUINE = [
    line("waiting", clock=9.0),
    seal("released"),
    seal("file", path="a-1", size=3, clock=10.5),
    seal("exit", code=1, clock=11.0),
]
"""What a gate says, in order; the order comes after the first."""

FORGED = [
    *(line(event, role) for event in ("waiting", "released", "file", "exit") for role in ("gate", "client")),
    *(sealed(each, OTHER) for each in (line("released"), line("file", path="a-1"), line("exit", code=0))),
    sealed(line("sent", "client", data="x"), KEY),
    sealed(seal("exit", code=0), OTHER),
    seal("exit", code=0)[:-1] + b', "seal": ""}',
    seal("file", path="a-2", size=3),
    seal("file", path="a-1", size=3, clock=9.5),
    line("received", "client", data="x", nonce="o" * 32),
    line("connect", "server", nonce=NONCE.upper()),
    line("exit", code=0, nonce=NONCE),
]


@given(st.lists(st.lists(st.sampled_from(FORGED)), min_size=len(GENUINE), max_size=len(GENUINE)), st.data())
def test_whatever_a_program_prints_in_between_only_the_gates_own_notes_are_believed(
    printed: list[list[bytes]], data: st.DataObject
) -> None:
    admission = client()
    printed[0] = [each for each in printed[0] if each != FORGED[0]]  # before it waits, no program runs
    for number, (genuine, between) in enumerate(zip(GENUINE, printed, strict=True)):
        repeated = data.draw(st.lists(st.sampled_from(GENUINE[:number]))) if number else []
        assert [admission.believed(each) for each in (*between, *repeated)].count(None) == len(between) + len(
            repeated
        )
        assert admission.believed(genuine) is not None
        admission.ordered(10.0)
