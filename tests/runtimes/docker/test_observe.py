"""Looking into a container: its process table, its counters, and the files put into it."""

from __future__ import annotations

from socketlab.hosts.model import PlacedFile
from socketlab.runtimes.docker.observe import (
    content_of,
    parse_counters,
    parse_process_table,
    without_visitors,
)

STAT = "{pid} ({name}) {state} {parent} 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 {threads} 0 1 0 0\n"


def stat(pid: int, name: str, state: str, parent: int, threads: int = 1) -> str:
    return STAT.format(pid=pid, name=name, state=state, parent=parent, threads=threads)


def test_a_process_table_is_read_whatever_a_process_calls_itself() -> None:
    rows = parse_process_table(stat(1, "a) (b", "S", 0, threads=3) + stat(12, "x y", "Z", 1) + "garbage\n")
    assert [(row.pid, row.name, row.state, row.parent, row.threads) for row in rows] == [
        (1, "a) (b", "S", 0, 3),
        (12, "x y", "Z", 1, 1),
    ]


def test_processes_that_the_engine_put_in_are_not_the_hosts_nor_are_their_children() -> None:
    table = (
        stat(1, "server", "S", 0)
        + stat(7, "child", "Z", 1)
        + stat(20, "sh", "S", 0)
        + stat(21, "cat", "R", 20)
    )
    assert [row.pid for row in without_visitors(parse_process_table(table))] == [1, 7]


def noise(size: int, seed: int) -> bytes:
    return b"".join(content_of(PlacedFile(path="/a/b", size_bytes=size, seed=seed)))


def test_noise_repeats_for_a_seed_and_differs_between_seeds() -> None:
    assert noise(3_000_000, 1) == noise(3_000_000, 1)
    assert noise(1000, 1) != noise(1000, 2)
    assert [len(noise(size, 1)) for size in (0, 1, 1 << 20, (1 << 20) + 1)] == [0, 1, 1 << 20, (1 << 20) + 1]


SNMP = """\
Ip: Forwarding InReceives
Ip: 1 7
Tcp: RtoMin MaxConn
Tcp: 200 -1
TcpExt: ListenOverflows ListenDrops NewOne
TcpExt: 3 4
garbage
"""


def test_counters_are_read_in_pairs_of_lines() -> None:
    assert parse_counters(SNMP) == {
        "IpForwarding": 1,
        "IpInReceives": 7,
        "TcpRtoMin": 200,
        "TcpMaxConn": -1,
        "TcpExtListenOverflows": 3,
        "TcpExtListenDrops": 4,
    }
    assert parse_counters("") == {}
