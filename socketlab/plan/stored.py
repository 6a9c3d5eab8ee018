"""A plan as JSON, and read again."""

from __future__ import annotations

from pydantic import TypeAdapter

from socketlab.plan.model import Plan


def plan_to_json(plan: Plan) -> str:
    """The plan as indented JSON."""
    return _plans().dump_json(plan, indent=2, by_alias=True).decode()


def plan_from_json(content: bytes) -> Plan:
    """The plan that :func:`plan_to_json` wrote.

    Raises:
        ValueError: when it is none.
    """
    return _plans().validate_json(content)


def _plans() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)
