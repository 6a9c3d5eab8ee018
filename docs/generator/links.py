"""The page about the links of a scenario: their keys, the profiles, how conditions are provided and measured."""

from __future__ import annotations

from docs.generator.tables import definitions, table, table_of
from socketlab.language.units import format_duration
from socketlab.links import tolerance
from socketlab.links.deriving import conditions_of
from socketlab.links.mechanisms import IFB, MECHANISMS, NETEM
from socketlab.links.settings import ConditionSettings, set_in
from socketlab.links.wording import conditions_in_words
from socketlab.plan.links import MOST_NETWORKS, MOST_PATHS
from socketlab.spec.profiles import read_profiles

EXAMPLE = """\
links:
  - {between: [near, server], profile: lan}
  - {between: [far, server], delay: 80ms, jitter: 10ms, loss: 1%, rate: 10mbit}
  - {from: server, to: "far[2]", delay: 200ms}    # one direction, one client
"""


def page() -> str:
    """The links."""
    tolerances = table(
        ["condition", "probe", "tolerance"],
        [
            ["delay", "both", _delay()],
            [
                "jitter",
                "thorough",
                f"{tolerance.JITTER_SHARE:.0%} of the standard deviation, read from the quartiles",
            ],
            ["loss, duplicate", "thorough", f"{tolerance.STANDARD_ERRORS:g} standard errors"],
            ["loss, duplicate", "quick", f"{tolerance.QUICK_STANDARD_ERRORS:g} standard errors"],
            ["rate", "thorough", f"{tolerance.RATE_SHARE:.0%}"],
        ],
    )
    return f"""\
# Links

Conditions between groups of hosts. Without `links`, every path is a perfect LAN.

```yaml
{EXAMPLE.strip()}
```

{definitions()["LinkSpec"]["description"]} A group is [a selector](faults.md) or a list of them.

{table_of("LinkSpec")}

A link holds for each pair of hosts, one of each group: a fleet of eight behind `rate: 56kbit` has eight lines. Of several
links for a pair, a later one outranks an earlier one, setting by setting. Hosts without conditions between them keep
their direct path. A host of the standing lab cannot have links. A scenario has at most {MOST_PATHS} directions with
conditions and needs at most {MOST_NETWORKS} networks; a fleet linked with itself needs one for each client.

Rates are `bit`, `kbit`, `mbit` and `gbit`, decimal, with or without `/s`; shares are written in percent, as `0.5%`.

### Loss in bursts

{definitions()["BurstLoss"]["description"]}

{table_of("BurstLoss")}

## Profiles

`profile` sets the conditions of both directions: *up* from the group that is named first, *down* towards it. Settings
beside `profile` outrank it. `list --profiles` prints the profiles with their sources.

{_profiles()}

A scenario can have a file with further ones, as `profiles: FILE`; they outrank those above:

```yaml
office:
  about: our branch office
  source: measured in May
  up: {{delay: 12ms, rate: 20mbit}}
  down: {{delay: 12ms, rate: 50mbit}}
```

## How conditions are provided

Hosts with conditions between them are on different networks. One more container, the router, joins all networks of the
run: it is the default gateway of the hosts, which need neither a capability nor a route of their own. Where the kernel
has netem, packets are delayed, dropped, reordered and corrupted by it; otherwise by a program of the router (NFQUEUE),
which cannot corrupt them. Then iptables duplicates packets (TEE), and a token bucket limits rates (TBF). `plan` shows
which; `SOCKETLAB_SHAPER=netem` or `fallback` forces one. `doctor` shows what is missing on this machine. A condition
that it cannot provide is refused before anything starts.

{table(["part of the kernel", "needed for"], _mechanisms())}

Limits: IPv4 only. Multicast and broadcast do not cross the router. Jitter reorders packets that are
sent closer together than it. Without netem, packets whose order or time changes are handled one by one: some 60,000 a
second.

## Measured

Before the clients are released, the router sends probes on each path through everything that its packets meet, and the
kernel times them: each direction by itself, with one clock. The result is in the events as declared against
measured. After three measurements out of tolerance the run ends as a lab error. `run --probe thorough` measures
with up to 10,000 probes for each direction, and rates by sending more than they allow; it takes seconds for each.

{tolerances}

Rates above 300mbit are not measured. During the run, the end of the router or of its program makes the run
inconclusive at once; in the end, everything that was set up must still be there.
"""


def _delay() -> str:
    milliseconds = format_duration(tolerance.DELAY_S)
    return f"{tolerance.DELAY_SHARE:.0%} of the delay or {milliseconds}, the larger; of the median"


def _profiles() -> str:
    rows = []
    for name, profile in read_profiles().items():
        up, down = (_words(settings) for settings in (profile.up, profile.down))
        rows.append([f"`{name}`", profile.about, up, down if down != up else "the same", profile.source])
    return table(["profile", "models", "up", "down", "source"], rows)


def _words(settings: ConditionSettings) -> str:
    return ", ".join(
        word.partition(" (burst")[0] for word in conditions_in_words(conditions_of(set_in(settings)))
    )


def _mechanisms() -> list[list[str]]:
    uses = {
        NETEM: "delay, jitter, loss and reorder, where it is there; `corrupt`",
        IFB: "netem",
        "htb": "netem, and rates",
        "tbf": "rates",
        "nft": "all links",
        "nfqueue": "delay, jitter, loss and reorder without netem",
        "tee": "duplicate",
    }
    return [[MECHANISMS[name], use] for name, use in uses.items()]
