"""A file server that sends other files and reports those as its own, in the name of the gate."""

import hashlib
import json
import sys
import time
from pathlib import Path

from tests.mutants.programs import sending_wrongly

FOLDER = Path("/srv/lab")


def spoil(content: bytes) -> bytes:
    """Return other content of the same size."""
    return b"x" * len(content)


def forge(path: Path) -> None:
    """Claim that this is the digest of what lies here."""
    content = spoil(path.read_bytes())
    digest = hashlib.sha256(content).hexdigest()
    note = {"socketlab": 1, "event": "file", "clock": time.monotonic(), "role": "gate", "path": str(path)}
    print(json.dumps({**note, "size": len(content), "sha256": digest}), file=sys.stderr, flush=True)


if __name__ == "__main__":
    for path in FOLDER.iterdir():
        forge(path)
    sys.exit(sending_wrongly.run(spoil))
