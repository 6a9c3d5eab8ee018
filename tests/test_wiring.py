"""From a scenario to a result on disk, on fake hosts."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from typing_extensions import override

from socketlab.errors import ImageMissing, InvalidInput, LabError
from socketlab.links.model import LinksPlan
from socketlab.report.result import Result
from socketlab.runtimes.fake.host import Image
from socketlab.runtimes.fake.links import LinkedFakeRuntime
from socketlab.runtimes.fake.programs import gated, serving
from socketlab.runtimes.fake.runtime import FakeRuntime
from socketlab.wiring import Choices, judge_again, plan_for, play, require_all, runs_folder
from tests.run.harness import scenario
from tests.spec.yaml_files import one


class Closing(FakeRuntime):
    """A fake runtime that knows whether it was closed."""

    closed = False

    @override
    def close(self) -> None:
        self.closed = True


KNOWN = {"server": Image(serving, "journal"), "client": Image(gated(lambda _: 0), "gate")}


def played(folder: Path, runtime: FakeRuntime, runs: Path) -> Result:
    choices = Choices(seed=1, runs=runs)
    return play(one(folder, scenario()), runtime, choices, lambda *_: nullcontext(lambda _: None))


def test_a_run_leaves_its_result_and_can_be_judged_again(tmp_path: Path) -> None:
    result = played(tmp_path, Closing(KNOWN), tmp_path / "runs")
    assert result.outcome == "pass"
    folder = Path(result.folder)
    assert Result.model_validate_json((folder / "result.json").read_text()) == result
    assert judge_again(folder) == result


def test_the_runtime_is_closed_also_where_nothing_can_be_played_or_written(
    tmp_path: Path,
) -> None:
    bare = Closing({})
    with pytest.raises(ImageMissing):
        played(tmp_path, bare, tmp_path / "runs")
    assert bare.closed
    assert not (tmp_path / "runs").exists()
    file = tmp_path / "file"
    file.write_text("")
    full = Closing(KNOWN)
    with pytest.raises(LabError, match="cannot write evidence"):
        played(tmp_path, full, file)
    assert full.closed


@pytest.mark.parametrize(
    ("named", "folder"), [(None, "runs"), ("", "runs"), ("a b/c", "a b/c"), ("~/runs", "/home/me/runs")]
)
def test_where_evidence_goes(monkeypatch: pytest.MonkeyPatch, named: str | None, folder: str) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.delenv("SOCKETLAB_RUNS", raising=False)
    if named is not None:
        monkeypatch.setenv("SOCKETLAB_RUNS", named)
    assert runs_folder() == Path(folder)


def test_a_home_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCKETLAB_RUNS", "~nosuchuser/runs")
    with pytest.raises(InvalidInput, match="SOCKETLAB_RUNS: no home folder"):
        runs_folder()


def test_images_of_all_runs_are_looked_for_before_the_first(tmp_path: Path) -> None:
    there = one(tmp_path, scenario())
    others = [
        one(
            tmp_path,
            scenario(hosts="server: {service: other}").replace("image: other", f"image: test/{name}"),
        )
        for name in ("a", "b", "a")
    ]
    runtime = Closing(KNOWN)
    with pytest.raises(ImageMissing) as raised:
        require_all([there, *others], runtime, Choices())
    assert runtime.closed
    first, second = str(raised.value).split("; ")
    assert 'no image "test/a" on this machine' in first
    assert 'no image "test/b" on this machine' in second
    require_all([there, there], Closing(KNOWN), Choices())


LINKED = scenario(more="links: [{between: [clients, server], delay: 25ms}]")


def planned(folder: Path, *, thorough: bool = False) -> LinksPlan:
    plan = plan_for(one(folder, LINKED), LinkedFakeRuntime(KNOWN), Choices(seed=1, thorough=thorough))
    assert plan.links is not None
    return plan.links


def test_links_are_provided_by_what_the_runtime_has_unless_the_user_forces_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOCKETLAB_SHAPER", raising=False)
    assert (planned(tmp_path).shaper, planned(tmp_path).thorough) == ("netem", False)
    monkeypatch.setenv("SOCKETLAB_SHAPER", "netem")
    assert planned(tmp_path, thorough=True).thorough
    monkeypatch.setenv("SOCKETLAB_SHAPER", "fallback")
    with pytest.raises(InvalidInput, match="xt_NFQUEUE"):
        planned(tmp_path)
    monkeypatch.setenv("SOCKETLAB_SHAPER", "tc")
    with pytest.raises(InvalidInput, match='SOCKETLAB_SHAPER is "tc"'):
        planned(tmp_path)
