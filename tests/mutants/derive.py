"""Deriving a scenario from the catalogue's: its hosts, fleets and checks, once for each wrong program.

The checks are the catalogue's own. Each copy has a name, which its hosts, fleets and checks begin with; in a
copy the program of one host, or the command of every fleet, is replaced. The first copy is the control:
nothing is replaced in it. A wrong client's journal is asked for explicitly: behind the gate only the lab's
own programs keep one by themselves.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
PROGRAMS = Path(__file__).parent / "programs"
PACKAGE = "tests.mutants.programs"
FOLDER = f"/lab/{PACKAGE.replace('.', '/')}"
KEPT = {"image", "environment", "read_only", "tmpfs", "cap_drop", "security_opt", "mem_limit", "pids_limit"}
"""What a service with a wrong program keeps of the right one."""
CONTROL = "control"
SHARED = ("answering", "sending_wrongly", "conversing")
"""Modules that the wrong programs import."""

Tree = Any


def read(scenario: str, settings: Mapping[str, str | int], changes: Mapping[str, Any]) -> dict[str, Any]:
    """One combination of a scenario's matrix, its variables filled in.

    Args:
        scenario: Its name in the catalogue.
        settings: Values of the matrix and of variables.
        changes: Top-level keys with other values.
    """
    tree = yaml.safe_load((SCENARIOS / f"{scenario}.yaml").read_text(encoding="utf-8"))
    values = {**{key: each[0] for key, each in tree.pop("matrix", {}).items()}, **tree.pop("variables", {})}
    values |= settings
    filled: dict[str, Any] = _filled(tree, values) | changes
    filled["checks"] = [check for check in filled["checks"] if _applies(check.pop("where", {}), values)]
    return filled


def renumbered(tree: Tree, numbers: Mapping[int, int]) -> Any:
    """A scenario in which some numbers of clients are others, wherever fleets have and checks count them."""

    def changed(value: Tree) -> Tree:
        match value:
            case dict():
                return {key: changed(each) for key, each in value.items()}
            case list():
                return [changed(each) for each in value]
            case bool():
                return value
            case int():
                return numbers.get(value, value)
        return value

    return {**tree, "fleets": changed(tree["fleets"]), "checks": changed(tree["checks"])}


def derive(
    tree: dict[str, Any],
    servers: Sequence[str],
    clients: Sequence[str],
    controls: Sequence[str] = (CONTROL,),
    *,
    stagger_ms: int = 0,
) -> dict[str, Any]:
    """A scenario with a copy of another for the control and for each wrong program.

    Args:
        tree: The catalogue's scenario.
        servers: Programs that take the place of the hosts.
        clients: Programs that take the place of the fleets' own.
        controls: Names of copies in which nothing is replaced.
        stagger_ms: Between the releases of two copies, where no check looks at a moment.
    """
    derived = {**tree, "services": dict(tree.get("services", {})), "hosts": {}, "fleets": {}, "checks": []}
    for place, program in enumerate([*controls, *servers, *clients]):
        name = program.replace("_", "-")
        names = {each: f"{name}-{each}" for each in (*tree["hosts"], *tree["fleets"])}
        one = _renamed(copy.deepcopy(tree), names)
        if program in servers:
            for host in one["hosts"].values():
                derived["services"][name] = _service(tree, host, program)
                _replace_server(host, program)
        if program in clients:
            derived["services"] |= _replace_services(tree, one["fleets"], program)
        for fleet in one["fleets"].values():
            if stagger_ms:
                fleet["start"] = {"at": f"{place * stagger_ms}ms"}
            if program in clients and fleet["service"] == "client":
                _replace_client(fleet, program)
        derived["hosts"] |= one["hosts"]
        derived["fleets"] |= one["fleets"]
        derived["checks"] += [_named(check, name) for check in one["checks"]]
    return derived


def program_files(program: str) -> dict[str, Any]:
    """A wrong program, and what it imports, as a scenario's ``files``."""
    modules = [program, *SHARED] if program not in SHARED else list(SHARED)
    return {f"{FOLDER}/{module}.py": {"source": str(PROGRAMS / f"{module}.py")} for module in modules}


