"""The example of every kind of check, played for real: the documents show what works."""

from __future__ import annotations

import pytest

from socketlab.checks import CHECKS
from socketlab.language.kinds import words_of
from tests.checks.examples import with_all_examples
from tests.system.conftest import Shell

pytestmark = pytest.mark.docker


def test_every_example_passes_in_the_example_scenario(shell: Shell) -> None:
    finished = shell.run("run", shell.file("examples.yaml", with_all_examples()), "--format", "json")
    (result,) = finished.results
    written = [check for check in result["checks"] if check["place"] != "implied"]
    assert [check["kind"] for check in written] == list(words_of(CHECKS))
    assert [(check["kind"], check["seen"]) for check in result["checks"] if check["verdict"] != "pass"] == []
    assert (finished.code, result["outcome"]) == (0, "pass")
    assert [check["kind"] for check in written if not check["measures"]] == ["file"]  # it is absent
