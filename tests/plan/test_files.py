"""Files that hosts are given before they start."""

from pathlib import Path

from socketlab.hosts.model import HostPlan
from tests.plan.plans import SHOP, plan_of


def files_of(folder: Path, seed: int = 7) -> HostPlan:
    return next(host for host in plan_of(folder, SHOP, seed=seed).hosts if host.name == "db")


def test_files_become_volumes_and_are_filled_in(tmp_path: Path) -> None:
    host = files_of(tmp_path)
    assert host.machine.volumes == ("/etc/shop", "/srv/data")
    assert [(file.path, file.text, file.size_bytes) for file in host.files] == [
        ("/srv/data/a.bin", None, 5_000_000),
        ("/srv/data/b.txt", "run testrun1 costs $5\n", 0),
        ("/etc/shop/c.bin", None, 5_000_000),
    ]


def test_noise_differs_by_path_and_by_seed_and_repeats_for_both(tmp_path: Path) -> None:
    seeds = [[file.seed for file in files_of(tmp_path, seed).files] for seed in (7, 7, 8)]
    assert seeds[0] == seeds[1]
    assert len({*seeds[0], *seeds[2]}) == 6
