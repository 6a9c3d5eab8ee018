"""Imports follow the arrows of the design; the test is itself tested by a deliberate violation."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

LEAVES = {"errors", "events", "labels", "resources"}
LANGUAGE = LEAVES | {"language"}
HOSTS = LANGUAGE | {"hosts"}
CHECKS = HOSTS | {"record", "checks"}
WINGS = {"faults", "triggers"}
READINESS = HOSTS | {"record", "readiness"}
LINKS = HOSTS | {"links"}
COMPOSE = LANGUAGE | {"compose"}
SPEC = COMPOSE | CHECKS | READINESS | WINGS | LINKS | {"spec"}
PLAN = SPEC | {"plan"}
JUDGING = PLAN | {"judging"}

LAYERS = {
    "errors": set(),
    "clock": set(),
    "events": {"errors"},
    "labels": set(),
    "console": {"language"},
    "resources": {"errors"},
    "language": LANGUAGE,
    "compose": COMPOSE,
    "hosts": HOSTS,
    "links": LINKS,
    "runtimes": HOSTS | {"clock", "record", "links"},
    "faults": LINKS | {"runtimes"},
    "triggers": HOSTS | {"record", "runtimes"},
    "record": LINKS,
    "checks": CHECKS,
    "readiness": READINESS,
    "spec": SPEC,
    "plan": PLAN | {"runtimes"},
    "collectors": HOSTS | {"runtimes", "record"},
    "run": PLAN | {"clock", "runtimes", "collectors"},
    "judging": JUDGING,
    "report": JUDGING | {"console"},
    "building": HOSTS | {"runtimes"},
    "lab": LINKS | {"runtimes", "building"},
    "starter": SPEC,
}
"""What each part may import beside itself; ``cli``, ``wiring`` and ``__main__`` may import everything."""

PURE = (
    "language",
    "compose",
    "hosts",
    "record",
    "readiness",
    "faults",
    "triggers",
    "links",
    "spec",
    "plan",
    "checks",
    "judging",
)
LOADER = {
    "language/document.py",
    "language/textfiles.py",
    "compose/files.py",
    "spec/catalogues.py",
    "spec/compose.py",
    "spec/load.py",
    "spec/catalog.py",
    "spec/sources.py",
    "spec/profiles.py",
    "judging/folder.py",
    "judging/record.py",
}
"""The YAML loader: the only part of the pure ones that touches the disk and the environment."""

WORLD = {"socket", "subprocess", "docker", "time", "random", "threading", "requests", "secrets", "datetime"}
DISK = {"pathlib", "os", "shutil", "tempfile"}


def modules_imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part_of(module: str) -> str | None:
    steps = module.split(".")
    return steps[1] if steps[0] == "socketlab" and len(steps) > 1 else None


def violations(package: Path) -> list[str]:
    """Each import of the package that goes against the arrows, as ``file imports module``."""
    found = []
    for file in sorted(package.rglob("*.py")):
        name = file.relative_to(package).as_posix()
        part = name.split("/", maxsplit=1)[0].removesuffix(".py")
        if part not in LAYERS:
            continue
        allowed = LAYERS[part] | {part}
        for module in modules_imported(file.read_text(encoding="utf-8")):
            target = part_of(module)
            if target is not None and target not in allowed:
                found.append(f"{name} imports {module}")
            top = module.split(".")[0]
            if part in PURE and (top in WORLD or (top in DISK and name not in LOADER)):
                found.append(f"{name} imports {module}")
    return sorted(set(found))


PROTOCOLS = {
    "socketlab.runtimes.api",
    "socketlab.runtimes.capabilities",
    "socketlab.runtimes.moves",
    "socketlab.runtimes.paths",
}
"""All of the runtimes that wings and plan may know."""


INTERFACES = ("api", "paths", "shortages")
"""The files of a wing that its kinds are made from."""


def strays(package: Path) -> list[str]:
    """What a file of a wing imports of its siblings but interfaces, and of runtimes but their Protocols."""
    found = []
    for file in sorted(package.rglob("*.py")):
        name = file.relative_to(package).as_posix()
        wing = name.split("/", maxsplit=1)[0]
        for module in modules_imported(file.read_text(encoding="utf-8")):
            own = wing in WINGS and file.stem != "__init__" and module.startswith(f"socketlab.{wing}")
            if own and not module.startswith(tuple(f"socketlab.{wing}.{each}" for each in INTERFACES)):
                found.append(f"{name} imports {module}")
            protocol = any(module == each or module.startswith(f"{each}.") for each in PROTOCOLS)
            if wing in {*WINGS, "plan"} and module.startswith("socketlab.runtimes") and not protocol:
                found.append(f"{name} imports {module}")
    return sorted(set(found))


def test_a_file_of_a_wing_imports_no_sibling_and_of_runtimes_only_their_protocols() -> None:
    assert strays(ROOT / "socketlab") == []


@pytest.mark.parametrize(
    ("file", "module"),
    [
        ("faults/bad.py", "socketlab.faults.kill"),
        ("triggers/bad.py", "socketlab.triggers"),
        ("faults/bad.py", "socketlab.runtimes.docker.runtime"),
        ("plan/bad.py", "socketlab.runtimes.fake"),
    ],
)
def test_a_stray_import_is_found(tmp_path: Path, file: str, module: str) -> None:
    target = tmp_path / file
    target.parent.mkdir()
    target.write_text(f"import {module}\n", encoding="utf-8")
    assert strays(tmp_path) == [f"{file} imports {module}"]


def test_imports_follow_the_arrows() -> None:
    assert violations(ROOT / "socketlab") == []


@pytest.mark.parametrize(
    ("file", "line", "module"),
    [
        ("checks/bad.py", "from socketlab.run.player import Player", "socketlab.run.player"),
        ("checks/bad.py", "from socketlab.plan.model import Plan", "socketlab.plan.model"),
        ("record/bad.py", "from socketlab.checks import CHECKS", "socketlab.checks"),
        ("plan/bad.py", "import time", "time"),
        ("faults/bad.py", "import threading", "threading"),
        ("triggers/bad.py", "from socketlab.plan.model import Plan", "socketlab.plan.model"),
        ("spec/bad.py", "from socketlab import plan", "socketlab.plan"),
        ("spec/bad.py", "from pathlib import Path", "pathlib"),
        ("report/bad.py", "def f():\n    import socketlab.runtimes.api", "socketlab.runtimes.api"),
        ("run/bad.py", "from socketlab.wiring import play", "socketlab.wiring"),
        ("errors.py", "from socketlab.language.units import Size", "socketlab.language.units"),
    ],
)
def test_a_deliberate_violation_is_found(tmp_path: Path, file: str, line: str, module: str) -> None:
    target = tmp_path / file
    target.parent.mkdir(exist_ok=True)
    target.write_text(line + "\n", encoding="utf-8")
    assert f"{file} imports {module}" in violations(tmp_path)


def test_a_strategy_of_readiness_imports_no_other() -> None:
    found = [
        f"{file.name} imports {module}"
        for file in sorted((ROOT / "socketlab/readiness").glob("*.py"))
        if file.name != "__init__.py"
        for module in modules_imported(file.read_text(encoding="utf-8"))
        if module.startswith("socketlab.readiness") and not module.startswith("socketlab.readiness.api")
    ]
    assert found == []


ROOMS = {
    "bare": set(),
    "lab": {"lab"},
    "common": {"common", "lab"},
    "clients": {"clients", "common", "lab"},
    "servers": {"servers", "common", "lab"},
    "files": {"files", "clients", "common", "lab"},
    "router": {"router"},
    "windows": {"windows", "files", "clients", "common", "lab"},
}
"""What each folder of the services may import of the others; a classic program imports nothing of ours."""

LIBRARIES = {"router": {"dns"}}
"""What else than the standard library a folder may import: the router is not part of the course."""


def room_violations(services: Path) -> list[str]:
    """Each import of the services that is not the standard library's or goes against the arrows."""
    found = []
    for file in sorted(services.rglob("*.py")):
        name = file.relative_to(services).as_posix()
        room = name.split("/", maxsplit=1)[0]
        allowed = ROOMS.get(room, set())
        for module in modules_imported(file.read_text(encoding="utf-8")):
            top, _, rest = module.partition(".")
            if (top == "services" and rest.split(".", maxsplit=1)[0] not in allowed) or top not in {
                *sys.stdlib_module_names,
                "services",
                *LIBRARIES.get(room, ()),
            }:
                found.append(f"{name} imports {module}")
    return found


def test_services_use_the_standard_library_and_what_their_folder_may_use_of_the_others() -> None:
    assert room_violations(ROOT / "services") == []
    folders = {file.parent.name for file in (ROOT / "services").glob("*/*.py")}
    assert folders == set(ROOMS)


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("bare/bad.py", "from services.common.output import say"),
        ("bare/bad.py", "import requests"),
        ("common/bad.py", "from services.servers import echo_server"),
        ("common/bad.py", "from services.clients.calling import call"),
        ("lab/bad.py", "from services.common import stopping"),
        ("servers/bad.py", "from services.files import getfile"),
        ("windows/bad.py", "import socketlab.errors"),
        ("flat.py", "from services.common import options"),
    ],
)
def test_a_deliberate_violation_of_a_service_is_found(tmp_path: Path, file: str, line: str) -> None:
    target = tmp_path / file
    target.parent.mkdir(exist_ok=True)
    target.write_text(line + "\n", encoding="utf-8")
    assert room_violations(tmp_path)


def test_no_module_is_two_things() -> None:
    files = [*(ROOT / "socketlab").rglob("*.py"), *(ROOT / "services").rglob("*.py")]
    long = {file.name: lines for file in files if (lines := len(file.read_text().splitlines())) > 300}
    assert long == {}
