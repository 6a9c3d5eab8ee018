"""Write the generated files, or with ``--check`` say which of them are out of date."""

from __future__ import annotations

import sys

from docs.generator.files import stale, write


def main(arguments: list[str]) -> int:
    """Run the generator; the exit status is 1 where ``--check`` found a stale file."""
    if arguments == ["--check"]:
        outdated = stale()
        for name in outdated:
            print(f"{name} is out of date (run make generate)", file=sys.stderr)
        return 1 if outdated else 0
    if arguments:
        print("usage: python -m docs.generator [--check]", file=sys.stderr)
        return 4
    for name in write():
        print(f"wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
