"""``make netem``: every condition of a link, by the netem of Debian's stock kernel, and measured."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from socketlab.errors import LabError
from tests.netem.judging import lines_of
from tests.netem.machine import boot, build
from tests.netem.rows import links_of_rows, order_of

GONE = ["the way to the queues", "queues of paths"]


def main() -> int:
    """Build the machine's image, boot it, print the table; 1 if a line is out of tolerance."""
    parser = argparse.ArgumentParser(prog="make netem")
    parser.add_argument(
        "--kvm", action="store_true", help="run on this machine's processor; it needs /dev/kvm"
    )
    parser.add_argument("--keep", type=Path, help="write what was found to this file, as JSON")
    parser.add_argument(
        "--only", type=int, nargs="+", default=[], help="some links of rows.yaml, by their numbers"
    )
    given = parser.parse_args()
    began = time.monotonic()
    links = links_of_rows(given.only)
    try:
        build()
        found = boot(order_of(links), kvm=given.kvm, say=lambda line: print(f"  {line}", flush=True))
    except LabError as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    if given.keep:
        given.keep.write_text(json.dumps(found), encoding="utf-8")
    lines = list(lines_of(links, found))
    print("\n".join(map(str, lines)))
    wrong = [f"{line.conditions}: {line.reading.quantity}" for line in lines if line.wrong]
    wrong += [f"the kernel lacks {name}" for name, there in found["mechanisms"].items() if not there]
    wrong += [f"gone by itself: {what}" for what in found["missing"]]
    wrong += [f"not reported when it was removed: {what}" for what in GONE if what not in found["removed"]]
    print(f"{len(lines)} lines in {time.monotonic() - began:.0f} s; wrong: {'; '.join(wrong) or 'none'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
