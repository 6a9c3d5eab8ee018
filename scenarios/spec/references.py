"""Names that point at each other inside one scenario: fleets and hosts that checks ask about.

This reads the plain tree, not the models, so that a wrong name is reported together with every other
mistake of the file.
"""

from __future__ import annotations

from typing import Any

from scenarios.errors import Problem
from scenarios.spec.checks import KINDS
from scenarios.spec.document import Document
from scenarios.spec.variables import suggestion


def reference_problems(document: Document, tree: dict[str, Any]) -> list[Problem]:
    """A problem for each check that asks about a fleet or host nobody declared, and for name clashes."""
    known = {"fleet": _names(tree, "fleets"), "host": _names(tree, "hosts")}
    problems = []
    checks = tree.get("checks")
    for number, item in enumerate(checks if isinstance(checks, list) else []):
        for kind in KINDS:
            settings = item.get(kind) if isinstance(item, dict) else None
            for role, names in known.items():
                asked = settings.get(role) if isinstance(settings, dict) else None
                if isinstance(asked, str) and asked not in names:
                    hint = suggestion(asked, names) or f"declared are {', '.join(names) or 'none'}"
                    message = f'no {role} "{asked}" ({hint})'
                    problems.append(document.problem(("checks", number, kind, role), message))
    for name in sorted(set(known["fleet"]) & set(known["host"])):
        problems.append(document.problem(("fleets", name), f'"{name}" is a host and a fleet (rename one)'))
    return problems


def _names(tree: dict[str, Any], section: str) -> list[str]:
    members = tree.get(section)
    return [str(name) for name in members] if isinstance(members, dict) else []
