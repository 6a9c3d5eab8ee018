"""``python -m tests.again``: pytest, and what fails beside other tests once more by itself.

Several tests at a time share two cores with each other and the engine, and some of them watch a clock. So a
test that fails among others is run again alone, where it has to pass; both outcomes are shown.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence

FAILED = 1
"""pytest's exit status where tests failed; any other one but 0 is not about single tests.

Source: pytest's reference, "Exit codes".
"""

ALONE = ("--last-failed", "--last-failed-no-failures=none", "-n", "0")


def pytest(arguments: Sequence[str]) -> int:
    """Run pytest in a process of its own, and return its exit status."""
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode


def run(arguments: Sequence[str], call: Callable[[Sequence[str]], int] = pytest) -> int:
    """Run tests, and those that failed once more.

    Args:
        arguments: What pytest is given.
        call: Runs pytest with arguments, and returns its exit status.

    Returns:
        The exit status of the last call.
    """
    status = call(arguments)
    if status != FAILED:
        return status
    print("\nEach test that failed is run once more, by itself:", flush=True)
    adding = ["--cov-append"] if "--cov" in arguments and "--cov-append" not in arguments else []
    return call([*arguments, *adding, *ALONE])


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
