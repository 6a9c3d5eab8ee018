"""How an image of the user's project is built: Compose's ``build``, and the command line that does it.

Source: the Compose Build Specification; docker build, reference of the command line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from socketlab.language.values import Environment, TextMap, Texts
from socketlab.language.wording import instead

_REMOTE = ("https://", "http://", "git://", "ssh://", "git@", "github.com/")
"""Source: docker build, "Build context": what is not a folder of this machine."""


def _pairs(value: Any) -> Any:
    """``[name=value, ...]`` or ``{name: value}`` as a mapping; texts without a value have an empty one."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return dict(item.split("=", 1) if "=" in item else (item, "") for item in value)
    return value


Pairs = Annotated[dict[str, str], BeforeValidator(_pairs)]


class BuildSpec(BaseModel):
    """The keys of ``build``; those that only concern caches, attestations and publishing are set aside."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    context: str = "."
    dockerfile: str | None = None
    dockerfile_inline: str | None = None
    args: Environment = Field(default_factory=dict)
    target: str | None = None
    labels: TextMap = Field(default_factory=dict)
    network: str | None = None
    extra_hosts: Pairs = Field(default_factory=dict)
    shm_size: str | int | None = None
    no_cache: bool = False
    pull: bool = False
    additional_contexts: Pairs = Field(default_factory=dict)
    platforms: Texts = ()
    ssh: Any = None
    secrets: Any = None
    cache_from: Any = None
    cache_to: Any = None
    tags: Any = None
    isolation: Any = None
    privileged: Any = None
    entitlements: Any = None
    ulimits: Any = None
    provenance: Any = None
    sbom: Any = None

    @model_validator(mode="before")
    @classmethod
    def _context_alone(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"context": value}
        if value is None or not hasattr(value, "items"):
            raise ValueError(f"must be a folder, or a mapping with context{instead(value)}")
        return {key: item for key, item in value.items() if not str(key).startswith("x-")}

    @model_validator(mode="after")
    def _one_dockerfile(self) -> BuildSpec:
        if self.dockerfile is not None and self.dockerfile_inline is not None:
            raise ValueError("needs at most one of dockerfile and dockerfile_inline")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """One image of the user's project, as it is built.

    Args:
        image: Its name.
        service: The service that it is for.
        spec: How it is built.
        folder: What relative paths start from: the folder of the compose file.
    """

    image: str
    service: str
    spec: BuildSpec
    folder: str

    @property
    def context(self) -> str:
        """The build's context: an absolute or relative folder, or an address."""
        written = self.spec.context
        if written.startswith(_REMOTE) or written.startswith("/"):
            return written
        return f"{self.folder}/{written}"

    @property
    def is_local(self) -> bool:
        """Whether its context is a folder of this machine."""
        return not self.spec.context.startswith(_REMOTE)

    def options(self) -> tuple[str, ...]:
        """The options and the context for ``docker build``, without the Dockerfile of an inline one."""
        return (*self._options(), self.context)

    def _options(self) -> Iterator[str]:
        spec = self.spec
        yield from ("--tag", self.image)
        if spec.dockerfile_inline is not None:
            yield from ("--file", "-")
        elif spec.dockerfile is not None:
            remote = spec.dockerfile.startswith("/") or not self.is_local
            yield from ("--file", spec.dockerfile if remote else f"{self.context}/{spec.dockerfile}")
        for option, value in (("--target", spec.target), ("--network", spec.network)):
            yield from () if value is None else (option, value)
        yield from () if spec.shm_size is None else ("--shm-size", str(spec.shm_size))
        yield from _each("--build-arg", spec.args)
        yield from _each("--label", spec.labels)
        yield from _each("--add-host", spec.extra_hosts, ":")
        yield from _each("--build-context", spec.additional_contexts)
        for flag, given in (("--no-cache", spec.no_cache), ("--pull", spec.pull)):
            yield from (flag,) if given else ()
        yield from ("--platform", ",".join(spec.platforms)) if len(spec.platforms) == 1 else ()


def _each(option: str, pairs: Mapping[str, str], between: str = "=") -> Iterator[str]:
    for name, value in pairs.items():
        yield from (option, f"{name}{between}{value}")
