"""Hosts, fleets and files: what each word of the language takes."""

from pathlib import Path

import pytest

from tests.spec.yaml_files import SERVICES, VALID, messages, one

HOST = SERVICES + "fleets:\n  clients: {service: caller}\nhosts:\n  server: "
FLEET = SERVICES + "hosts:\n  server: {service: web}\nfleets:\n  clients: "


@pytest.mark.parametrize(
    ("start", "seconds"),
    [
        ("together", 0.0),
        ("every 100ms", 0.1),
        ("{every: 1.5s}", 1.5),
        ("{every: 0s}", 0.0),
        ("{at: 2s}", 2.0),
        ("{at: 2s, every: 500ms}", 2.5),
    ],
)
def test_a_fleet_starts_together_or_one_after_another(tmp_path: Path, start: str, seconds: float) -> None:
    scenario = one(tmp_path, f"{FLEET}{{service: caller, start: {start}}}\n")
    assert scenario.spec.fleets["clients"].release_s(2) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("fleet", "problem"),
    [
        (
            "{service: caller, start: soon}",
            'start: must be "together", "every 100ms", or a mapping with every and at, not "soon"',
        ),
        (
            "{service: caller, start: 5}",
            'start: must be "together", "every 100ms", or a mapping with every and at, not "5"',
        ),
        (
            "{service: caller, start: [1s]}",
            'start: must be "together", "every 100ms", or a mapping with every and at',
        ),
        ("{service: caller, start: every 5}", 'start: "5" has no unit (did you mean "5s"?)'),
        (
            "{service: caller, start: {evry: 1s}}",
            'start.evry: "evry" is not known here (did you mean "every"?)',
        ),
        ("{service: caller, count: 1001}", 'count: must be 1000 or less, not "1001"'),
        ("{service: caller, count: many}", 'count: must be a whole number, not "many"'),
        ("{service: caller, count: 1.5}", 'count: must be a whole number, not "1.5"'),
        ("{service: caller, count: null}", "count: must be a whole number"),
        ("{service: 5}", 'service: must be text, not "5"'),
        (
            "{service: caller, lab: web}",
            'lab: "lab" is not known here (use one of cap_add, command, count,',
        ),
        ("{}", "service: is missing"),
    ],
)
def test_a_fleet_that_cannot_be_says_why(tmp_path: Path, fleet: str, problem: str) -> None:
    (found,) = messages(tmp_path, f"{FLEET}{fleet}\n")
    assert found.startswith(f"fleets.clients.{problem}")


@pytest.mark.parametrize(
    ("host", "problem"),
    [
        ("{}", ": needs either service (a private copy) or lab (the standing host)"),
        ("{service: web, lab: web}", ": needs either service (a private copy) or lab (the standing host)"),
        (
            "{lab: web, command: [x]}",
            ": a standing host is used as it is (use service to change anything about it)",
        ),
        ("{lab: web, environment: {A: b}}", ": a standing host is used as it is (use service to change"),
        (
            "{lab: web, files: {/a/b: {size: 1B}}}",
            ": a standing host is used as it is (use service to change",
        ),
        ("{service: web, count: 2}", '.count: "count" is not known here (use one of cap_add, command,'),
        (
            "{service: web, files: {/b: {size: 1B}}}",
            './b: "/b" is not a place for a file (such as "/srv/file.bin"',
        ),
        ("{service: web, files: {a/b: {size: 1B}}}", '.a/b: must be an absolute path, not "a/b"'),
        ("{service: web, files: {/a/b/: {size: 1B}}}", './a/b/: "/a/b/" is not a place for a file'),
        (
            "{service: web, files: {/a/b: {text: x}, /a/b/c: {text: x}}}",
            ': "/a/b" is a file and the folder of "/a/b/c"',
        ),
        ("{service: web, files: {/a/b: {size: 1000000GB}}}", "./a/b.size: must be 10GB or less"),
        ("{service: web, files: {/a/b: {}}}", "./a/b: needs exactly one of text, size and source"),
        (
            "{service: web, files: {/a/b: {text: x, size: 1B}}}",
            "./a/b: needs exactly one of text, size and source",
        ),
        ("{service: web, files: {/a/b: {size: 5}}}", './a/b.size: "5" has no unit (did you mean "5MB"?)'),
        (
            "{service: web, files: {/a/b: {sice: 5}}}",
            './a/b.sice: "sice" is not known here (did you mean "size"?)',
        ),
        ("{service: web, files: [/a/b]}", ": must be a mapping (key: value)"),
    ],
)
def test_a_host_that_cannot_be_says_why(tmp_path: Path, host: str, problem: str) -> None:
    found = messages(tmp_path, f"{HOST}{host}\n")
    assert found[0].removeprefix("hosts.server").removeprefix(".files").startswith(problem)


def test_a_file_is_text_or_so_many_bytes(tmp_path: Path) -> None:
    host = "{service: web, files: {/srv/a.txt: {text: 5}, /srv/b/c.bin: {size: 5MB}}}"
    files = one(tmp_path, f"{HOST}{host}\n").spec.hosts["server"].files
    assert files["/srv/a.txt"].text == "5"
    assert files["/srv/b/c.bin"].size == 5_000_000


@pytest.mark.parametrize("name", ["a", "a1", "web-server", "x" * 41])
def test_a_name_can_be_a_host_name(tmp_path: Path, name: str) -> None:
    assert one(tmp_path, VALID.replace("server:", f"{name}:")).spec.hosts[name].origin == "web"


@pytest.mark.parametrize("name", ["1a", "-a", "a-", "a.", "ä", "x" * 65, "''", "a b"])
def test_what_could_be_no_host_name_is_no_name(tmp_path: Path, name: str) -> None:
    (found,) = messages(tmp_path, VALID.replace("server:", f"{name}:"))
    rule = (
        "a letter, then up to 63 letters, digits, underscores, dots and hyphens, no dot or hyphen at the end"
    )
    assert f"is not a name ({rule})" in found


@pytest.mark.parametrize("name", ["clients-1"])
def test_a_host_cannot_have_a_clients_name(tmp_path: Path, name: str) -> None:
    assert messages(tmp_path, VALID.replace("server:", f"{name}:")) == [
        f'hosts.{name}: "{name}" is the name of a client of the fleet "clients" (rename one)'
    ]


def test_a_host_may_have_a_name_that_only_looks_like_a_clients(tmp_path: Path) -> None:
    for name in ("clients-a", "clients-0", "clients-01", "clients-99"):
        assert one(tmp_path, VALID.replace("server:", f"{name}:")).spec.hosts


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        ("['']", 'tags.0: "" is not a tag (write one word)'),
        ("[a, ' b']", 'tags.1: " b" is not a tag (write one word)'),
        ('[a, "b\\ec"]', 'tags.1: "b\x1bc" is not a tag (write one word)'),
        ("[a, b, a]", 'tags.2: "a" is in the list twice'),
    ],
)
def test_a_tag_is_one_word_and_there_once(tmp_path: Path, tags: str, message: str) -> None:
    assert messages(tmp_path, f"{VALID}tags: {tags}\n") == [message]
