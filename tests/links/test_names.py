"""What an answer to a query for a name may be."""

from __future__ import annotations

import pytest

from socketlab.links.names import FAILURES, Answer, answer_of


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failure_is_meant_by_its_word(failure: str) -> None:
    assert answer_of(failure) == Answer(failure=failure)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("10.0.0.1", Answer(address="10.0.0.1")),
        ("server", Answer(host="server")),
        ("10.0.0.256", Answer(host="10.0.0.256")),
        ("::1", Answer(host="::1")),
    ],
)
def test_an_address_is_one_of_ipv4_and_all_else_a_host(text: str, answer: Answer) -> None:
    assert answer_of(text) == answer
