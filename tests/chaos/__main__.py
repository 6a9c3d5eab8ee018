"""``make chaos``: end runs in every way, many times."""

from __future__ import annotations

import argparse
import secrets
import sys
from pathlib import Path

from tests.chaos.blows import Kind, Outcome
from tests.chaos.chaos import rounds, table


def main() -> int:
    """Play it, show how far it is and each run that is wrong, and the table at the end."""
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--ints", type=int, default=50)
    parser.add_argument("--hups", type=int, default=20)
    parser.add_argument("--full", type=int, default=10, help="runs on a full disk; needs root")
    parser.add_argument("--gone", type=int, default=10, help="runs that lose the engine")
    parser.add_argument("--restarts", type=int, default=10, help="only with --engine-pidfile")
    parser.add_argument("--engine-pidfile", type=Path, help="of the engine, which is ended and started again")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    times: dict[Kind, int] = {
        "KILL": given.kills,
        "INT": given.ints,
        "HUP": given.hups,
        "disk full": given.full,
        "engine gone": given.gone,
        "engine restarted": given.restarts if given.engine_pidfile else 0,
    }
    seen: list[Outcome] = []
    for outcome in rounds(times, given.seed, engine_pidfile=given.engine_pidfile):
        seen.append(outcome)
        if len(seen) % 10 == 0:
            print(f"{len(seen)} runs so far", flush=True)
        if outcome.wrong:
            print(f"{outcome.kind} {outcome.moment}: {'; '.join(outcome.wrong)}", flush=True)
    print("\n".join(table(seen)))
    return int(any(outcome.wrong for outcome in seen))


if __name__ == "__main__":
    sys.exit(main())
