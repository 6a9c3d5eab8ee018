"""What each image is made of, read from its Dockerfile: the one place that says so.

From ``FROM`` comes the order of building, from ``COPY`` the files that the engine is sent, and from the
content of both a fingerprint that says whether an image that exists is still the one described.
"""

from __future__ import annotations

import difflib
import hashlib
import io
import re
import tarfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from socketlab.errors import InvalidInput, LabError


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A distribution base: an image that has no Dockerfile here, and on which others stand.

    Args:
        tag: The image's name.
        official: The image of a registry that it is made from where one answers.
        image_variable: The variable of the environment that names another than the official one.
        variant: Which packages mmdebstrap begins with where none answers (mmdebstrap(1), "--variant").
        packages: Packages beyond those.
        script: The shell script that both ways run inside: it takes away what no host uses.
        command: What a container of it runs when nothing is asked.
    """

    tag: str
    official: str
    image_variable: str
    variant: str
    packages: tuple[str, ...]
    script: str
    command: str


PYTHON = Base(
    tag="socketlab/python",
    official="python:3.12-slim-bookworm",
    image_variable="SOCKETLAB_BASE_IMAGE",
    variant="essential",
    # The last two are what the official image lacks; there the strip script installs them.
    packages=("python3-minimal", "libpython3-stdlib", "iputils-ping", "libfaketime"),
    script="images/python/strip.sh",
    command="python3",
)
"""For the programs of this repository: Python, and no package manager. What the official image lacks of the
packages its strip script installs."""

DEBIAN = Base(
    tag="socketlab/debian",
    official="debian:bookworm-slim",
    image_variable="SOCKETLAB_DEBIAN_IMAGE",
    variant="apt",
    packages=(),
    script="images/debian/strip.sh",
    command="bash",
)
"""For programs out of Debian's packages: apt, and what it needs."""

BASES = {base.tag: base for base in (PYTHON, DEBIAN)}

PREFIX = "socketlab/"
"""What the name of every image begins with; the folder below images/ is the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How one image is made.

    Args:
        tag: The image's name.
        parent: The image that it is based on.
        dockerfile: Path below the root of the repository.
        files: The files it copies, as paths below the root, in order.
        online: Whether its build needs the network, because a step of it installs packages.
    """

    tag: str
    parent: str
    dockerfile: str
    files: tuple[str, ...]
    online: bool = False

    def fingerprint(self, root: Path) -> str:
        """A digest of everything this repository puts into the image."""
        digest = hashlib.sha256()
        for name in (self.dockerfile, *self.files):
            file = root / name
            digest.update(f"{name}\0{_mode(file):o}\0{file.stat().st_size}\0".encode())
            digest.update(file.read_bytes())
        return digest.hexdigest()

    def context(self, root: Path) -> io.BytesIO:
        """The archive that the engine builds from: the Dockerfile and what it copies, nothing else."""
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            for name in (self.dockerfile, *self.files):
                entry = tarfile.TarInfo(name)
                entry.mode = _mode(root / name)
                entry.size = (root / name).stat().st_size
                with (root / name).open("rb") as content:
                    tar.addfile(entry, content)
        archive.seek(0)
        return archive


def read_recipes(root: Path) -> tuple[Recipe, ...]:
    """Every image of the repository, each after the one that it is based on.

    Raises:
        LabError: when there is none, or one copies a missing file, or is based on none of these.
    """
    found = {recipe.tag: recipe for recipe in (_read(file, root) for file in _dockerfiles(root))}
    ordered: dict[str, Recipe] = {}
    while len(ordered) < len(found):
        ready = [
            recipe
            for tag, recipe in found.items()
            if tag not in ordered and (recipe.parent in BASES or recipe.parent in ordered)
        ]
        if not ready:
            lost = next(recipe for tag, recipe in found.items() if tag not in ordered)
            raise LabError(
                f'"{lost.parent}" is not an image of this repository',
                hint=f"let FROM name {' or '.join(BASES)}, or an image that a folder of images/ makes",
                source=lost.dockerfile,
            )
        ordered |= {recipe.tag: recipe for recipe in ready}
    return tuple(ordered.values())


def needed(recipes: Sequence[Recipe], tags: Collection[str]) -> tuple[Recipe, ...]:
    """The recipes of the given images and of those that they are based on, in the same order."""
    kept = set(tags)
    for recipe in reversed(recipes):
        if recipe.tag in kept:
            kept.add(recipe.parent)
    return tuple(recipe for recipe in recipes if recipe.tag in kept)


def tags_named(recipes: Sequence[Recipe], names: Iterable[str]) -> tuple[str, ...]:
    """The images that a user names, with or without the common prefix.

    Raises:
        InvalidInput: when one of them is not an image of this repository.
    """
    known = [tag.removeprefix(PREFIX) for tag in (*BASES, *(recipe.tag for recipe in recipes))]
    wanted = [name.removeprefix(PREFIX) for name in names]
    for name in wanted:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f'did you mean "{close[0]}"?' if close else f"use one of {', '.join(sorted(known))}"
            raise InvalidInput(f'no image "{name[:80]}" to build', hint=hint)
    return tuple(f"{PREFIX}{name}" for name in wanted)


def _dockerfiles(root: Path) -> list[Path]:
    found = sorted((root / "images").glob("*/Dockerfile"))
    if not found:
        raise LabError(
            f'no images/ folder in "{root}"',
            hint="restore it from git, or install socketlab again",
        )
    return found


def _read(dockerfile: Path, root: Path) -> Recipe:
    name = dockerfile.relative_to(root).as_posix()
    text = re.sub(r"\\\n", " ", dockerfile.read_text(encoding="utf-8"))
    instructions = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    parents = [words[1] for words in instructions if words[0] == "FROM"]
    sources = [
        source
        for words in instructions
        if words[0] == "COPY"
        for source in [word for word in words[1:] if not word.startswith("--")][:-1]
    ]
    files = tuple(file for source in sources for file in _expand(source, root, copied_by=name))
    return Recipe(
        tag=f"{PREFIX}{dockerfile.parent.name}",
        parent=parents[-1],
        dockerfile=name,
        files=files,
        online=any(words[0] == "RUN" and "apt-get" in words for words in instructions),
    )


def _expand(source: str, root: Path, *, copied_by: str) -> list[str]:
    path = root / source
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and not _is_compiled(file))
        return [file.relative_to(root).as_posix() for file in files]
    if not path.is_file():
        raise LabError(f'no file "{source}" to copy', hint="restore it from git", source=copied_by)
    return [source]


def _is_compiled(file: Path) -> bool:
    """Whether Python wrote the file: such files differ between clones and are made anew in the image."""
    return file.suffix == ".pyc" or "__pycache__" in file.parts


def _mode(file: Path) -> int:
    """Executable or not: all of a mode that git keeps, so that every clone makes the same image."""
    return 0o755 if file.stat().st_mode & 0o100 else 0o644
