"""The lab as compose.yaml defines it, with settings from the environment and the ``.env`` file next to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from socketlab.errors import LabError
from socketlab.language.document import Document, read_document
from socketlab.language.dotenv import read_settings
from socketlab.language.interpolation import Interpolation, names_used
from socketlab.language.textfiles import read_text

FILE = "compose.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """The lab's services.

    Args:
        document: The compose file.
        settings: Values of its variables; the environment outranks the ``.env`` file, as in Compose.
    """

    document: Document
    settings: Mapping[str, str]

    @property
    def services(self) -> dict[str, dict[str, Any]]:
        """Each service by its name, as written in the file."""
        found: dict[str, dict[str, Any]] = self.document.tree["services"]
        return found

    def every_profile(self) -> str:
        """All profiles, as COMPOSE_PROFILES takes them."""
        return ",".join(
            sorted({name for service in self.services.values() for name in service.get("profiles", ())})
        )

    def chosen_images(self) -> tuple[str, ...]:
        """The images of the services that Compose starts: those of no profile, and of the chosen profiles.

        Source: the Compose Specification, "Profiles".
        """
        chosen = {name.strip() for name in self.settings.get("COMPOSE_PROFILES", "").split(",")}
        return tuple(
            service["image"]
            for service in self.services.values()
            if not service.get("profiles") or "*" in chosen or chosen & set(service["profiles"])
        )

    def port_variables(self) -> dict[int, str]:
        """Which variable publishes a server at which port of this machine."""
        return {int(outside): variable for variable, outside in self._published() if outside.isdigit()}

    def _published(self) -> Iterator[tuple[str, str]]:
        for service in self.services.values():
            for port in service.get("ports", ()):
                variables = names_used(str(port))
                with suppress(ValueError):  # a variable that Compose would refuse publishes nothing
                    filled = Interpolation(self.settings).fill(str(port))
                    if variables:
                        yield variables[0], filled.rpartition(":")[0].rpartition(":")[2]


def read_definition(root: Path, environ: Mapping[str, str]) -> Definition:
    """The definition in a folder.

    Args:
        root: The folder of compose.yaml.
        environ: The environment.

    Raises:
        InvalidInput: when a file cannot be read.
        InvalidFile: when compose.yaml is not YAML, or ``.env`` is not a list of settings.
        LabError: when it has no services.
    """
    document = read_document(root / FILE)
    if not isinstance(document.tree, dict) or not isinstance(document.tree.get("services"), dict):
        raise LabError(f'no services in "{root / FILE}"', hint="restore the file")
    file = root / ".env"
    settings = {}
    if file.is_file():
        text = read_text(file, shown_as=str(file))
        settings = read_settings(text, file=str(file), outside=environ)
    return Definition(document=document, settings={**settings, **environ})
