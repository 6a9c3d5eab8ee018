"""Steps at a moment."""

from socketlab.triggers.at import At


def test_a_step_comes_once_at_its_moment() -> None:
    at = At.model_validate({"at": "1m30s"})
    assert (at.moments(), at.times, at.watch()) == ((90.0,), 1, None)
    assert at.wording == "at 90s"
