"""``doctor``: check whether this machine can run scenarios."""

from __future__ import annotations

from dataclasses import asdict

from socketlab.cli.called import as_called, tell
from socketlab.cli.options import Format, OutputFormat
from socketlab.console import say_json
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
        say_json([asdict(finding) | {"advice": as_called(finding.advice)} for finding in findings])
    else:
        for finding in findings:
            advice = f" ({finding.advice})" if finding.advice else ""
            tell(f"{finding.level:<5} {finding.subject}: {finding.seen}{advice}")
    return ExitCode.LAB_ERROR if any(finding.level == "fail" for finding in findings) else ExitCode.PASS
