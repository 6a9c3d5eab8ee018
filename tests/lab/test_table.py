"""The table of hosts that ``lab up`` and ``lab status`` end with."""

import io
from dataclasses import replace

from rich.console import Console

from socketlab.lab.table import show_hosts
from socketlab.runtimes.docker.lab import read_host
from tests.lab.rows import row


def test_the_table_says_where_each_host_is_and_how_it_is() -> None:
    output = io.StringIO()
    ended = read_host(row("thread-server", State="exited", Ports=[]))

    hosts = [read_host(row("fork-server")), read_host(row("echo-server")), read_host(row("client", 1))]
    show_hosts([*hosts, ended], Console(file=output, width=120))

    lines = output.getvalue().splitlines()
    assert lines[0].split("  ")[0] == "host"
    assert lines[1].split()[:5] == ["fork-server", "172.28.0.2", "50007", "127.0.0.1:15007", "healthy"]
    assert lines[1].rstrip().endswith("what fork-server is")
    assert lines[3].split()[:5] == ["client-1", "172.28.0.2", "-", "-", "healthy"]
    assert "exited" in lines[4]


def test_a_terminal_without_a_width_gets_the_whole_table_and_nothing_that_acts_on_it() -> None:
    output = io.StringIO()
    console = Console(file=output, force_terminal=True, color_system=None, width=0)
    hosts = [replace(read_host(row("fork-server")), name="a\x1b[2J[red]b", about="c\x07\u202e[/]d")]
    show_hosts(hosts, console)
    shown = output.getvalue()
    assert "a\\x1b[2J[red]b" in shown
    assert "c\\x07\\u202e[/]d" in shown
    assert "\x07" not in shown
