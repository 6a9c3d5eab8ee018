"""Pages about families of kinds: a section for each, with its settings and an example."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pydantic import BaseModel

from docs.generator.families import FAULTS, TRIGGERS, word_of_kind
from docs.generator.tables import definition_name, definitions, table, table_of
from socketlab.checks import CHECKS
from socketlab.language.docstrings import docstring_of
from socketlab.readiness import READINESS, SAID
from socketlab.spec.schema import mapping_of

_NEEDS_JOURNAL = (
    "It needs [a journal](journal.md), which the programs of the lab's own images keep. For an image that keeps none "
    "`plan` and `run` refuse it; use [`output`](#output) or [`log`](#log) there."
)


def checks_page() -> str:
    """The checks."""
    return f"""\
# Checks

What must hold. An item of a scenario's `checks` has exactly one of these kinds, and may have these keys:

{table_of("CheckItem", without=[word_of_kind(kind) for kind in CHECKS])}

A check answers *pass*, *fail* or *unknown*; the worst answer is the run's: fail before unknown before pass. `count` is
a number, or bounds such as `{{at_least: 1, at_most: 3}}`. `at` is `start` (everything is ready, nothing released),
`end` (all clients have ended; the default), or a time after the release such as `1.5s`. Some checks are implied:
every client exits with status 0 unless an `exit_status` says otherwise, hosts stay up, and every step of the
timeline was played.

On [a busy machine](../how-it-works.md#a-busy-machine) the gates know how late the lab was: by how much they released
their clients after the planned moment, and how long these waited for a processor that others used. A time of the
fleet that misses its limit by no more than that is *unknown*, not *fail*, and so is what an observation that comes
late does not find.

With `level: warning`, a check that does not pass is shown, and neither the outcome nor the exit status depends on it.
With `during: NAME`, a check of replies asks only about the messages that were sent while the step of that name was in
force: from its injection until its undoing begins, or to the end of the run if it is not undone.

With `eventually: {{within: 5s}}`, a check that has an `at` may fail at that moment if it holds at a later one within this
time. The host is looked at up to 11 times, at most twice a second. What is seen is that of the first pass.

{sections(CHECKS)}
"""


def faults_page() -> str:
    """The faults."""
    return f"""\
# Faults

An item of a scenario's `timeline` has exactly one of these faults, and [a trigger](triggers.md). A host that the
timeline ended does not count as one that ended by itself. A host of the standing lab cannot be a target: define it as a
`service` instead. A step that was never due, was carried out less often than planned, missed a target or failed makes
the run inconclusive. A client that was killed has the exit status 137.

`host` selects the targets; the plan resolves it from the seed, and `plan` prints the result:

| selector | meaning |
| --- | --- |
| `server` | one host |
| `clients` | every client of a fleet |
| `clients[2]` | the fleet's second client |
| `3 of clients` | three of its clients, chosen by the seed |
| `30% of clients` | that share, rounded to whole clients, at least one |
| `"*"` | every host and every client; `2 of *` chooses among them |
| `[server, 2 of clients]` | all of these, each once |

{sections(FAULTS)}
"""


def triggers_page() -> str:
    """The triggers."""
    return f"""\
# Triggers

When an item of a scenario's `timeline` is due. It has these keys next to the fault:

{table_of("TimelineItem", without=[word_of_kind(kind) for kind in FAULTS])}

With `jitter`, each moment of the step is up to that much later: after a time, each time of a repeated step, or after what
it waits for. The plan chooses each delay from the seed, so that the same seed has the same moments; `plan` shows them.

```yaml
- {{at: 1s, jitter: 500ms, kill: {{host: server}}}}
```

{sections(TRIGGERS)}
"""


def readiness_page() -> str:
    """The strategies of readiness."""
    said = ", ".join(f"`{word_of_kind(kind)}`" for kind in SAID)
    return f"""\
# Readiness

What shows that a host is ready. A run releases its clients when every host is ready and every client waits at its
gate, the barrier at which clients wait for their common start. How long that may take is a scenario's
`ready_timeout`, or `--ready-timeout`.

A scenario may give one of {said} to a host, as `ready`. Otherwise the plan chooses the first of the strategies below
that fits the host and its image, and `plan` shows which.

{sections(READINESS, _ready_item)}
"""


def sections(family: Iterable[type[BaseModel]], item: Callable[[type[BaseModel]], str] | None = None) -> str:
    """A list of the family's kinds, then a section for each."""
    kinds = list(family)
    rows = [[f"[`{word_of_kind(kind)}`](#{word_of_kind(kind)})", _summary(kind)] for kind in kinds]
    return "\n\n".join(
        [table(["kind", "summary"], rows), *(_section(kind, (item or _list_item)(kind)) for kind in kinds)]
    )


def _list_item(kind: type[BaseModel]) -> str:
    """The example of a kind that is an item of a list."""
    lines = str(getattr(kind, "example", "")).strip().splitlines()
    return "\n  ".join(lines).join(("- ", "")) if lines else ""


def _ready_item(kind: type[BaseModel]) -> str:
    """The example of a strategy that a host may be given; others are never written."""
    return f"ready:\n  {getattr(kind, 'example', '')}" if kind in SAID else ""


def _summary(kind: type[BaseModel]) -> str:
    return str(getattr(kind, "summary", "") or docstring_of(kind).summary)


def _section(kind: type[BaseModel], example: str) -> str:
    text = docstring_of(kind)
    parts = [f"## {word_of_kind(kind)}", text.summary, text.details]
    parts += [_NEEDS_JOURNAL] if getattr(kind, "needs_journal", False) else []
    name = definition_name(kind)
    if mapping_of(definitions().get(name, {})).get("properties"):
        parts.append(table_of(name))
    if example:
        parts.append(f"```yaml\n{example}\n```")
    return "\n\n".join(filter(None, parts))
