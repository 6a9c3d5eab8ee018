"""Options from the command line and from the environment."""

import pytest

from tests.services.processes import Start, program_of, run

SERVERS = [
    "servers.echo_server",
    "servers.fork_server",
    "servers.fork_server_signal",
    "servers.thread_server",
    "servers.class_server",
    "servers.select_server",
    "servers.asyncio_echo_server",
    "servers.selectors_echo_server",
]
OTHERS = [
    "files.getfile",
    "clients.echo_client",
    "servers.signal_demo",
    "servers.udp_echo_server",
    "clients.udp_echo_client",
]
OTHERS += ["servers.unix_echo_server", "clients.unix_echo_client"]


@pytest.mark.parametrize("module", [*SERVERS, *OTHERS])
def test_help_names_the_program_and_gives_an_example(module: str) -> None:
    result = run(module, "--help")
    assert result.returncode == 0
    assert result.stdout.startswith(f"usage: {program_of(module)} ")
    assert f"python -m services.{module} " in result.stdout


@pytest.mark.parametrize("module", SERVERS)
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "65536"),
        ("PORT", "http"),
        ("PORT", "-1"),
        ("WORK_SECONDS", "nan"),
        ("WORK_SECONDS", "-1"),
        ("BACKLOG", "1.5"),
    ],
)
def test_a_bad_setting_is_one_clear_line_and_status_2(module: str, variable: str, value: str) -> None:
    result = run(module, env={f"SOCKETLAB_{variable}": value})
    assert result.returncode == 2
    program, option = program_of(module), variable.lower().replace("_", "-")
    last = result.stderr.splitlines()[-1]
    assert last.startswith(f'{program}: error: argument --{option}: "{value}" is not a ')
    assert "Traceback" not in result.stderr


def test_the_environment_sets_what_the_command_line_does_not(start: Start) -> None:
    env = {
        "SOCKETLAB_HOST": "127.0.0.1",
        "SOCKETLAB_PORT": "1",
        "SOCKETLAB_WORK_SECONDS": "0",
        "SOCKETLAB_BACKLOG": "2",
    }
    server = start("servers.thread_server", env=env)
    assert server.events("ready")[0]["host"] == "127.0.0.1"
    assert server.port != 1
    with server.connect() as client:
        client.sendall(b"hello")
        assert client.recv(100).startswith(b"Echo=>hello at ")


def test_the_help_comes_even_with_a_bad_setting() -> None:
    assert run("servers.echo_server", "--help", env={"SOCKETLAB_PORT": "x"}).returncode == 0
