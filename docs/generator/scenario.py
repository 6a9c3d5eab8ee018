"""The page about a scenario file as a whole."""

from __future__ import annotations

from docs.generator.tables import definitions, table, table_of
from socketlab.language.patterns import LONGEST_PATTERN
from socketlab.language.variables import CLIENT_VARIABLES, RUN_VARIABLES

_VARIABLES = {
    "index": "a client's number in its fleet, from 1",
    "count": "the size of a client's fleet",
    "fleet": "the name of a client's fleet",
    "client": "a client's host name",
    "seed": "the run's seed",
    "run": "the run's id",
    "hosts.NAME": "the name by which clients reach a host, wherever it was placed",
}


def page() -> str:
    """The scenario language."""
    late = [*CLIENT_VARIABLES, *RUN_VARIABLES, "hosts.NAME"]
    variables = table(["variable", "value"], [[f"`${{{name}}}`", _VARIABLES[name]] for name in late])
    return f"""\
# A scenario

A scenario is one YAML file: hosts, fleets of clients, faults and checks. A key that is not listed
here is an error, except at the top level those that begin with `x-`. [The schema](scenario.schema.json) of the
language gives editors completion and descriptions, where the file's first line names it:

```yaml
# yaml-language-server: $schema=scenario.schema.json
```

`python -m scenarios schema` prints it, and `python -m scenarios validate` finds every mistake with its line.

{table_of("ScenarioSpec")}

Names of hosts and fleets become host names: a lower-case letter, then up to 40 letters, digits and hyphens.

## Quantities

A quantity is written with its unit, never as a bare number.

| value | examples | units |
| --- | --- | --- |
| duration | `500ms`, `5s`, `1m30s` | `us`, `ms`, `s`, `m` (or `min`), `h` |
| clock offset | `1h` ahead, `-90s` behind | the same |
| size | `10MB`, `64MiB` | `B`; `kB`, `MB`, `GB` count by 1000; `KiB`, `MiB`, `GiB` by 1024 |
| rate | `10mbit`, `56 kbit/s` | `bit`, `kbit`, `mbit`, `gbit`, by 1000 |
| share | `1%`, `0.5%` | `%` |
| memory | `128m` | as in Compose: `b`, `k`, `m`, `g`, by 1024 |

## Count

A whole number, or bounds of which at least one is given, both inclusive:

{table_of("Count")}

## Hosts

{_about("HostSpec")} A host that ends by itself fails the run. What the settings mean is in [hosts](hosts.md).

{table_of("HostSpec")}

### Files

{_about("FileSpec")} The folder of the file becomes a volume of the host.

{table_of("FileSpec")}

## Fleets

{_about("FleetSpec")} Unless a check says otherwise, a client must exit with status 0.

{table_of("FleetSpec")}

### Start

`together`, `every 100ms`, or a mapping:

{table_of("Start")}

## Links

{_about("LinkSpec")} See [links](links.md).

## Timeline

{_about("TimelineItem")} The faults are listed in [faults](faults.md), the triggers in [triggers](triggers.md).

A run without fleets lasts until the last step of its timeline.

## Checks

{_about("CheckItem")} They are listed in [checks](checks.md).

## Variables

`${{name}}` is replaced by a value of `variables` or of the matrix; a variable may refer to axes and to the variables before
it. A value that is one reference only takes the variable's type, so that `count: ${{clients}}` is a number. `$$` is a
dollar sign. `--set name=value` changes a variable and fixes an axis. In what clients run and in checks there are also:

{variables}

Variables and axes have other names than these.

## Regular expressions

`matches`, `prefix` and `suffix` are regular expressions in [RE2's syntax](https://github.com/google/re2/wiki/Syntax),
whose matching time is proportional to the length of the text. They have up to {LONGEST_PATTERN} characters, and match anywhere in
a line unless `^` and `$` say otherwise.

| in Python | here |
| --- | --- |
| back references, lookahead, lookbehind, atomic groups, possessive quantifiers, comments | not supported |
| `\\Z` | `\\z` |
| `\\u20ac` | the character itself, or `\\x{{20ac}}` |
| `\\d`, `\\w`, `\\s`, `\\b` for every script | for ASCII only; `\\pN`, `\\pL`, `\\p{{Greek}}` are classes of Unicode |
| `a{{5000}}` | 1000 repetitions at most |

A variable such as `${{index}}` is literal text in an expression: `^${{client}}$` matches this one name. Inside `[...]`
it adds its characters; in a range, a repetition or an escape it is refused.
"""


def _about(model: str) -> str:
    return str(definitions()[model]["description"])
