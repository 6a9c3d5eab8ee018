"""Domain names as they are written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from socketlab.language.domains import DomainNames

READ = TypeAdapter(DomainNames).validate_python


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("server", ("server",)),
        ("API.Example.org.", ("api.example.org",)),
        (["_sip._tcp.a", "b"], ("_sip._tcp.a", "b")),
        ("a" * 63, ("a" * 63,)),
        (".".join(["a" * 49] * 5), (".".join(["a" * 49] * 5),)),
    ],
)
def test_one_or_several_in_lower_case_without_the_last_dot(written: Any, names: tuple[str, ...]) -> None:
    assert READ(written) == names


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", '"" is not a domain name'),
        (".", '"." is not a domain name'),
        ("a..b", '"a..b" is not a domain name'),
        ("-a", '"-a" is not a domain name'),
        ("a-", '"a-" is not a domain name'),
        ("*.example.org", "is not a domain name"),
        ("a b", "is not a domain name"),
        ("a" * 64, "is not a domain name"),
        (".".join(["a" * 50] * 5), "is not a domain name"),
        (7, "must be a name or a list of names"),
        ([["a"]], "must be a name or a list of names"),
        ([], "at least 1 item"),
    ],
)
def test_what_is_not_one(written: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(message)):
        READ(written)
