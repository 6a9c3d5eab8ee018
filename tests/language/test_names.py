"""Marks of fields that name something in the same scenario."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from socketlab.language.names import FleetName, HostName, Names, OwnHostName


@pytest.mark.parametrize(
    ("kind", "mark"),
    [(HostName, Names("host")), (OwnHostName, Names("host", own=True)), (FleetName, Names("fleet"))],
)
def test_a_name_is_a_text_with_a_mark(kind: Any, mark: Names) -> None:
    assert get_args(kind) == (str, mark)
