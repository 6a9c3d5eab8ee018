"""What a run is asked to observe, and on whom."""

import pytest

from socketlab.hosts.model import PlacedFile
from socketlab.record.observations import Observation, ObservationKind, Participants
from tests.records import a_client, a_host


@pytest.mark.parametrize(
    ("kind", "active"),
    [("processes", False), ("counters", False), ("file", False), ("connection", True), ("stop", True)],
)
def test_only_what_changes_a_host_has_to_wait_for_the_rest(kind: ObservationKind, *, active: bool) -> None:
    assert Observation(kind=kind, host="server", at="end").is_active is active


def test_participants_know_their_fleets_and_the_files_that_the_run_places() -> None:
    host = a_host(files=(PlacedFile(path="/srv/a", text="x"),))
    others = Participants(hosts=(host,), clients=(a_client(1), a_client(1, fleet="others")))
    assert [client.host.name for client in others.fleet("others")] == ["others-1"]
    assert others.places("server", "/srv/a")
    assert not others.places("server", "/srv/b")
    assert not others.places("other", "/srv/a")
