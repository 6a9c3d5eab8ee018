"""Series that are sampled while a run lasts: one collector in each file, one list."""

from __future__ import annotations

from socketlab.collectors.api import Collector
from socketlab.collectors.resources import Resources

COLLECTORS: tuple[type[Collector], ...] = (Resources,)
"""Every collector, in the order in which the reference lists them."""
