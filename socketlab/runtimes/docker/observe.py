"""Looking into a container: its process table, and its files."""

from __future__ import annotations

import hashlib
import io
import itertools
import random
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from socketlab.errors import LabError
from socketlab.events import FileSeen, ProcessRow
from socketlab.hosts.model import PlacedFile
from socketlab.hosts.sockets import SocketRow, parse_sockets
from socketlab.runtimes.docker.engine import Gone, translated

_READ_TABLE = [
    "sh",
    "-c",
    'cat /proc/[0-9]*/stat 2>/dev/null; set -- /proc/1/fd/*; [ -L "$1" ] && echo "descriptors $#"; true',
]
_READ_COUNTERS = ["cat", "/proc/net/snmp", "/proc/net/netstat"]
_READ_SOCKETS = ["sh", "-c", "cat /proc/net/tcp /proc/net/tcp6 2>/dev/null"]
_SOCKETS_HEADER = "local_address"
MOST_SOCKETS = 20_000
_BLOCK = 1 << 20

_NOT_STARTED = (126, 127)
_RUNTIME_FAILED = b"OCI runtime exec failed"
"""How an exec ends whose program is missing or not executable: a status that shells use too, and this text.

Seen with Docker Engine 20.10 and runc.
"""


def processes(api: Any, container: str) -> tuple[ProcessRow, ...]:
    """A container's process table, zombies included.

    ``docker top`` lists what the cgroup lists, and a cgroup does not list zombies (measured with
    engine 20.10 and cgroup v1), so the table is read inside.

    Source: proc(5), /proc/[pid]/stat.

    Raises:
        LabError: when the image has no ``sh`` or ``cat``.
    """
    with translated("read a process table"):
        execution = api.exec_create(container, _READ_TABLE)["Id"]
        text = api.exec_start(execution).decode(errors="replace")
    rows = tuple(
        replace(row, descriptors=_descriptors(text)) if row.pid == 1 else row
        for row in parse_process_table(text)
    )
    if not any(row.pid == 1 for row in rows):
        raise LabError("cannot read a process table", hint="use an image that has sh and cat")
    return without_visitors(rows)


def _descriptors(text: str) -> int | None:
    """How many the first process has, where the reader was allowed to see."""
    line = text.strip().rpartition("\n")[2]
    return int(line.removeprefix("descriptors ")) if line.startswith("descriptors ") else None


def counters(api: Any, container: str) -> dict[str, int]:
    """The counters of a container's network namespace.

    Raises:
        LabError: when the image has no ``cat``, or they cannot be read.
    """
    with translated("read counters"):
        execution = api.exec_create(container, _READ_COUNTERS)["Id"]
        text = api.exec_start(execution).decode(errors="replace")
    found = parse_counters(text)
    if not found:
        raise LabError("cannot read counters", hint="use an image that has cat")
    return found


def sockets(api: Any, container: str) -> tuple[SocketRow, ...]:
    """The TCP connections of a container's network namespace.

    Raises:
        LabError: when the image has no ``sh`` or ``cat``, or there are too many to record.
    """
    with translated("read connections"):
        execution = api.exec_create(container, _READ_SOCKETS)["Id"]
        text = api.exec_start(execution).decode(errors="replace")
    if _SOCKETS_HEADER not in text:
        raise LabError("cannot read connections", hint="use an image that has sh and cat")
    rows = parse_sockets(text)
    if len(rows) > MOST_SOCKETS:
        raise LabError(f"the host has {len(rows)} connections: at most {MOST_SOCKETS} are recorded")
    return rows


def parse_counters(text: str) -> dict[str, int]:
    """Names and values from ``snmp`` and ``netstat``: pairs of lines, the names first.

    Source: proc(5), /proc/net/snmp; nstat(8) for how the names are put together.
    """
    found: dict[str, int] = {}
    lines = [line.split() for line in text.splitlines()]
    for names, values in itertools.pairwise(lines):
        if not names or names[0] != (values[:1] or [""])[0] or not names[0].endswith(":"):
            continue
        table = names[0].removesuffix(":")
        pairs = zip(names[1:], values[1:], strict=False)
        found |= {table + name: int(value) for name, value in pairs if value.lstrip("-").isdigit()}
    return found


def execute(api: Any, container: str, host: str, command: tuple[str, ...]) -> tuple[int, bytes]:
    """Run a command in a container to its end; its exit status and all it wrote.

    Raises:
        LabError: when the engine could not start the program: nothing ran, and the status is its own.
    """
    with translated(f'run "{command[0]}" on "{host}"'):
        execution = api.exec_create(container, list(command))["Id"]
        output = bytes(api.exec_start(execution))
        code = int(api.exec_inspect(execution)["ExitCode"])
    if code in _NOT_STARTED and output.startswith(_RUNTIME_FAILED):
        reason = output.decode(errors="replace").strip().rpartition("exec: ")[2] or "it cannot be started"
        raise LabError(f'cannot run "{command[0]}" on "{host}": {reason[:200]}')
    return code, output


