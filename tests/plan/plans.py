"""Scenarios and surroundings that the planner's tests share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from socketlab.hosts.model import ImageFacts, Placement, StandingHost, Surroundings
from socketlab.links.model import ROUTER_IMAGE
from socketlab.plan.model import Plan
from socketlab.plan.planner import make_plan
from socketlab.runtimes.capabilities import CAPABILITIES
from tests.spec.yaml_files import one

IMAGES = {name: ImageFacts() for name in ("test/web", "test/client", "test/caller", "test/db", "x")}
NOWHERE = Surroundings(runtime="fake", capabilities=frozenset(CAPABILITIES), images=IMAGES)
ROUTED = replace(
    NOWHERE,
    images={**IMAGES, ROUTER_IMAGE: ImageFacts()},
    mechanisms=frozenset({"nft", "nat", "nfqueue", "htb", "tbf", "tee"}),
)
"""A machine on which the fallback can provide every condition but corruption."""


def standing(service: str, number: int = 1) -> StandingHost:
    return StandingHost(
        service=service,
        number=number,
        handle=f"handle-{service}-{number}",
        network="lab_net",
        address=f"172.28.0.{number + 1}",
    )


LAB = replace(
    NOWHERE, standing=(standing("web"), *(standing("client", number) for number in range(8, 0, -1)))
)

SERVICES = """\
services:
  web: {image: test/web, environment: {MODE: quick}, stop_grace_period: 5s}
  client: {image: test/client, command: [idle]}
  caller: {image: test/caller, command: [call, "${hosts.server}", "${index}"]}
"""
PRIVATE = SERVICES + "hosts: {server: {service: web}}\n"
STANDING = SERVICES + "hosts: {server: {lab: web}}\n"
CHANGES = "user: '1000:1000', sysctls: {net.ipv4.tcp_syncookies: 0}, ulimits: {nofile: 64}"
FLEET = "fleets: {clients: {service: client, count: 3, command: [call, '${hosts.server}', 'no ${index}']}}\n"


def plan_of(
    folder: Path, text: str, surroundings: Surroundings = NOWHERE, *, seed: int = 7, **more: Any
) -> Plan:
    return make_plan(one(folder, text), surroundings, seed=seed, run="testrun1", **more)


def placements(plan: Plan) -> list[tuple[str, Placement]]:
    return [(host.name, host.placement) for host in plan.everyone]


SHOP = """\
name: shop
title: A shop and its ${seed}th customer at $$5
matrix: {kind: [web], slow: [true]}
variables: {greeting: "hello ${index}"}
services:
  web:
    image: test/${kind}
    environment: {WHO: "${hosts.db}", DOLLAR: "$$1"}
    healthcheck: {test: "probe $$PORT", interval: 2s}
    mem_limit: 64m
    ulimits: {nofile: 64}
  db: {image: test/db, command: serve --fast, user: 1000, read_only: true, tmpfs: /tmp, init: true}
  caller: {image: test/caller, entrypoint: [run, "${client}"], stop_signal: INT}
hosts:
  front: {service: web, command: [serve, "${hosts.db}"], environment: {SEED: "${seed}"}}
  db:
    service: db
    files:
      /srv/data/a.bin: {size: 5MB}
      /srv/data/b.txt: {text: "run ${run} costs $$5\\n"}
      /etc/shop/c.bin: {size: 5MB}
fleets:
  early: {service: caller, count: 2, command: [call, front, "${greeting}"], stdin: "${index} of ${count}\\n"}
  late: {service: caller, count: 2, start: {every: 1.5s}}
timeout: 90s
checks:
  - name: costs $$5
    output: {fleet: early, matches: "^${index}$", count: 1}
  - processes: {host: front, at: 100us, count: {at_least: 1, at_most: 3}}
  - zombies: {host: front, at: 100us}
  - zombies: {host: front, at: end}
  - processes: {host: db, at: start, count: 1}
  - same_file: {fleet: early, file: "a-${index}.bin", host: db, source: /srv/data/a.bin}
  - same_file: {fleet: early, file: "o-${index}", host: front, source: "/srv/own-${index}"}
  - exit_status: {fleet: late, is: 3}
"""
"""A scenario with nearly every word of the language in it."""
