"""A run's record on disk: where each file lies, and how a stored run is read again.

runs/<scenario>/<UTC time>-<run id>/
    plan.json            what was decided before anything started
    scenario.resolved.yaml  the scenario with its variables filled in
    environment.json     engine, kernel, machine
    events.jsonl         everything that happened, one JSON object a line
    logs/<host>.<stream>.log  what each host wrote
    samples/<collector>.jsonl  series sampled during the run, where it was asked for
    result.json          the verdict and its checks
    summary.md, junit.xml  the same for a page of a CI job, and for its list of tests
    report.html          the same and the record as a page for a browser, where it was asked for
    trace.json           the run on one axis of time, in the Trace Event Format
"""

from __future__ import annotations

LATEST = "latest"
"""The link to the newest run, beside the folders of the scenarios."""

EVENTS = "events.jsonl"
LOGS = "logs"
PLAN = "plan.json"
RESULT = "result.json"
SUMMARY = "summary.md"
JUNIT = "junit.xml"
REPORT = "report.html"
TRACE = "trace.json"
SAMPLES = "samples"
ENVIRONMENT = "environment.json"
RESOLVED = "scenario.resolved.yaml"


def scenario_folder(scenario: str) -> str:
    """The folder of a scenario's runs; no scenario's name ends in a hyphen, so no two share one."""
    return f"{scenario}-" if scenario == LATEST else scenario


def sample_name(collector: str) -> str:
    """Where a collector's samples are kept, relative to the run's folder."""
    return f"{SAMPLES}/{collector}.jsonl"


def log_name(host: str, stream: str) -> str:
    """Where a host's output is kept, relative to the run's folder."""
    return f"{LOGS}/{host}.{stream}.log"
