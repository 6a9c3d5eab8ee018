"""What Compose's error messages are turned into. The outputs are those of real releases."""

from pathlib import Path

import pytest

from socketlab.lab.compose import Compose, explain

OLD_ENGINE = """\
ERROR: for socketlab_fork-server_1  Cannot start service fork-server: driver failed programming external \
connectivity on endpoint socketlab_fork-server_1 (5e1f): Error starting userland proxy: listen tcp4 \
127.0.0.1:15107: bind: address already in use
ERROR: Encountered errors while bringing up the project.
"""
NEW_ENGINE = """\
 Container socketlab-fork-server-1  Starting
Error response from daemon: failed to set up container networking: driver failed programming external \
connectivity on endpoint socketlab-fork-server-1 (5e1f): failed to bind host port for \
127.0.0.1:15107:172.28.0.3:50007/tcp: address already in use
"""
OTHER_CONTAINER = """\
Error response from daemon: driver failed programming external connectivity on endpoint x (5e1f): \
Bind for 127.0.0.1:15107 failed: port is already allocated
"""
DESKTOP = """\
Error response from daemon: Ports are not available: exposing port TCP 127.0.0.1:15107 -> 0.0.0.0:0: \
listen tcp 127.0.0.1:15107: bind: address already in use
"""


@pytest.mark.parametrize("output", [OLD_ENGINE, NEW_ENGINE, OTHER_CONTAINER, DESKTOP])
def test_a_taken_port_is_named_with_the_setting_that_moves_it(output: str) -> None:
    error = explain(output, {15107: "FORK_SERVER_PORT"})

    assert '"15107"' in error.message
    assert error.hint is not None
    assert "FORK_SERVER_PORT=25107 socketlab lab up" in error.hint


def test_a_taken_port_that_compose_yaml_does_not_name_is_still_named() -> None:
    error = explain(OLD_ENGINE, {})

    assert '"15107"' in error.message
    assert error.hint is not None
    assert "compose.yaml" in error.hint


def test_a_suggested_port_stays_below_the_range_of_outgoing_connections() -> None:
    output = "listen tcp4 127.0.0.1:30107: bind: address already in use"

    assert "X_PORT=20107" in str(explain(output, {30107: "X_PORT"}))


@pytest.mark.parametrize(
    ("output", "advice"),
    [
        ("ERROR: Pool overlaps with other one on this address space", "SOCKETLAB_SUBNET="),
        ('ERROR: Network "socketlab_lab" needs to be recreated - IPAM config', "lab down"),
        ("error while removing network: network socketlab_lab id 5e1f has active endpoints", "clean"),
        ("something went sideways", "config"),
    ],
)
def test_known_causes_come_with_what_to_do(output: str, advice: str) -> None:
    assert advice in str(explain(output, {}))


def test_an_unknown_complaint_is_passed_on_in_its_last_words() -> None:
    output = "Creating x ... done\nERROR: the moon is full\nERROR: Encountered errors while bringing up\n"

    assert "the moon is full" in explain(output, {}).message
    assert "it printed nothing" in explain("", {}).message


def test_a_failing_compose_ends_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services: {}\n")
    script = "echo 'ERROR: Pool overlaps with other one on this address space' >&2; exit 1"
    tool = Compose(
        program=("sh", "-c", script), root=tmp_path, project="p", environ={"PATH": "/usr/bin:/bin"}
    )

    with pytest.raises(Exception, match="subnet"):
        tool.run("up")


def test_a_command_names_project_and_file(tmp_path: Path) -> None:
    tool = Compose(program=("docker", "compose"), root=tmp_path, project="p", environ={})

    expected = ["docker", "compose", "-p", "p", "-f", f"{tmp_path}/compose.yaml", "up", "-d"]
    assert tool.command("up", "-d") == expected
