"""How an image of the user's project is built."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from socketlab.hosts.builds import Build, BuildSpec


def build(spec: Any, folder: str = "project") -> Build:
    return Build(image="shop-api", service="api", spec=BuildSpec.model_validate(spec), folder=folder)


def test_a_folder_alone_is_the_context() -> None:
    assert build(".").options() == ("--tag", "shop-api", "project/.")
    assert build("/abs").context == "/abs"
    assert build("https://example.org/x.git").context == "https://example.org/x.git"
    assert not build("https://example.org/x.git").is_local


def test_each_key_becomes_an_option_of_docker_build() -> None:
    spec = {
        "context": "api",
        "dockerfile": "Dockerfile.dev",
        "args": ["A=1", "B=2"],
        "labels": {"x": "y"},
        "target": "dev",
        "network": "host",
        "shm_size": "64m",
        "extra_hosts": {"db": "10.0.0.1"},
        "additional_contexts": ["base=docker-image://x"],
        "no_cache": True,
        "pull": True,
        "platforms": ["linux/amd64"],
        "cache_from": ["z"],
        "x-own": 1,
    }
    words = " ".join(build(spec).options())
    assert words == (
        "--tag shop-api --file project/api/Dockerfile.dev --target dev --network host --shm-size 64m "
        "--build-arg A=1 --build-arg B=2 --label x=y --add-host db:10.0.0.1 "
        "--build-context base=docker-image://x --no-cache --pull --platform linux/amd64 project/api"
    )


@pytest.mark.parametrize(
    ("spec", "file"),
    [
        ({"dockerfile": "/abs/Dockerfile"}, "/abs/Dockerfile"),
        ({"context": "https://example.org/x.git", "dockerfile": "sub/Dockerfile"}, "sub/Dockerfile"),
        ({"dockerfile_inline": "FROM x"}, "-"),
    ],
)
def test_the_dockerfile_may_be_elsewhere(spec: Any, file: str) -> None:
    options = build(spec).options()
    assert options[options.index("--file") + 1] == file


def test_an_argument_without_a_value_has_that_of_the_environment() -> None:
    found = BuildSpec.model_validate({"args": ["A", "B"]}, context={"A": "1"})
    assert found.args == {"A": "1"}


@pytest.mark.parametrize(
    "spec", [5, None, ["."], {"contxt": "."}, {"dockerfile": "a", "dockerfile_inline": "b"}]
)
def test_anything_else_is_refused(spec: Any) -> None:
    with pytest.raises(ValidationError):
        BuildSpec.model_validate(spec)
