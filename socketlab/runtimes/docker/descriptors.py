"""Change the limit of open descriptors of a host's processes: sent whole to an interpreter beside them.

It runs in a container that shares the host's process namespace, once for each user of the host's processes
and as that user: a process may change the soft limit of another of its own user without any capability. Each
process gets back what it had, and one that was forked meanwhile what its parent had.

Standard library only, nothing of this project: the container may not have it.

Source: prlimit(2), "Permissions"; getrlimit(2), RLIMIT_NOFILE; proc(5), /proc/[pid]/status and stat.
"""

import contextlib
import json
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

PASSES = 5
"""A process may be forked while the others are changed, with its parent's old limit."""


def processes() -> Iterator[tuple[int, str]]:
    """Every process of the host with its user and group; none of this container's own."""
    own = Path("/proc/self/ns/mnt").readlink()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        with contextlib.suppress(PermissionError):
            try:
                if (folder / "ns/mnt").readlink() == own:
                    continue
            except FileNotFoundError:
                continue
        with contextlib.suppress(OSError):
            rows = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
            if not rows["State"].strip().startswith(("Z", "X")):
                yield int(folder.name), f"{rows['Uid'].split()[0]}:{rows['Gid'].split()[0]}"


def owners() -> dict[str, object]:
    """Users and groups of the host's processes."""
    return {"owners": sorted({owner for _, owner in processes()})}


def mine() -> list[int]:
    """The host's processes of this program's own user."""
    me = f"{os.getuid()}:{os.getgid()}"
    return sorted(pid for pid, owner in processes() if owner == me)


def limit(number: int, notes: Path) -> dict[str, object]:
    """Change the limits, and note what they were."""
    before: dict[str, int] = {}
    for _ in range(PASSES):
        changed = 0
        for pid in mine():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
                wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
                if soft != wanted:
                    resource.prlimit(pid, resource.RLIMIT_NOFILE, (wanted, hard))
                    before.setdefault(str(pid), soft)
                    changed += 1
        if not changed:
            break
    notes.write_text(json.dumps({"number": number, "before": before}), encoding="utf-8")
    return {"before": list(before.values())}


def restore(notes: Path) -> dict[str, object]:
    """Give them back."""
    if not notes.exists():  # its first process came later: no limit of its user's was changed
        return {"restored": 0}
    noted = json.loads(notes.read_text(encoding="utf-8"))
    before = {int(pid): soft for pid, soft in noted["before"].items()}
    restored = set()
    for _ in range(PASSES if before else 0):
        changed = 0
        for pid in mine():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
                wanted = before.get(inherited_from(pid, before), max(before.values()))
                if soft == min(noted["number"], hard) and soft != wanted:
                    resource.prlimit(pid, resource.RLIMIT_NOFILE, (wanted, hard))
                    restored.add(pid)
                    changed += 1
        if not changed:
            break
    return {"restored": len(restored)}


def inherited_from(pid: int, known: dict[int, int]) -> int:
    """The process itself, or the nearest of its ancestors whose limit was changed; 0 for none."""
    for _ in range(1000):
        if pid in known or pid == 0:
            return pid
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return 0
    return 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["owners"]:
            said = owners()
        case ["limit", amount, place]:
            said = limit(int(amount), Path(place))
        case ["restore", place]:
            said = restore(Path(place))
        case _:
            sys.exit("usage: owners | limit NUMBER FILE | restore FILE")
    print(json.dumps(said))
