"""Options from the command line and from the environment."""

import pytest

from tests.services.processes import Start, run

SERVERS = [
    "echo_server",
    "fork_server",
    "fork_server_signal",
    "thread_server",
    "class_server",
    "select_server",
    "asyncio_echo_server",
    "selectors_echo_server",
]
OTHERS = ["getfile", "echo_client", "signal_demo", "udp_echo_server", "udp_echo_client"]
OTHERS += ["unix_echo_server", "unix_echo_client"]


@pytest.mark.parametrize("module", [*SERVERS, *OTHERS])
def test_help_names_the_program_and_gives_an_example(module: str) -> None:
    result = run(module, "--help")
    assert result.returncode == 0
    assert result.stdout.startswith(f"usage: {module.replace('_', '-')} ")
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
    program, option = module.replace("_", "-"), variable.lower().replace("_", "-")
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
    server = start("thread_server", env=env)
    assert server.events("ready")[0]["host"] == "127.0.0.1"
    assert server.port != 1
    with server.connect() as client:
        client.sendall(b"hello")
        assert client.recv(100).startswith(b"Echo=>hello at ")


def test_the_help_comes_even_with_a_bad_setting() -> None:
    assert run("echo_server", "--help", env={"SOCKETLAB_PORT": "x"}).returncode == 0
