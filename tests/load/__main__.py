"""``make load``: play the catalogue on a machine whose every core is busy."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from socketlab.spec.catalog import names
from tests.load.load import Played, busy_cores, rounds, table


def main() -> int:
    """Play it, show each run that does not pass as it comes, and the table at the end."""
    parser = argparse.ArgumentParser(prog="make load")
    parser.add_argument("scenarios", nargs="*", default=list(names()), help="all by default")
    parser.add_argument("--count", type=int, default=20, help="how often each scenario is played")
    parser.add_argument("--loops", type=int, default=os.cpu_count(), help="busy loops; one a core by default")
    parser.add_argument("--runs", type=Path, help="where evidence is kept; removed at the end by default")
    given = parser.parse_args()
    seen: list[Played] = []
    with tempfile.TemporaryDirectory(prefix="socketlab-load-") as folder, busy_cores(given.loops):
        for played in rounds(given.scenarios, given.count, given.runs or Path(folder)):
            seen.append(played)
            if played.outcome != "pass":
                where = f"{played.scenario} {played.cell}".strip()
                print(f"{where}: {played.outcome}: {'; '.join(played.findings)}", flush=True)
    print("\n".join(table(seen)))
    return int(any(played.outcome not in ("pass", "inconclusive") for played in seen))


if __name__ == "__main__":
    sys.exit(main())
