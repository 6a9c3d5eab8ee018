"""What a collector is: it takes one sample of one host when asked, and decides nothing about when."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from socketlab.hosts.model import HostPlan
from socketlab.runtimes.api import Runtime


class Collector(ABC):
    """One series of samples of each host; they go to ``samples/<name>.jsonl`` in the run's folder.

    Attributes:
        name: What it is called; also its file's name.
        summary: What it samples, as a phrase for a list.
        row: The dataclass of one sample.
        needs: The capabilities that the runtime must have: Protocols.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    row: ClassVar[type[Any]]
    needs: ClassVar[tuple[type[Any], ...]]

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    @abstractmethod
    def sample(self, host: HostPlan) -> Any:
        """A sample of a running host, an instance of :attr:`row`.

        Raises:
            LabError: when there is none now, such as of a host that has just ended.
        """
