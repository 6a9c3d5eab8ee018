"""The JSON Schema of the scenario language agrees with the loader about what is right and what is wrong."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from socketlab.errors import InvalidFile
from socketlab.language.document import read_document
from socketlab.spec.catalog import find, names
from socketlab.spec.load import load
from socketlab.spec.schema import scenario_schema
from tests.spec.yaml_files import write

SCHEMA = scenario_schema()
VALIDATOR = Draft202012Validator(SCHEMA)

RIGHT: dict[str, Any] = {
    "hosts": {"server": {"service": "echo-server"}},
    "fleets": {"clients": {"service": "peers", "count": 2}},
}


def errors(tree: Any) -> list[str]:
    return [f"{'.'.join(map(str, e.absolute_path))}: {e.message}" for e in VALIDATOR.iter_errors(tree)]


def changed(**sections: Any) -> dict[str, Any]:
    return copy.deepcopy(RIGHT) | sections


def check(**kind: Any) -> dict[str, Any]:
    return changed(checks=[kind])


def step(**item: Any) -> dict[str, Any]:
    return changed(timeline=[item])


def test_it_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", names())
def test_every_scenario_of_the_catalogue_is_valid(name: str) -> None:
    assert errors(read_document(find(name)).tree) == []


@pytest.mark.parametrize("name", names())
def test_every_scenario_of_the_catalogue_names_the_schema_for_editors(name: str) -> None:
    first, _, _ = find(name).read_text().partition("\n")
    reference = first.removeprefix("# yaml-language-server: $schema=")
    assert reference != first
    assert (find(name).parent / reference).resolve() == (
        Path(__file__).resolve().parents[2] / "docs/reference/scenario.schema.json"
    )


@pytest.mark.parametrize(
    "tree",
    [
        RIGHT,
        changed(timeout="1m30s"),
        changed(timeout="1.5 s"),
        changed(variables={"n": 3}, timeout="${n}s", fleets={"all": {"service": "peers", "count": "${n}"}}),
        changed(
            matrix={"n": [1, 2]}, hosts={"server": {"service": "echo-server", "ulimits": {"nofile": "${n}"}}}
        ),
        {**RIGHT, "x-anything": {"at": "all"}},
        changed(fleets={"all": {"service": "peers", "start": "every 100ms"}}),
        changed(fleets={"all": {"service": "peers", "start": {"every": "100ms", "at": "1s"}}}),
        changed(fleets={"all": {"service": "client", "command": "echo-client server hello"}}),
        changed(fleets={"all": {"service": "peers", "environment": ["A=1", "HOME"]}}),
        changed(services={"own": {"image": "a/b", "x-more": 1, "mem_limit": "64m", "ports": ["80:80"]}}),
        changed(hosts={"server": {"service": "echo-server", "files": {"/srv/a.bin": {"size": "64MiB"}}}}),
        *(
            changed(hosts={"server": {"service": "echo-server", "ready": ready}})
            for ready in (
                {"log": "listening"},
                {"log": {"matches": "listening"}},
                {"port": 50007},
                {"port": "53/udp"},
                {"port": {"port": 53, "protocol": "udp"}},
                {"delay": "500ms"},
            )
        ),
        check(log={"host": "server", "matches": "a", "count": {"at_most": 3}}),
        check(threads={"host": "server", "at": "1.5s", "count": 9}, where={}),
        step(at="1s", signal={"host": "server", "signal": "SIGUSR1"}),
        step(when={"host": "server", "contains": "x"}, after="10ms", clock={"host": "server", "skew": "-1h"}),
    ],
)
def test_what_the_loader_takes_is_valid(tree: Any, tmp_path: Path) -> None:
    assert errors(tree) == []
    assert load(write(tmp_path, yaml.safe_dump(tree)))


@pytest.mark.parametrize(
    ("tree", "place"),
    [
        (["a list"], ""),
        ({}, ""),
        ({"hosts": {}}, "hosts"),
        (changed(hosts={"server": {"sevice": "echo-server"}}), "hosts.server"),
        (changed(hosts={"server": {"service": "a", "lab": "b"}}), "hosts.server"),
        (changed(hosts={"Server": {"service": "echo-server"}}), "hosts"),
        (
            changed(hosts={"server": {"service": "echo-server", "files": {"/a/": {"text": "x"}}}}),
            "hosts.server.files",
        ),
        (
            changed(
                hosts={"server": {"service": "echo-server", "files": {"/srv/a": {"text": "x", "size": "1B"}}}}
            ),
            "hosts.server.files./srv/a",
        ),
        *(
            (
                changed(hosts={"server": {"service": "echo-server", "ready": ready}}),
                f"hosts.server.ready{key}",
            )
            for ready, key in (
                ({}, ""),
                ({"log": "a", "port": 1}, ""),
                ({"health": {}}, ""),
                ({"log": {}}, ".log"),
                ({"port": 70000}, ".port"),
                ({"port": "53/icmp"}, ".port"),
                ({"delay": 5}, ".delay"),
            )
        ),
        (changed(fleets={"all": {"service": "peers", "count": 0}}), "fleets.all.count"),
        (changed(fleets={"all": {"service": "peers", "count": 1001}}), "fleets.all.count"),
        (changed(fleets={"all": {"service": "peers", "count": True}}), "fleets.all.count"),
        (changed(fleets={"all": {"service": "peers", "count": "${index}"}}), "fleets.all.count"),
        (changed(fleets={"all": {"service": "peers", "start": "later"}}), "fleets.all.start"),
        (
            changed(fleets={"all": {"service": "peers", "environment": {"A": [1]}}}),
            "fleets.all.environment",
        ),
        (changed(timeout=30), "timeout"),
        (changed(timeout="30"), "timeout"),
        (changed(timeout="30 parsecs"), "timeout"),
        (changed(timeout="${run}"), "timeout"),
        (changed(unknown=1), ""),
        (check(), "checks.0"),
        (check(name="only a name"), "checks.0"),
        (check(ecco={"fleet": "clients"}), "checks.0"),
        (check(echo={"fleet": "clients"}, log={"host": "server", "contains": "x"}), "checks.0"),
        (check(echo={"fleet": "clients", "kind": "echo"}), "checks.0.echo"),
        (check(log={"host": "server"}), "checks.0.log"),
        (check(log={"host": "server", "matches": "a", "contains": "a"}), "checks.0.log"),
        (check(log={"host": "server", "matches": "a", "count": {}}), "checks.0.log.count"),
        (check(log={"host": "server", "matches": "a", "count": {"at_least": -1}}), "checks.0.log.count"),
        (check(log={"host": "server", "matches": "a", "stream": "stdin"}), "checks.0.log.stream"),
        (check(client_time={"fleet": "clients"}), "checks.0.client_time"),
        (check(file={"path": "a"}), "checks.0.file"),
        (check(file={"path": "a", "fleet": "clients", "host": "server"}), "checks.0.file"),
        (check(never={"contains": "a"}), "checks.0.never"),
        (check(never={"host": "server"}), "checks.0.never"),
        (check(client_time={"fleet": "clients", "at_most": 2}), "checks.0.client_time.at_most"),
        (check(exit_status={"fleet": "clients", "is": 256}), "checks.0.exit_status.is"),
        (check(threads={"host": "server", "at": "noon", "count": 1}), "checks.0.threads.at"),
        (step(at="1s"), "timeline.0"),
        (step(kill={"host": "server"}), "timeline.0"),
        (step(at="1s", kill={"host": "server"}, restart={"host": "server"}), "timeline.0"),
        (step(at="1s", when={"host": "server", "contains": "x"}, kill={"host": "server"}), "timeline.0"),
        (step(at="1s", clock={"host": "server", "skew": "soon"}), "timeline.0.clock.skew"),
    ],
)
def test_what_the_loader_refuses_is_invalid_at_its_place(tree: Any, place: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidFile):
        load(write(tmp_path, yaml.safe_dump(tree)))
    assert place in [".".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(tree)]


def properties(schema: Any) -> list[tuple[str, Any]]:
    found = []
    for name, definition in {"": schema, **schema["$defs"]}.items():
        found += [(f"{name}.{key}", part) for key, part in definition.get("properties", {}).items()]
    return found


def test_defaults_are_shown_as_one_would_write_them() -> None:
    given = {name: part["default"] for name, part in properties(SCHEMA) if "default" in part}
    assert given[".timeout"] == "1m"
    assert given["ExitStatus.is"] == 0
    assert given["Output.count"] == {"at_least": 1}


def test_keys_have_the_descriptions_of_the_docstrings() -> None:
    described = {name: part.get("description") for name, part in properties(SCHEMA)}
    assert described[".timeout"] == "From the release to the last client's end, at most."
    assert described["HostSpec.command"] == "The command and its arguments."
    assert described["ExitStatus.fleet"] == "Whose clients."
    assert described["FleetSpec.command"] == "What each runs; `${index}` is the client's own number, from 1."
