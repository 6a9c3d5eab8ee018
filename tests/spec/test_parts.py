"""The parts of a file, and the axes that each depends on."""

from __future__ import annotations

from typing import Any

from socketlab.language.document import parse_document
from socketlab.spec.matrix import Matrix, read_matrix
from socketlab.spec.parts import Reader, parts_of, values_of
from tests.spec.yaml_files import VALID

TEXT = (
    VALID.replace("{service: caller}", "{service: caller, command: ['${a}', '${v}']}")
    + "matrix: {a: [1, 2, 3], b: [1, 2], c: [9]}\nvariables: {v: 'x${b}'}\nchecks: [echo: {fleet: clients}]\n"
)


def read(text: str = TEXT, **settings: str) -> tuple[dict[str, Any], Matrix, Reader]:
    document = parse_document(text, file="scenario.yaml")
    problems: list[Any] = []
    matrix = read_matrix(document, document.tree, settings, problems)
    assert problems == []
    return document.tree, matrix, Reader(document, matrix, {})


def test_a_part_depends_on_the_axes_in_it_and_in_its_variables() -> None:
    tree, matrix, _ = read()
    parts = parts_of(tree, matrix)
    assert parts["fleets"][0].axes == ("a", "b")
    assert parts["hosts"][0].axes == ()
    assert parts["checks"][0].axes == ()


def test_an_axis_with_one_value_given_by_an_option_is_none() -> None:
    tree, matrix, _ = read(a="2")
    assert parts_of(tree, matrix)["fleets"][0].axes == ("b",)


def test_a_check_also_depends_on_the_sizes_of_fleets_and_on_the_timeout() -> None:
    text = TEXT.replace("{service: caller,", "{service: caller, count: '${a}',") + "timeout: '${b}s'\n"
    tree, matrix, _ = read(text)
    assert parts_of(tree, matrix)["checks"][0].axes == ("a", "b")


def test_a_part_is_read_once_for_each_value_of_its_axes() -> None:
    tree, matrix, reader = read()
    (fleet,) = parts_of(tree, matrix)["fleets"]
    read_now = [reader.read(fleet, cell) for cell in matrix.combinations()]
    assert [first for _, first in read_now] == [True] * 6
    assert [first for _, first in (reader.read(fleet, cell) for cell in matrix.combinations())] == [False] * 6
    assert read_now[0][0].model.command == ("1", "x1")


def test_only_values_that_differ_are_counted() -> None:
    tree, matrix, _ = read()
    parts = parts_of(tree, matrix)
    assert values_of(parts["hosts"], matrix) == 0
    assert values_of(parts["fleets"], matrix) == 6 * 5
