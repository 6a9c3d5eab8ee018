"""The matrix of a scenario, its variables, and what ``--set`` makes of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from socketlab.errors import InvalidInput
from tests.spec.yaml_files import SERVICES, VALID, cells_of, messages, one, problems, write


@pytest.mark.parametrize(
    ("addition", "message"),
    [
        ("matrix: {a: [x, x]}", 'matrix.a.1: "x" is in the list twice: two runs would be the same'),
        ("matrix: {a: [1, 1.0]}", 'matrix.a.1: "1.0" is in the list twice: two runs would be the same'),
        (
            "matrix: {a: [1]}\nvariables: {a: 2}",
            'variables.a: "a" is an axis of the matrix, too (rename one)',
        ),
        (
            "matrix: {'a b': [1]}",
            'matrix.a b: "a b" is not a name of a variable (no spaces, no $, {, } or =)',
        ),
        ("variables: {run: 1}", 'variables.run: "run" is set by the plan (rename it)'),
        ("matrix: {a: []}", "matrix.a: must be a list of one or more values"),
        ("variables: {a: [1]}", "variables.a: must be one value (text or a number)"),
    ],
)
def test_what_no_matrix_can_be_says_why(tmp_path: Path, addition: str, message: str) -> None:
    assert messages(tmp_path, f"{VALID}{addition}\n") == [message]


def test_true_is_not_one(tmp_path: Path) -> None:
    cells = cells_of(tmp_path, VALID + "matrix: {a: [1, true]}\n")
    assert [cell.cell["a"] for cell in cells] == [1, True]


@pytest.mark.no_cover
def test_a_product_with_thousands_of_digits_is_refused_as_a_power_of_ten(tmp_path: Path) -> None:
    axes = ", ".join(f"a{number}: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]" for number in range(5000))
    assert messages(tmp_path, VALID + f"matrix: {{{axes}}}\n") == [
        "matrix: about 10^5000 runs are too many (take 1000 at most, or fix an axis with --set)"
    ]


def test_a_matrix_that_multiplies_a_large_file_is_refused(tmp_path: Path) -> None:
    words = ", ".join(["'${a}'"] * 20_000)
    text = VALID.replace("{service: caller}", f"{{service: caller, command: [{words}]}}")
    axis = ", ".join(str(number) for number in range(1000))
    assert messages(tmp_path, text + f"matrix: {{a: [{axis}]}}\n") == [
        "matrix: the matrix multiplies this file to 20003000 values (300000 at most)"
    ]


def test_a_wrong_value_of_an_option_is_blamed_on_the_option(tmp_path: Path) -> None:
    write(tmp_path, SERVICES, "compose.yaml")
    text = VALID.removeprefix(SERVICES).replace("service: web", "service: '${which}'")
    text += "compose: compose.yaml\nmatrix: {which: [web]}\n"
    assert problems(tmp_path, text, which="nope") == [
        (
            f'--set which=nope: no service "nope" in {tmp_path}/compose.yaml (it has caller, web), at '
            f"{tmp_path}/scenario.yaml:2:12 hosts.server.service"
        )
    ]


def test_a_mistake_of_the_file_is_not_blamed_on_an_option(tmp_path: Path) -> None:
    text = VALID + "titel: '${which}'\nvariables: {which: a}\n"
    assert problems(tmp_path, text, which="b") == [
        'scenario.yaml:8:1 titel: "titel" is not known here (did you mean "title"?)'
    ]


def test_what_several_options_bring_about_names_all_of_them(tmp_path: Path) -> None:
    text = VALID + "fleets: {a: {service: caller, count: '${n}'}, b: {service: caller, count: '${m}'}}\n"
    text = text.replace("fleets:\n  clients: {service: caller}\n", "") + "variables: {n: 1, m: 1}\n"
    assert problems(tmp_path, text, n="1000", m="1000") == [
        (
            "--set n=1000 --set m=1000: 2001 hosts and clients, more than the 1023 of a network (lower the "
            f"count of a fleet), at {tmp_path}/scenario.yaml:6:1 fleets"
        )
    ]


def test_a_variable_of_a_variable_depends_on_what_that_depends_on(tmp_path: Path) -> None:
    text = VALID.replace("{service: caller}", "{service: caller, command: [call, '${b}']}")
    text += "matrix: {a: [1, 2]}\nvariables: {b: 'x${a}'}\n"
    assert [cell.spec.fleets["clients"].command for cell in cells_of(tmp_path, text)] == [
        ("call", "x1"),
        ("call", "x2"),
    ]


def test_a_variable_in_the_place_of_a_file_is_filled_in(tmp_path: Path) -> None:
    text = VALID.replace("{service: web}", "{service: web, files: {'/srv/${v}.txt': {text: x}}}")
    assert list(one(tmp_path, text + "variables: {v: a}\n").spec.hosts["server"].files) == ["/srv/a.txt"]
    twice = text.replace("files: {", "files: {/srv/a.txt: {text: y}, ") + "variables: {v: a}\n"
    assert messages(tmp_path, twice) == ['hosts.server.files./srv/${v}.txt: "/srv/a.txt" is given twice']


def test_an_unknown_variable_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    text = VALID.replace("{service: web}", "{service: web, files: {'/srv/${nosuch}': {text: x}}}")
    assert messages(tmp_path, text) == [
        'hosts.server.files./srv/${nosuch}: no variable "nosuch" (define it under variables or matrix)'
    ]
    assert write(tmp_path, text).exists()


def test_a_variable_without_its_end_is_refused(tmp_path: Path) -> None:
    assert messages(tmp_path, VALID + "title: 'a ${b'\n") == [
        'title: "${b" has no closing brace (write "${name}", or "$${" for the text itself)'
    ]


def test_thousands_of_misspelt_names_are_compared_with_few(tmp_path: Path) -> None:
    names = [f"host-{number}" for number in range(200)]
    hosts = "".join(f"  {name}: {{service: web}}\n" for name in names)
    text = VALID.replace("  server: {service: web}\n", hosts)
    checks = "".join(f"  - {{log: {{host: {name}x, contains: x}}}}\n" for name in names)
    checks += "  - {log: {host: hots-7, contains: x}}\n"
    found = messages(tmp_path, f"{text}checks:\n{checks}")
    assert len(found) == 201
    assert found[-1].startswith('checks.200.log.host: no host "hots-7" (use one of host-0, ')
    assert found[0] == 'checks.0.log.host: no host "host-0x" (did you mean "host-0"?)'


def test_variables_that_multiply_each_other_are_refused(tmp_path: Path) -> None:
    bomb = "".join(f"  v{number}: '{f'${{v{number - 1}}}' * 10}'\n" for number in range(1, 10))
    text = VALID.replace("{service: caller}", "{service: caller, command: ['${v9}']}")
    found = messages(tmp_path, f"{text}variables:\n  v0: xxxxxxxxxx\n{bomb}")
    assert found[0] == ("variables.v5: the variables in it make it 1555550 characters long (1000000 at most)")
    assert len(found) == 5


def test_texts_that_a_long_variable_multiplies_are_refused(tmp_path: Path) -> None:
    words = ", ".join(["'${v}'"] * 100)
    text = VALID.replace("{service: caller}", f"{{service: caller, command: [{words}]}}")
    assert messages(tmp_path, f"{text}variables: {{v: {'x' * 200_000}}}\n") == [
        "fleets.clients: its variables make the file longer than 16000000 characters"
    ]


def test_an_option_may_refer_to_what_there_is_and_to_nothing_else(tmp_path: Path) -> None:
    text = VALID + "title: '${a}'\nmatrix: {b: [1]}\nvariables: {a: x}\n"
    assert one(tmp_path, text, a="${b} $${c} ${run}").spec.title == "1 $${c} ${run}"
    with pytest.raises(InvalidInput) as raised:
        one(tmp_path, text, a="${c}")
    assert str(raised.value) == ('--set a=${c}: no variable "c" (write "$${" for the text itself)')
