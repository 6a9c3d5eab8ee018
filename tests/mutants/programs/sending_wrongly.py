"""The file server, whose files go through a given function before they are sent, digest and all."""

import hashlib
import os
from collections.abc import Callable

from services.common import serving
from services.files import getfile
from services.files.sending import FileDesk
from services.files.served_root import ServedRoot
from services.files.wire import Header, Request

Spoil = Callable[[bytes], bytes]


class WrongDesk(FileDesk):
    """A file server's counter with another file under it: what it promises is what it sends."""

    def __init__(self, settings: getfile.GetfileSettings, spoil: Spoil) -> None:
        super().__init__(ServedRoot(settings.root), settings)
        self.spoil = spoil

    def open(self, request: Request) -> tuple[int, Header | None]:
        """Open what the file has become."""
        descriptor, header = super().open(request)
        with os.fdopen(descriptor, "rb") as file:
            content = self.spoil(file.read())
        copy = os.memfd_create("wrong")
        with os.fdopen(copy, "wb", closefd=False) as file:
            file.write(content)
        return copy, header and self.promise(content)

    def promise(self, content: bytes) -> Header:
        """Describe the content."""
        return Header(len(content), 0, hashlib.sha256(content).hexdigest())


def run(spoil: Spoil, desk: Callable[[getfile.GetfileSettings, Spoil], WrongDesk] = WrongDesk) -> int:
    """Serve until TERM and return the exit status."""
    settings = getfile.read_settings(["-mode", "server"])
    counter = desk(settings, spoil)
    return serving.run(getfile.PROGRAM, lambda server: counter.serve(server.listen(settings, content=False)))
