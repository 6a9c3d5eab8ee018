"""``demo``: build, start and run everything once."""

from __future__ import annotations

from socketlab.cli.called import tell, to_paste
from socketlab.cli.run import run
from socketlab.errors import ExitCode

SCENARIO = "parallel-echo"


def demo() -> int:
    """Build and start the lab, and make a first run.

    Eight clients connect to each of the parallel servers. It works from any folder. The first time it builds
    images, which takes a minute or two.

    \b
    Example:
      socketlab demo
    """
    from socketlab.lab.standing import open_lab

    open_lab(tell).up()
    status = run([SCENARIO])
    if status == ExitCode.PASS:
        for line in _PROVED.splitlines():
            tell(line)
        tell(f"next: {to_paste('init')} writes your first scenario; {to_paste('lab down')} removes the lab")
    return status


_PROVED = """
Eight clients, each on a host of its own, connected to each server at the same moment; all were served within
two seconds, although each request takes one second of work. Every client got exactly its own bytes back, and
each check can be judged again from the evidence in the run's folder."""
