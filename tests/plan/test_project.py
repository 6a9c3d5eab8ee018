"""What a run says about the project that it plays."""

from __future__ import annotations

from pathlib import Path

from tests.plan.plans import plan_of
from tests.spec.yaml_files import write

COMPOSE = """
services:
  web: {image: test/web, depends_on: [db], volumes: ["./site:/site", "./conf:/conf:ro", "store:/x"]}
  db: {image: test/db, depends_on: {cache: {condition: service_healthy}}, volumes: ["./site:/site"]}
  cache: {image: x, cpu_shares: 5, volumes: [/anonymous]}
volumes: {store: {}}
"""


def test_added_hosts_copied_paths_and_keys_without_effect_are_noted(tmp_path: Path) -> None:
    write(tmp_path, COMPOSE, "compose.yaml")
    text = (
        "compose: compose.yaml\nhosts: {web: {service: web}}\nfleets: {c: {service: cache, command: [a]}}\n"
    )
    plan = plan_of(tmp_path, text)
    assert plan.notes[:2] == (
        '"db" is started, too: "web" depends on it',
        f'"{tmp_path}/site" is mounted as a copy, which is removed with the run',
    )
    assert [host.name for host in plan.hosts] == ["web", "db"]
    assert [mount.source for mount in plan.hosts[0].machine.mounts] == [
        f"{tmp_path}/site",
        f"{tmp_path}/conf",
        "store",
    ]
