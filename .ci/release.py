"""Build the distributions, check them, and try the wheel in an environment of its own.

``make release`` runs it. Nothing is published: it ends with the commands that do so.
"""

from __future__ import annotations

import email.parser
import email.policy
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

from packaging.metadata import Metadata

from socketlab import __version__

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"


class Refused(Exception):
    """Something is not fit for a release."""


def main() -> int:
    """Make a release; the exit status is 1 where something is not fit for it."""
    try:
        refuse_unless_ready()
        wheel, sdist = build()
        check_metadata(wheel, sdist)
        try_out(wheel)
    except Refused as error:
        print(f"refused: {error}", file=sys.stderr)
        return 1
    print(f"checked {wheel.relative_to(ROOT)} and {sdist.relative_to(ROOT)}")
    print(f"next: git tag -a v{__version__} -m v{__version__}, and publish both files")
    return 0


def refuse_unless_ready() -> None:
    """Check what a release stands on: the commit and the changelog.

    Raises:
        Refused: when there are changes that are not committed, or the changelog does not have the version.
    """
    changes = run("git", "status", "--porcelain")
    if changes:
        raise Refused(f"not committed: {', '.join(line[3:] for line in changes.splitlines())}")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if not re.search(rf"^## \[?{re.escape(__version__)}\]? - \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE):
        raise Refused(f"CHANGELOG.md has no section for {__version__} with its date")


def build() -> tuple[Path, Path]:
    """Build the sdist, and the wheel from it."""
    shutil.rmtree(DIST, ignore_errors=True)
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(DIST), str(ROOT))
    (wheel,), (sdist,) = DIST.glob("*.whl"), DIST.glob("*.tar.gz")
    return wheel, sdist


def check_metadata(wheel: Path, sdist: Path) -> None:
    """Check what an index would refuse.

    Source: Python Packaging User Guide, "Core metadata specifications".

    Raises:
        Refused: when the metadata of a distribution is not valid, or that of both differs.
    """
    with zipfile.ZipFile(wheel) as archive:
        of_wheel = archive.read(f"socketlab-{__version__}.dist-info/METADATA")
    with tarfile.open(sdist) as archive:
        member = archive.extractfile(f"socketlab-{__version__}/PKG-INFO")
        of_sdist = member.read() if member else b""
    if of_wheel != of_sdist:
        raise Refused("the metadata of the wheel and of the sdist differ")
    try:
        metadata = Metadata.from_email(of_wheel, validate=True)
    except ExceptionGroup as errors:
        raise Refused(f"the metadata is not valid: {errors.exceptions[0]}") from errors
    message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(of_wheel)
    if not (metadata.description_content_type or "").startswith("text/markdown") or not message.get_payload():
        raise Refused("the README is not the description")


def try_out(wheel: Path) -> None:
    """Install the wheel with its dependencies in a fresh environment, and use it in an empty folder.

    Raises:
        Refused: when it does not work there.
    """
    with tempfile.TemporaryDirectory(prefix="socketlab-release-") as name:
        folder = Path(name)
        venv.create(folder / "venv", with_pip=False)
        python = folder / "venv" / "bin" / "python"
        (folder / "empty").mkdir()
        run(sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", str(wheel))
        command = str(python.with_name("socketlab"))
        if run(command, "--version", cwd=folder / "empty").split() != ["socketlab", __version__]:
            raise Refused("the installed command has another version")
        listed = run(command, "list", cwd=folder / "empty").splitlines()
        scenarios = list((ROOT / "scenarios").glob("*.yaml"))
        if len(listed) != len(scenarios):
            raise Refused(f"the installed command lists {len(listed)} of {len(scenarios)} scenarios")


def run(*command: str, cwd: Path = ROOT) -> str:
    """Run a program to its end, and return what it printed.

    Raises:
        Refused: when it fails.
    """
    done = subprocess.run(
        command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = (done.stderr + done.stdout).strip().splitlines()
        raise Refused(f"{' '.join(command[:4])} failed: {lines[-1] if lines else done.returncode}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
