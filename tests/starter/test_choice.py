"""Which services a first scenario plays, guessed from names, ports and dependencies."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import InvalidFile, InvalidInput
from socketlab.starter.choice import COMPOSE_FILES, Choice, choose, find_compose


def chosen(folder: Path, services: str, **environment: str) -> Choice:
    file = folder / "compose.yaml"
    file.write_text(f"services:\n{services}", encoding="utf-8")
    return choose(file, environment)


def test_the_file_is_found_in_composes_order_of_preference(tmp_path: Path) -> None:
    assert find_compose(tmp_path) is None
    for name in reversed(COMPOSE_FILES):
        (tmp_path / name).touch()
        assert find_compose(tmp_path) == tmp_path / name


@pytest.mark.parametrize(
    ("services", "server"),
    [
        ("  only: {image: x}\n", "only"),
        ("  db: {image: x, ports: ['1:1']}\n  other: {image: x}\n", "other"),
        ("  first: {image: x}\n  second: {image: x, ports: ['80:80']}\n", "second"),
        ("  first: {image: x}\n  web: {image: x}\n", "web"),
        ("  first: {image: x, depends_on: [second]}\n  second: {image: x}\n", "second"),
        ("  test-client: {image: x}\n", "test-client"),
        ("  Odd_Name: {image: x}\n  plain: {image: x}\n", "plain"),
        ("  Odd_Name: {image: x}\n", "Odd_Name"),
    ],
)
def test_the_server_is_the_service_that_looks_most_like_one(
    tmp_path: Path, services: str, server: str
) -> None:
    assert chosen(tmp_path, services).server == server


@pytest.mark.parametrize(
    ("said", "port"),
    [
        ("ports: ['8080:80']", 80),
        ("ports: ['127.0.0.1:8080:80/tcp']", 80),
        ("ports: [80]", 80),
        ("ports: ['8000-8001:80-81']", 80),
        ("ports: [{target: 80, published: 8080}]", 80),
        ("ports: ['${PORT:-80}']", 80),
        ("expose: ['80']", 80),
        ("ports: [x, '70000', '0']", None),
        ("ports: 80", None),
    ],
)
def test_its_port_is_the_one_inside(tmp_path: Path, said: str, port: int | None) -> None:
    assert chosen(tmp_path, f"  web: {{image: x, {said}}}\n").port == port


def test_all_that_the_server_needs_is_beside_it_once_and_in_order(tmp_path: Path) -> None:
    services = """\
  web: {image: x, depends_on: [cache, db]}
  cache: {image: x, depends_on: {db: {condition: service_started}}}
  db: {image: x, depends_on: [web]}
  alone: {image: x}
"""
    assert chosen(tmp_path, services).beside == ("cache", "db")


def test_a_client_is_a_service_called_so_that_has_no_port(tmp_path: Path) -> None:
    services = "  web: {image: x, ports: [80]}\n  load-test: {image: shop/load}\n"
    assert chosen(tmp_path, services) == Choice(
        server="web", port=80, beside=(), client="load-test", client_image="shop/load"
    )
    assert chosen(tmp_path, services.replace("shop/load", "x, ports: [1]")).client is None


def test_a_service_that_cannot_be_played_is_not_chosen(tmp_path: Path) -> None:
    choice = chosen(
        tmp_path,
        "  web: {command: x, depends_on: [db]}\n  app: {image: x, depends_on: {web: {required: false}}}\n",
    )
    assert (choice.server, choice.beside) == ("app", ())


def test_where_none_can_be_played_every_reason_is_given(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile) as raised:
        chosen(tmp_path, "  a: {command: x}\n  b: {command: x}\n")
    assert [problem.line for problem in raised.value.problems] == [2, 3]


@pytest.mark.parametrize("text", ["services: {}\n", "services: []\n", "[]\n", "volumes: {}\n"])
def test_a_file_without_services_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "compose.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match="no services in"):
        choose(tmp_path / "compose.yaml", {})
