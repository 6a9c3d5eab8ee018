"""Files that are put on hosts: anywhere, with permissions and an owner."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plan.plans import SERVICES, plan_of
from tests.spec.yaml_files import messages

HEAD = SERVICES + "hosts: {server: {service: web}}\n"


def test_a_fleets_file_may_be_anywhere_with_permissions_and_an_owner(tmp_path: Path) -> None:
    files = (
        "/config.ini: {text: a, mode: 0600, owner: '1000:50'}, /srv/b: {text: b, owner: 7}, /srv/c: {text: c}"
    )
    fleet = f"fleets: {{calls: {{service: caller, command: [x], files: {{{files}}}}}}}\n"
    host = plan_of(tmp_path, HEAD + fleet).clients[0].host
    assert [(file.path, file.mode, file.uid, file.gid) for file in host.files] == [
        ("/config.ini", 0o600, 1000, 50),
        ("/srv/b", 0o644, 7, 0),
        ("/srv/c", 0o644, 0, 0),
    ]
    assert host.machine.volumes == ("/srv",)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ("owner: me", 'owner: "me" is not an owner (write the numbers of a user and group'),
        ("mode: rw", 'mode: must be permissions such as 0440, not "rw"'),
    ],
)
def test_permissions_and_owners_that_cannot_be_are_refused(
    tmp_path: Path, settings: str, problem: str
) -> None:
    fleet = f"fleets: {{calls: {{service: caller, files: {{/a: {{text: x, {settings}}}}}}}}}\n"
    (found,) = messages(tmp_path, HEAD + fleet)
    assert problem in found
