"""One compose project that uses many keys at once, played as it is: its own files never change."""

from __future__ import annotations

from typing import Any

import docker
import pytest

from socketlab import labels
from tests.system.shell import Shell

pytestmark = [pytest.mark.docker, pytest.mark.spread]

COMPOSE = """
services:
  app:
    image: socketlab/client
    user: "0"
    entrypoint: [sh, -c]
    tty: true
    read_only: true
    shm_size: 32m
    extra_hosts: {db.test: 10.1.2.3}
    group_add: ["1234"]
    dns_search: [corp.test]
    dns_opt: ["ndots:3"]
    oom_score_adj: 500
    deploy: {resources: {limits: {memory: 64m, pids: 50}}}
    volumes:
      - ./conf:/etc/app:ro
      - ./site:/srv/site
      - ./conf/app.conf:/single.conf:ro
      - ./missing:/srv/missing
      - shared:/shared
      - /anonymous
      - {type: tmpfs, target: /scratch, tmpfs: {size: 1m}}
    configs: [settings, {source: inline, target: /etc/inline.conf, mode: 0400, uid: "7"}]
    secrets: [token, word]
    command:
      - |
        cat /etc/app/app.conf /single.conf /srv/site/link /settings /etc/inline.conf /run/secrets/*
        touch /etc/app/x || echo conf is read-only
        stat -c "%a %u" /etc/inline.conf /etc/app/script
        ls -d /srv/missing && touch /anonymous/x /scratch/x && echo writable
        df -k /scratch /dev/shm | tail -2
        grep db.test /etc/hosts
        cat /etc/resolv.conf /proc/self/oom_score_adj && id -G
        echo changed > /srv/site/index.html && echo shared > /shared/word
        test -t 1 && echo a terminal
        sleep 60
  reader:
    image: socketlab/client
    entrypoint: [sh, -c]
    volumes: ["shared:/elsewhere:ro", "./site:/site"]
  alone: {image: socketlab/client, entrypoint: [sh, -c], network_mode: none}
volumes: {shared: }
configs: {settings: {file: ./conf/app.conf}, inline: {content: "inline words\\n"}}
secrets: {token: {file: ./token.txt}, word: {environment: SHOP_WORD}}
"""

SCENARIO = """
compose: compose.yaml
hosts: {app: {service: app, ready: {log: a terminal}}}
fleets:
  readers: {service: reader, count: 2, command: ["cat /elsewhere/word /site/index.html"]}
  alone: {service: alone, command: ["wc -l < /proc/net/route"]}
checks:
  - output: {fleet: readers, contains: shared}
  - output: {fleet: readers, contains: changed}
  - output: {fleet: alone, contains: "1"}
"""

SEEN = """port=1
port=1
hello
port=1
inline words
s3cret
from .envtouch: cannot touch '/etc/app/x': Read-only file system
conf is read-only
400 7
755 0
/srv/missing
writable
"""


def test_a_project_with_many_keys_is_played_as_it_is_and_its_files_stay(shell: Shell) -> None:
    for folder in ("conf", "site"):
        (shell.folder / folder).mkdir()
    shell.file("conf/app.conf", "port=1\n")
    script = shell.folder / "conf" / "script"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    shell.file("site/index.html", "hello\n")
    (shell.folder / "site" / "link").symlink_to("index.html")
    shell.file("token.txt", "s3cret\n")
    shell.file(".env", "SHOP_WORD=from .env\n")
    shell.file("compose.yaml", COMPOSE)

    finished = shell.run("run", shell.file("keys.yaml", SCENARIO), "--format", "json")

    assert finished.code == 0, finished
    (run,) = (path for path in (finished.folder / "runs" / "keys").iterdir() if not path.is_symlink())
    seen = (run / "logs" / "app.stdout.log").read_text()
    assert seen.startswith(SEEN), seen
    for words in ("1024   0% /scratch", "32768", "10.1.2.3\tdb.test", "search corp.test"):
        assert words in seen, seen
    assert "ndots:3\n500\n" in seen, seen
    assert " 1234" in seen
    written = "".join(path.read_text() for path in run.glob("*.json*"))
    assert "s3cret" not in written
    assert "from .env" not in written
    assert (shell.folder / "site" / "index.html").read_text() == "hello\n"
    assert not (shell.folder / "missing").exists()
    client = docker.from_env()
    marks: Any = {"label": f"{labels.SCENARIO}=keys"}
    assert (client.volumes.list(filters=marks), client.containers.list(all=True, filters=marks)) == ([], [])


SIDE = """
services:
  web: {image: socketlab/python, init: true, command: [python3, -m, http.server, "8000"]}
  side:
    image: socketlab/python
    init: true
    network_mode: service:web
    command:
      - python3
      - -u
      - -c
      - |
        import time, urllib.request
        print(urllib.request.urlopen("http://127.0.0.1:8000", timeout=5).status)
        time.sleep(60)
hosts: {web: {service: web, ready: {port: 8000}}, side: {service: side, ready: {log: "200"}}}
fleets: {callers: {service: web, command: [python3, -c, "import urllib.request as u; u.urlopen('http://web:8000')"]}}
"""


def test_a_host_in_the_network_of_another_one_reaches_it_on_the_loopback(shell: Shell) -> None:
    finished = shell.run("run", shell.file("side.yaml", SIDE))
    assert finished.code == 0, finished.out
