"""What faults of the router name is checked with the file, at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.yaml_files import messages, one

CHOICES = "(use one of nxdomain, server, servfail, timeout)"
START = """\
services: {web: {image: x}, client: {image: x, command: [call]}}
networks: {home: {behind: nat}, world: {}}
hosts: {server: {service: web}}
fleets: {clients: {service: client, count: 2}}
"""


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (
            "dns: {host: server, answer: nxdomian}",
            'dns.answer: "nxdomian" is not a failure, an IPv4 address or a host (did you mean "nxdomain"?)',
        ),
        (
            "dns: {host: server, answer: clients-3}",
            f'dns.answer: "clients-3" is not a failure, an IPv4 address or a host {CHOICES}',
        ),
        (
            "rebind: {network: hom}",
            'rebind.network: "hom" is not a network behind a NAT (did you mean "home"?)',
        ),
        (
            "rebind: {network: world}",
            'rebind.network: "world" is not a network behind a NAT (use one of home)',
        ),
    ],
)
def test_what_is_not_there_is_refused_at_its_line(tmp_path: Path, step: str, found: str) -> None:
    text = f"{START}timeline: [{{at: 1s, {step}}}]\n"
    assert messages(tmp_path, text) == [f"timeline.0.{found}"]


def test_without_a_network_behind_a_nat_the_message_says_so(tmp_path: Path) -> None:
    text = START.replace("{behind: nat}", "{}") + "timeline: [{at: 1s, rebind: {network: home}}]\n"
    assert messages(tmp_path, text) == [
        'timeline.0.rebind.network: "home" is not a network behind a NAT (no network is)'
    ]


@pytest.mark.parametrize("answer", ["timeout", "10.0.0.1", "server", "web", "clients-2"])
def test_what_is_there_is_accepted(tmp_path: Path, answer: str) -> None:
    one(tmp_path, f"{START}timeline: [{{at: 1s, dns: {{host: server, answer: {answer}}}}}]\n")


@pytest.mark.parametrize("hosts", ["[]", "{server: web}"])
def test_a_scenario_that_is_wrong_elsewhere_is_read_all_the_same(tmp_path: Path, hosts: str) -> None:
    text = START.replace("{server: {service: web}}", hosts)
    found = messages(tmp_path, text + "timeline: [7, {at: 1s, dns: {host: clients, answer: no}}]\n")
    assert any(each.startswith("timeline.1.dns.answer: ") for each in found)
