"""The table of hosts that ``lab up`` and ``lab status`` end with."""

import io

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
