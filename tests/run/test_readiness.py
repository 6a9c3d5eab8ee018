"""How a run learns that hosts are ready, on fake hosts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from socketlab.events import Ready, Released
from socketlab.plan.model import Deadlines
from socketlab.run.player import Ending
from socketlab.runtimes.fake.host import FakeHost, Image
from socketlab.runtimes.fake.programs import serving
from socketlab.runtimes.fake.runtime import FakeRuntime
from tests.run.harness import KNOWN, Played, play, scenario

SOON = Deadlines(ready_s=0.5, look_s=2, after_host_death_s=0.1, teardown_s=2)


def ready_of(played: Played, host: str = "server") -> Any:
    return next(event for event in played.of(Ready) if event.host == host)


def saying(ready: str) -> str:
    return scenario(hosts=f"server: {{service: server, ready: {ready}}}")


def test_a_line_that_the_scenario_names_is_waited_for_though_it_comes_in_pieces(tmp_path: Path) -> None:
    def slow(host: FakeHost) -> int:
        host.write("almost read")
        host.sleep(0.2)
        host.write("y for 8 clients\nand more\n")
        host.sleep(3600)
        return 0

    played = play(
        tmp_path, saying("{log: {matches: '^almost ready for . clients$'}}"), {"server": Image(slow)}
    )
    assert ready_of(played).how == "log"
    assert played.result.outcome == "pass"


def test_a_line_without_its_end_counts_as_one(tmp_path: Path) -> None:
    def prompts(host: FakeHost) -> int:
        host.write("login: ", "stderr")
        host.sleep(3600)
        return 0

    assert ready_of(play(tmp_path, saying("{log: 'login:'}"), {"server": Image(prompts)})).how == "log"


def test_what_the_scenario_says_replaces_what_the_image_says(tmp_path: Path) -> None:
    played = play(tmp_path, saying("{log: never}"), {"server": Image(serving, "journal")}, deadlines=SOON)
    assert played.ending is Ending.TROUBLED
    assert '"server" was not ready within 500ms' in played.result.trouble


def test_a_delay_counts_from_the_hosts_start(tmp_path: Path) -> None:
    played = play(tmp_path, saying("{delay: 300ms}"))
    assert ready_of(played).how == "delay"
    assert played.of(Released)[0].at_s == pytest.approx(0.3, abs=0.15)  # asked ten times a second


def test_a_health_check_that_never_passes_is_told_with_its_last_answer(tmp_path: Path) -> None:
    def ill(host: FakeHost) -> int:
        host.sleep(3600)
        return 0

    played = play(tmp_path, scenario(), {"server": Image(ill, "health")}, deadlines=SOON)
    trouble = played.result.trouble
    assert '"server" was not ready within 500ms: its health check "healthy" exits 1: warming up' in trouble
    assert trouble.endswith("it wrote nothing")


class Hanging(FakeRuntime):
    """A runtime whose commands do not return until their host is removed."""

    def execute(self, host: Any, command: tuple[str, ...]) -> tuple[int, bytes]:
        self.verbs.append(("execute", host.name))
        self.clock.wait_for(self.hosts[host.name].stop.is_set, 3600)
        return 1, " ".join(command).encode()


def test_a_health_check_that_hangs_keeps_no_run_from_ending_and_being_removed(
    tmp_path: Path,
) -> None:
    def ill(host: FakeHost) -> int:
        host.sleep(3600)
        return 0

    runtime = Hanging({"server": Image(ill, "health"), "client": Image(lambda _: 0)})
    played = play(tmp_path, scenario(), runtime=runtime, deadlines=SOON)
    assert played.ending is Ending.TROUBLED
    assert played.elapsed_s == pytest.approx(0.5)
    assert runtime.leftovers(None) == ()
    assert played.verbs("execute") == ["server"]


def test_nothing_is_asked_of_a_host_once_it_is_ready(tmp_path: Path) -> None:
    def healthy(host: FakeHost) -> int:
        host.healthy = True
        host.sleep(3600)
        return 0

    def client(host: FakeHost) -> int:
        host.sleep(1.2)
        return 0

    images = {"server": Image(healthy, "health"), "client": Image(client)}
    played = play(tmp_path, scenario(fleet="count: 1"), images)
    assert played.result.outcome == "pass"
    assert len(played.verbs("execute")) <= 2


def test_a_host_that_cannot_be_asked_ends_the_wait_at_once(tmp_path: Path) -> None:
    played = play(tmp_path, saying("{port: 80/udp}"), {"server": Image(serving, "journal")})
    assert played.ending is Ending.TROUBLED
    assert "use an image that has cat" in played.result.trouble
    assert played.elapsed_s < 1.5


def test_a_host_without_questions_is_never_asked(tmp_path: Path) -> None:
    played = play(tmp_path, scenario(), {"server": Image(serving, "journal")})
    assert ready_of(played).how == "journal"
    assert played.verbs("execute") == []


def test_a_host_of_which_nothing_is_said_is_ready_when_it_listens(tmp_path: Path) -> None:
    assert ready_of(play(tmp_path, scenario(), {"server": Image(serving, "running")})).how == "listening"


def test_a_host_that_does_not_listen_is_ready_after_a_second(tmp_path: Path) -> None:
    deaf = Deaf({"server": Image(serving), "client": Image(lambda _: 0)})
    played = play(tmp_path, scenario(), runtime=deaf)
    assert ready_of(played).how == "running"
    assert ready_of(played).at_s >= 1.0


class Deaf(FakeRuntime):
    """A runtime whose hosts listen on no port."""

    def execute(self, host: Any, command: tuple[str, ...]) -> tuple[int, bytes]:
        self.verbs.append((command[0], host.name))
        return 0, b""


def test_a_host_that_answers_http_is_ready(tmp_path: Path) -> None:
    def answering(host: FakeHost) -> int:
        host.healthy = True
        host.sleep(3600)
        return 0

    assert ready_of(play(tmp_path, saying("{http: 80/up}"), {"server": Image(answering)})).how == "http"


def test_a_host_that_answers_no_request_says_why(tmp_path: Path) -> None:
    played = play(tmp_path, saying("{http: 80/up}"), {"server": Image(serving)}, deadlines=SOON)
    assert "port 80/up does not answer HTTP: connection refused" in played.result.trouble


def test_a_health_check_that_outlasts_its_time_is_run_again(tmp_path: Path) -> None:
    class FirstHangs(FakeRuntime):
        def execute(self, host: Any, command: tuple[str, ...]) -> tuple[int, bytes]:
            if "execute" not in [verb for verb, _ in self.verbs]:
                self.verbs.append(("execute", host.name))
                self.clock.wait_for(self.hosts[host.name].stop.is_set, 3600)
                return 1, b""
            return super().execute(host, command)

    def healthy(host: FakeHost) -> int:
        host.healthy = True
        host.sleep(3600)
        return 0

    images = KNOWN | {"server": Image(healthy, "health")}
    text = scenario(hosts="server: {service: server, healthcheck: {timeout: 400ms}}")
    played = play(tmp_path, text, runtime=FirstHangs(images))
    assert played.result.outcome == "pass"
    assert ready_of(played).at_s == pytest.approx(0.5, abs=0.25)


def test_a_health_check_that_never_ends_in_its_time_is_told(tmp_path: Path) -> None:
    def ill(host: FakeHost) -> int:
        host.sleep(3600)
        return 0

    runtime = Hanging(KNOWN | {"server": Image(ill, "health")})
    text = scenario(hosts="server: {service: server, healthcheck: {timeout: 10ms}}")
    played = play(tmp_path, text, runtime=runtime, deadlines=replace(SOON, ready_s=5))
    assert "its health check has not ended within 10ms" in played.result.trouble
    assert 2 < len(played.verbs("execute")) <= 21
