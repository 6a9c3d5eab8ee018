"""The page about what can be sampled during a run."""

from __future__ import annotations

from docs.generator.dataclasses import fields_table
from docs.generator.tables import table
from socketlab.collectors import COLLECTORS
from socketlab.language.docstrings import docstring_of


def page() -> str:
    """The collectors."""
    overview = table(
        ["collector", "file", "summary"],
        [[f"`{each.name}`", f"`samples/{each.name}.jsonl`", each.summary] for each in COLLECTORS],
    )
    sections = "\n\n".join(
        f"## {each.name}\n\n{docstring_of(each).summary}\n\n{docstring_of(each).details}\n\n{fields_table(each.row)}"
        for each in COLLECTORS
    )
    return f"""\
# Collectors

Series that are sampled from before the first start to the end of a run, each into a file of its own below `samples/`
in the run's folder. `run --sample` turns them on; they are off by default, so that they cost a run nothing.

{overview}

{sections}
"""
