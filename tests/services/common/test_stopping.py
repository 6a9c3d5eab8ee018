"""How every echo server ends: at once, in good order, whatever it is doing."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.services.processes import PATIENCE_S, ROOT, Start, ask, environment, free_pair, wait_until
from tests.services.stops import SERVERS
from tests.services.variants import ONE_AT_A_TIME, VARIANTS, every_variant, start_variant


@every_variant
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_an_idle_server_at_once(start: Start, variant: str, number: int) -> None:
    server = start_variant(start, variant)
    status, seconds = server.stop(number)
    assert (status, server.stderr) == (0, "")
    assert seconds < 1


@every_variant
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_server_in_the_middle_of_its_work(start: Start, variant: str, number: int) -> None:
    server = start_variant(start, variant, work_s=30)
    with server.connect() as idle, server.connect() as busy:
        for client in (idle, busy) if variant in ONE_AT_A_TIME else (busy,):
            client.sendall(b"work")
        server.wait_for_event("received")
        children = list(server.children())
        status, seconds = server.stop(number)
        assert (status, server.stderr) == (0, "")
        assert seconds < 1
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), "the children's end")
        assert "shutdown" in [event["reason"] for event in server.events("closed")]


@every_variant
def test_the_end_of_every_conversation_is_in_the_journal_once(start: Start, variant: str) -> None:
    server = start_variant(start, variant)
    for number in range(3):
        ask(server, b"%d" % number)
    with server.connect() as client:
        client.sendall(b"held")
        client.recv(100)
        server.stop()
    opened = [event["conn"] for event in server.events("connect")]
    closed = [event["conn"] for event in server.events("closed")]
    assert sorted(opened) == sorted(closed)
    assert len(set(opened)) == 4


@every_variant
def test_a_server_may_listen_again_at_once(start: Start, variant: str) -> None:
    port = free_pair()
    first = start_variant(start, variant, "--port", str(port))
    with first.connect() as client:
        client.sendall(b"x")
        client.recv(100)
        first.stop()
    again = start_variant(start, variant, "--port", str(port))
    assert again.port == port


@pytest.mark.skipif(os.geteuid() != 0, reason="a process namespace of one's own needs root")
@pytest.mark.parametrize(
    "variant", ["echo-server", "fork-server", "thread-server", "class-server", "asyncio-echo-server"]
)
def test_process_number_one_obeys_a_signal(tmp_path: Path, variant: str) -> None:
    module, *arguments = VARIANTS[variant]
    program = [sys.executable, "-m", f"services.{module}", "--port", "0", *arguments]
    command = ["unshare", "--pid", "--fork", "--kill-child", *program]
    with subprocess.Popen(
        command, env=environment(), cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        port = int(process.stdout.readline().rpartition(":")[2])
        (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"work")
            assert "onnected by" in process.stdout.readline() or variant == "class-server"
            began = time.monotonic()
            os.kill(int(child), signal.SIGTERM)
            assert process.wait(PATIENCE_S) == 0
            assert time.monotonic() - began < 1


@pytest.mark.parametrize("module", SERVERS)
def test_none_of_a_hundred_stops_right_after_a_reply_is_lost(module: str) -> None:
    command = [sys.executable, "-m", "tests.services.stops", "100", module]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, timeout=100
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.startswith(f"{module}: 0 of 100 lost, ")


BLOCKED = """
import select, selectors, signal, socket, threading, time
from services.common import stopping

def signal_taken_by_another_thread():
    time.sleep(0.1)
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

stopping.stop_on_signals()
listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=signal_taken_by_another_thread, daemon=True).start()
began = time.monotonic()
try:
    {call}
except stopping.Stopped as stopped:
    print("stopped by", stopped.number, time.monotonic() - began < 1)
"""


@pytest.mark.parametrize(
    "call",
    [
        "listener.accept()",
        "select.select([listener], [], [])",
        "selector = selectors.DefaultSelector(); selector.register(listener, 1); selector.select()",
        "time.sleep(30)",
    ],
)
def test_a_signal_noted_while_the_main_thread_is_blocked_is_handled_within_a_second(call: str) -> None:
    # The C handler runs, in the other thread, and the main thread's system call goes on: as it does where
    # the signal comes just before the call.
    code = BLOCKED.format(call=call)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    assert done.stdout == "stopped by 15 True\n"


def test_the_demo_of_the_alarm_signal_hears_only_the_alarms_that_are_sent(start: Start) -> None:
    demo = start("servers.signal_demo", "ALRM", ready=0)
    demo.line()
    time.sleep(0.6)
    assert demo.lines_read == len(demo.lines())
    demo.process.send_signal(signal.SIGALRM)
    assert demo.line().startswith("Got signal 14 at ")
    assert demo.stop()[0] == 0
