"""How long the player waits for what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """The player's own deadlines, in seconds.

    Args:
        ready_s: From the first call to every host ready and every client at its gate.
        ready_per_client_s: Added for each client.
        look_s: For observations and for the ends of clients that were told to stop.
        after_host_death_s: How long clients may go on when a host has died.
        teardown_s: For stopping and removing everything.
        teardown_per_host_s: Added for each host and client.
    """

    ready_s: float = 60.0
    ready_per_client_s: float = 1.0
    look_s: float = 15.0
    after_host_death_s: float = 2.0
    teardown_s: float = 30.0
    teardown_per_host_s: float = 0.5
