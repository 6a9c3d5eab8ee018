"""The summary of a run on the page of a CI job: GitHub names the file in ``GITHUB_STEP_SUMMARY``.

A summary is a courtesy: where the file cannot be written, a run ends as it would without it.

Source: GitHub Actions, "Workflow commands", adding a job summary: the summary of a step is at most 1 MiB;
of one that is larger nothing is shown.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from socketlab.report.result import Result
from socketlab.report.summary import markdown_of

VARIABLE = "GITHUB_STEP_SUMMARY"

LARGEST_SUMMARY = 1 << 20
"""Bytes of the summary of a step."""


def append_summary(result: Result, file: str) -> bool:
    """Append the summary of a run to a file, if that is a regular one and stays small enough to be shown.

    Args:
        result: The run.
        file: The file; it is made if it is not there.

    Returns:
        Whether the summary is in the file.
    """
    content = f"{markdown_of(result)}\n".encode()
    with suppress(OSError, ValueError):
        descriptor = os.open(
            file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o644
        )
        with os.fdopen(descriptor, "ab") as opened:
            state = os.fstat(descriptor)
            if stat.S_ISREG(state.st_mode) and state.st_size + len(content) <= LARGEST_SUMMARY:
                opened.write(content)
                return True
    return False