def launch(api: Any, container: str, host: str, command: tuple[str, ...]) -> None:
    """Start a command in a container; the engine returns when it runs.

    Raises:
        LabError: when the engine could not start the program.
    """
    with translated(f'run "{command[0]}" on "{host}"'):
        execution = api.exec_create(container, list(command), stdout=False, stderr=False)["Id"]
        api.exec_start(execution, detach=True)
        seen = api.exec_inspect(execution)
    if not seen["Running"] and seen["ExitCode"] in _NOT_STARTED:
        raise LabError(f'cannot run "{command[0]}" on "{host}": it cannot be started')


def parse_process_table(text: str) -> tuple[ProcessRow, ...]:
    """Rows from the concatenated ``stat`` files; a name may hold spaces and parentheses."""
    rows = []
    for line in text.splitlines():
        start, end = line.find("("), line.rfind(")")
        fields = line[end + 2 :].split()
        if start < 0 or len(fields) < 18 or not line[:start].strip().isdigit():
            continue
        rows.append(
            ProcessRow(
                pid=int(line[:start]),
                state=fields[0],
                parent=int(fields[1]),
                threads=int(fields[17]),
                name=line[start + 1 : end],
            )
        )
    return tuple(rows)


def without_visitors(rows: tuple[ProcessRow, ...]) -> tuple[ProcessRow, ...]:
    """Only what descends from the host's first process.

    A process that the engine put in from outside (this reading, a health check) has parent 0 there.
    """
    parents = {row.pid: row.parent for row in rows}

    def descends(pid: int) -> bool:
        for _ in range(len(parents) + 1):
            if pid == 1:
                return True
            pid = parents.get(pid, 0)
        return False

    return tuple(row for row in rows if descends(row.pid))


def place(api: Any, container: str, host: str, file: PlacedFile) -> FileSeen:
    """Put a file into a created container with its permissions; a large one goes through in blocks."""
    size = file.size_bytes if file.text is None else len(file.text.encode())
    summary = hashlib.sha256()
    folder, _, name = file.path.rpartition("/")
    with translated(f'put "{file.path}" on "{host}"'):
        api.put_archive(container, folder or "/", _archive(name, size, file, summary))
    return FileSeen(at_s=0.0, host=host, path=file.path, size=size, sha256=summary.hexdigest())


def content_of(file: PlacedFile) -> Iterator[bytes]:
    """A planned file's bytes, in blocks: its text, or noise that no compression or luck can imitate.

    The noise is the same for the same seed.
    """
    if file.text is not None:
        yield file.text.encode()
        return
    source, left = random.Random(file.seed), file.size_bytes  # noqa: S311 - must repeat, need not be secret
    while left > 0:
        yield source.randbytes(_BLOCK)[:left]
        left -= _BLOCK


def _archive(name: str, size: int, file: PlacedFile, summary: Any) -> Iterator[bytes]:
    """A tar archive of one file, while its content is made; the summary takes in what goes through."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.uid, entry.gid = size, file.mode, file.uid, file.gid
    yield entry.tobuf()
    for block in content_of(file):
        summary.update(block)
        yield block
    yield bytes(-size % tarfile.BLOCKSIZE + 2 * tarfile.BLOCKSIZE)


def digest(api: Any, container: str, host: str, path: str) -> FileSeen:
    """Size and SHA-256 of a container's file, read as a stream."""
    try:
        with translated(f'read "{path}" of "{host}"'):
            stream, _ = api.get_archive(container, path, chunk_size=_BLOCK)
            size, sha256 = _digest_of_only_file(stream)
    except LabError as error:
        missing = isinstance(error, Gone) and "No such container" not in error.message
        return FileSeen(at_s=0.0, host=host, path=path, trouble=error.message, missing=missing)
    except (tarfile.TarError, StopIteration):
        return FileSeen(at_s=0.0, host=host, path=path, trouble="not a file")
    return FileSeen(at_s=0.0, host=host, path=path, size=size, sha256=sha256)


def _digest_of_only_file(stream: Iterator[bytes]) -> tuple[int, str]:
    with tarfile.open(fileobj=_Readable(stream), mode="r|") as tar:
        entry = next(iter(tar))
        content = tar.extractfile(entry)
        if content is None:
            raise tarfile.TarError("not a file")
        summary = hashlib.sha256()
        while block := content.read(_BLOCK):
            summary.update(block)
        return entry.size, summary.hexdigest()


class _Readable(io.RawIOBase):
    """An iterator of blocks as the file that ``tarfile`` wants."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            try:
                self._rest = next(self._blocks)
            except StopIteration:
                return 0
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)