def _replace_server(host: dict[str, Any], program: str) -> None:
    host["service"] = program.replace("_", "-")
    host.pop("lab", None)
    host["ready"] = {"log": " ready on "}
    _put(host, program)


def _service(tree: dict[str, Any], machine: dict[str, Any], program: str) -> dict[str, Any]:
    """The service of a machine with another entry point."""
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    own = tree.get("services", {})
    name = machine.get("lab") or machine["service"]
    given = own[name] if name in own else compose[name]
    kept = {key: given[key] for key in KEPT & set(given)}
    filled: dict[str, Any] = _with_defaults(kept)
    return filled | {"entrypoint": ["python3", "-m", f"{PACKAGE}.{program}"]}


def _replace_client(fleet: dict[str, Any], program: str) -> None:
    fleet["command"] = ["python3", "-m", f"{PACKAGE}.{program}", *fleet["command"][1:]]
    _put(fleet, program)
    fleet["environment"] |= {"SOCKETLAB_JOURNAL": "stderr"}


def _replace_services(tree: dict[str, Any], fleets: dict[str, Any], program: str) -> dict[str, Any]:
    """Replace the program of fleets whose service is the program itself; one that runs a script stays."""
    name = program.replace("_", "-")
    services = {}
    for fleet in fleets.values():
        if fleet["service"] != "client" and fleet["command"][0].startswith("-"):
            services[name] = _service(tree, fleet, program)
            fleet["service"] = name
            _put(fleet, program)
    return services


def substitute(tree: dict[str, Any], file: str, program: str) -> dict[str, Any]:
    """A scenario in which one of the catalogue's programs is another, and nothing else differs.

    Args:
        tree: The catalogue's scenario.
        file: The catalogue's program.
        program: The wrong one.
    """
    right, wrong = str(SCENARIOS / "programs" / file), str(PROGRAMS / f"{program}.py")
    name = program.replace("_", "-")
    return {**_renamed(tree, {right: wrong}), "checks": [_named(check, name) for check in tree["checks"]]}


def _put(machine: dict[str, Any], program: str) -> None:
    machine["files"] = machine.get("files", {}) | program_files(program)
    machine["environment"] = machine.get("environment", {}) | {"PYTHONPATH": "/opt/socketlab:/lab"}


def _named(check: dict[str, Any], name: str) -> dict[str, Any]:
    """A check whose name begins with the copy's."""
    kind = next(key for key in check if key != "name")
    return {**check, "name": f"{name}: {check.get('name', kind)}"}


def _renamed(tree: Tree, names: Mapping[str, str]) -> Tree:
    """A tree in which hosts and fleets have other names, wherever they are named."""
    match tree:
        case dict():
            return {names.get(key, key): _renamed(value, names) for key, value in tree.items()}
        case list():
            return [_renamed(value, names) for value in tree]
        case str() if tree in names:
            return names[tree]
        case str():
            return re.sub(r"\$\{hosts\.([^}]+)}", lambda found: f"${{hosts.{names[found[1]]}}}", tree)
    return tree


def _filled(tree: Tree, values: Mapping[str, Any]) -> Tree:
    """A tree with its variables filled in; a value that is one variable keeps the variable's type."""
    match tree:
        case dict():
            return {
                key: str(SCENARIOS / value) if key == "source" and value.startswith("programs/") else value
                for key, value in ((key, _filled(value, values)) for key, value in tree.items())
            }
        case list():
            return [_filled(value, values) for value in tree]
        case str() if (whole := re.fullmatch(r"\$\{(\w+)}", tree)) and whole[1] in values:
            return values[whole[1]]
        case str():
            return re.sub(r"\$\{(\w+)}", lambda found: str(values.get(found[1], found[0])), tree)
    return tree


def _with_defaults(tree: Tree) -> Tree:
    """A part of the compose file in which each of Compose's variables has its default."""
    text = yaml.safe_dump(tree)
    return yaml.safe_load(re.sub(r"\$\{\w+:-([^}]*)}", r"\1", text))


def _applies(where: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    return all(
        values[axis] in (wanted if isinstance(wanted, list) else [wanted]) for axis, wanted in where.items()
    )
