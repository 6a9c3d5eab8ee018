"""``doctor``: check whether this machine can run scenarios."""

from __future__ import annotations

import json
from dataclasses import asdict

from socketlab.cli.called import as_called, tell
from socketlab.cli.options import Format, OutputFormat
from socketlab.errors import ExitCode


def doctor(output: OutputFormat = Format.TEXT) -> int:
    """Check whether this machine can run scenarios.

    Each problem is shown with its fix.

    \b
    Examples:
      socketlab doctor
      socketlab doctor --format json
    """
    from socketlab.lab.doctor import examine

    findings = examine()
    if output is Format.JSON:
        print(as_called(json.dumps([asdict(finding) for finding in findings], indent=2)))
    else:
        for finding in findings:
            advice = f" ({finding.advice})" if finding.advice else ""
            tell(f"{finding.level:<5} {finding.subject}: {finding.seen}{advice}")
    return ExitCode.LAB_ERROR if any(finding.level == "fail" for finding in findings) else ExitCode.PASS
