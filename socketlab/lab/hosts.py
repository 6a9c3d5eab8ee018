"""The lab's hosts by the names that users give them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from socketlab.errors import InvalidInput, LabError
from socketlab.language.wording import cut
from socketlab.runtimes.docker.lab import LabHost

START = "start it with socketlab lab up"


def find_host(hosts: Sequence[LabHost], name: str) -> LabHost:
    """The host of that name.

    Raises:
        LabError: when the lab is down.
        InvalidInput: when it has no such host.
    """
    if not hosts:
        raise LabError("the lab is down", hint=START)
    for host in hosts:
        if host.name == name:
            return host
    names = [host.name for host in hosts]
    close = difflib.get_close_matches(name, names, n=1)
    hint = f'did you mean "{close[0]}"?' if close else f"use one of {', '.join(names)}"
    raise InvalidInput(f'the lab has no host "{cut(name)}"', hint=hint)
