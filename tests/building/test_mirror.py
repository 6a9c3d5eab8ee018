"""The base without a registry: what this machine's apt is set to is what mmdebstrap is told."""

import time
from pathlib import Path

import pytest

from socketlab.building.base import ensure_base
from socketlab.building.mirror import (
    apt_options,
    build_proxies,
    host_suite,
    last_line,
    package_sources,
    write_stripped,
)
from socketlab.building.recipes import DEBIAN, PYTHON
from socketlab.errors import InvalidInput, LabError

TARGETS = """\
DEP-11 http://mirror.example/debian/ bookworm main
Packages http://mirror.example/debian/ bookworm main
Packages http://mirror.example/debian/ bookworm contrib
Packages http://mirror.example/debian/ bookworm-updates main
Packages http://mirror.example/debian-security/ bookworm-security main
Packages http://mirror.example/debian/ bookworm-backports main
Packages http://tools.example/apt bookworm main
Packages http://mirror.example/debian/ bookworm main
"""


def test_only_the_distributions_own_archives_are_used_each_once() -> None:
    assert package_sources(TARGETS, "bookworm") == (
        "deb http://mirror.example/debian/ bookworm main",
        "deb http://mirror.example/debian/ bookworm-updates main",
        "deb http://mirror.example/debian-security/ bookworm-security main",
    )


def test_a_machine_without_apt_leaves_the_sources_to_mmdebstrap() -> None:
    assert package_sources("", "bookworm") == ()


@pytest.mark.parametrize(
    ("text", "suite"),
    [
        ('ID=debian\nVERSION_CODENAME=trixie\nNAME="x"\n', "trixie"),
        ('ID="ubuntu"\nVERSION_CODENAME="noble"\n', "noble"),
        ("ID=fedora\nVERSION_CODENAME=forty\n", "bookworm"),
        ("ID=debian\n", "bookworm"),
    ],
)
def test_the_suite_is_this_machines_where_it_has_one(tmp_path: Path, text: str, suite: str) -> None:
    (tmp_path / "os-release").write_text(text)

    assert host_suite(tmp_path / "os-release") == suite


def test_no_os_release_means_debian_stable(tmp_path: Path) -> None:
    assert host_suite(tmp_path / "absent") == "bookworm"


def test_apts_proxy_is_handed_on() -> None:
    settings = 'Acquire "";\nAcquire::http "";\nAcquire::http::Proxy "http://proxy.example:3128";\n'

    assert apt_options(settings) == ('--aptopt=Acquire::http::Proxy "http://proxy.example:3128";',)
    assert apt_options('Acquire "";\n') == ()


def test_a_mirror_whose_dates_apt_is_told_not_to_check_stays_one() -> None:
    settings = 'Acquire "";\nAcquire::Check-Valid-Until "false";\nAcquire::Retries "3";\n'

    assert apt_options(settings) == ('--aptopt=Acquire::Check-Valid-Until "false";',)


def test_a_build_uses_apts_proxy_else_that_of_the_environment() -> None:
    settings = 'Acquire::http::Proxy "http://proxy.example:3128";\nAcquire::https::Proxy "DIRECT";\n'

    assert build_proxies({}, settings) == {"http_proxy": "http://proxy.example:3128"}
    assert build_proxies(
        {"http_proxy": "http://a:1", "https_proxy": "http://b:2", "HOME": "/"}, settings
    ) == {
        "http_proxy": "http://proxy.example:3128",
        "https_proxy": "http://b:2",
    }
    assert build_proxies({"no_proxy": ""}, "") == {}


def test_on_ubuntu_universe_is_taken_too() -> None:
    targets = """\
Packages http://mirror.example/ubuntu/ noble main
Packages http://mirror.example/ubuntu/ noble universe
Packages http://mirror.example/ubuntu/ noble restricted
"""

    assert package_sources(targets, "noble") == (
        "deb http://mirror.example/ubuntu/ noble main",
        "deb http://mirror.example/ubuntu/ noble universe",
    )


def test_the_reason_of_a_failure_is_its_error_line() -> None:
    assert last_line(["I: a", "E: no such suite", "I: removing tempdir"]) == "E: no such suite"
    assert last_line(["I: a", ""]) == "I: a"
    assert last_line([]) == "it says nothing"


def test_a_way_that_does_not_exist_is_refused_before_anything_happens(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match='SOCKETLAB_BASE is "cloud"'):
        ensure_base(None, tmp_path, PYTHON, environ={"SOCKETLAB_BASE": "cloud"}, say=lambda _: None)


def fake_program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_a_failing_mmdebstrap_is_told_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "echo 'I: downloading packages with apt...' >&2; echo 'E: no space' >&2; exit 1"
    fake_program(tmp_path, "mmdebstrap", script)
    monkeypatch.setenv("PATH", str(tmp_path))
    said: list[str] = []

    with pytest.raises(LabError, match="mmdebstrap fails: E: no space"):
        write_stripped(PYTHON, tmp_path / "strip.sh", tmp_path / "base.tar", say=said.append)

    assert said[0].startswith("made from the package mirror the default mirror")
    assert said[1].endswith("s  downloading packages with apt")


def test_the_script_and_the_archive_reach_mmdebstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_program(tmp_path, "mmdebstrap", f'printf "%s\\n" "$@" > {tmp_path}/arguments')
    monkeypatch.setenv("PATH", str(tmp_path))

    way = write_stripped(PYTHON, tmp_path / "strip.sh", tmp_path / "base.tar", say=lambda _: None)

    arguments = (tmp_path / "arguments").read_text().splitlines()
    assert "--variant=essential" in arguments
    assert any(argument.startswith("--include=python3-minimal,") for argument in arguments)
    assert f"--customize-hook=upload {tmp_path}/strip.sh /strip.sh" in arguments
    assert arguments[-1] == str(tmp_path / "base.tar")
    assert way == f"mirror the default mirror {arguments[-2]}"


def test_a_base_without_packages_of_its_own_asks_for_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_program(tmp_path, "mmdebstrap", f'printf "%s\\n" "$@" > {tmp_path}/arguments')
    monkeypatch.setenv("PATH", str(tmp_path))

    write_stripped(DEBIAN, tmp_path / "strip.sh", tmp_path / "base.tar", say=lambda _: None)

    arguments = (tmp_path / "arguments").read_text().splitlines()
    assert "--variant=apt" in arguments
    assert not any(argument.startswith("--include") for argument in arguments)


def test_a_machine_without_mmdebstrap_and_without_apt_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(
        LabError, match="mmdebstrap, which makes the base without one, is not installed"
    ) as caught:
        write_stripped(PYTHON, tmp_path / "strip.sh", tmp_path / "base.tar", say=lambda _: None)

    assert "apt-get install mmdebstrap" in str(caught.value.hint)


def test_an_interrupt_ends_mmdebstrap_and_what_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_program(tmp_path, "mmdebstrap", "echo 'I: downloading packages' >&2; /bin/sleep 60")
    monkeypatch.setenv("PATH", str(tmp_path))

    def interrupted(line: str) -> None:
        if "downloading" in line:
            raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        write_stripped(PYTHON, tmp_path / "strip.sh", tmp_path / "base.tar", say=interrupted)
    # It may take the whole patience with a program that misses the signal, but not the program's minute.
    assert time.monotonic() - began < 30
