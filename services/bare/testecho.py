"""testecho: eight echo clients at once.

Teaches: how to see whether a server works concurrently or serially: start eight clients and measure the
time. Each is a process of its own.

Choose it for any server of this folder. To check the times automatically, run the scenario parallel-echo.

Limits: the processes start one after another, tenths of a second apart; the slowest start dominates.
"""

import pathlib
import subprocess
import sys
import time

COUNT = 8

client = str(pathlib.Path(__file__).with_name("echo_client.py"))
began = time.monotonic()
clients = [subprocess.Popen([sys.executable, client, *sys.argv[1:]]) for _ in range(COUNT)]
failed = sum(each.wait() != 0 for each in clients)
print(f"{COUNT} clients, {failed} failed, {time.monotonic() - began:.2f} s")
