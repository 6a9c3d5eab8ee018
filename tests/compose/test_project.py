"""Projects of several files: what is wrong with them is told with its file, line and column."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from socketlab.compose.files import ProjectFiles
from socketlab.compose.project import Project
from socketlab.compose.resolved import Resolved
from socketlab.errors import InvalidFile, InvalidInput
from socketlab.spec.compose import Catalogue, read_compose

FILE = "compose.yaml"


def read(
    folder: Path,
    files: Mapping[str, str],
    *,
    wanted: str = "web",
    environment: Mapping[str, str] | None = None,
    allowed: frozenset[str] = frozenset(),
) -> Catalogue:
    """The catalogue of files; those whose names end in ``override.yaml`` are given beside the first one."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    more = {name: folder / name for name in files if name.endswith("override.yaml")}
    return read_compose(
        folder / FILE,
        wanted=frozenset({wanted}),
        shown_as=FILE,
        environment=environment or {},
        more=more,
        allowed=allowed,
    )


def problems(folder: Path, files: Mapping[str, str]) -> list[str]:
    with pytest.raises(InvalidFile) as raised:
        read(folder, files)
    return [str(problem) for problem in raised.value.problems]


def resolve(folder: Path, files: Mapping[str, str], allowed: frozenset[str] = frozenset()) -> Resolved:
    """The resolved document, before its services are read."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    found = ProjectFiles(folder)
    project = Project(found, (FILE,), environment={}, folder=folder.name)
    return Resolved(project, found, {"web"}, allowed)


WEB = "services:\n  web:\n    image: web\n"


@pytest.mark.parametrize(
    ("extends", "problem"),
    [
        ("{file: base.yaml}", "must name a service (extends: NAME, or service: NAME with file: FILE)"),
        ("5", "must name a service (extends: NAME, or service: NAME with file: FILE)"),
        ("bsae", 'no service "bsae" in compose.yaml (did you mean "base"?)'),
        ("{service: bsae, file: base.yaml}", 'no service "bsae" in base.yaml'),
        ("{service: x, file: none.yaml}", 'cannot read "none.yaml": no such file or directory'),
        ("{service: x, file: pipe}", 'cannot read "pipe": is a FIFO, not a regular file'),
        ("{service: x, file: .}", 'cannot read ".": is a directory'),
        ("{service: x, file: 'https://example.org/x.yaml'}", "is not a file of this machine (copy it beside"),
        ('{service: x, file: "a\\0b"}', "no file can have this name"),
        ("web", 'the services extend one another in a circle: "web"'),
        ("other", 'the services extend one another in a circle: "web", "other"'),
        ("{service: there, file: there.yaml}", 'in a circle: "web", "there", "there"'),
        ("{service: web, file: compose.yaml}", 'in a circle: "web", "web"'),
    ],
)
def test_a_service_that_cannot_be_extended_is_one_problem(tmp_path: Path, extends: str, problem: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    files = {
        FILE: f"{WEB}    extends: {extends}\n  base: {{image: base}}\n  other: {{extends: web}}\n",
        "base.yaml": "services: {}\n",
        "there.yaml": "services: {there: {extends: {service: there, file: there.yaml}}}\n",
    }
    lines = problems(tmp_path, files)
    assert problem in lines[0]
    assert len([line for line in lines if "extends" in line]) == len(lines) == 1


def test_a_chain_of_services_has_an_end(tmp_path: Path) -> None:
    services = "".join(f"  s{number}: {{extends: s{number + 1}}}\n" for number in range(60))
    (line,) = problems(
        tmp_path, {FILE: f"services:\n  web: {{image: a, extends: s0}}\n{services}  s60: {{}}\n"}
    )
    assert line.endswith("more than 40 services extend one another")


def test_a_file_that_is_extended_and_is_not_yaml_is_reported_with_its_own_line(tmp_path: Path) -> None:
    files = {FILE: f"{WEB}    extends: {{file: base.yaml, service: x}}\n", "base.yaml": "services:\n  x: [\n"}
    assert problems(tmp_path, files)[0].startswith("base.yaml:3:1 ")


def test_a_mistake_in_another_file_is_reported_with_its_own_line(tmp_path: Path) -> None:
    files = {
        FILE: f"include: [sub/part.yaml]\n{WEB}    extends: part\n",
        "sub/part.yaml": "services:\n  part:\n    extends: {file: base.yaml, service: base}\n",
        "sub/base.yaml": "services:\n  base:\n    image: x\n    mem_limit: much\n",
        "override.yaml": "services:\n  web:\n    user: [a]\n",
    }
    memory = 'must be a number and b, k, m or g, such as "128m", not "much"'
    assert sorted(problems(tmp_path, files)) == [
        "override.yaml:3:5 services.web.user: must be text",
        f"sub/base.yaml:4:5 services.web.mem_limit: {memory}",
    ]


@pytest.mark.parametrize(
    ("include", "problem"),
    [
        ("part.yaml", "compose.yaml:1:1 include: must be a list of files"),
        ("[none.yaml]", 'compose.yaml:1:11 include.0: cannot read "none.yaml": no such file or directory'),
        ("[{}]", "include.0: must be a file, or a mapping with path"),
        ("[{path: []}]", "include.0: must be a file, or a mapping with path"),
        (
            "[{path: part.yaml, env_file: no.env}]",
            'include.0: cannot read "no.env": no such file or directory',
        ),
        ("[{path: part.yaml, env_file: bad.env}]", 'bad.env:1:1 "%" is not a setting'),
        ("[compose.yaml]", "files include one another in a circle: compose.yaml, compose.yaml"),
        ("[back.yaml]", "files include one another in a circle: compose.yaml, back.yaml, compose.yaml"),
        ("['git@github.com:a/b.git']", "is not a file of this machine"),
        ("[open.yaml]", "open.yaml:2:1 "),
    ],
)
def test_a_file_that_cannot_be_included_is_a_problem(tmp_path: Path, include: str, problem: str) -> None:
    files = {
        FILE: f"include: {include}\n{WEB}",
        "part.yaml": "services: {part: {image: x}}\n",
        "back.yaml": "include: [compose.yaml]\n",
        "bad.env": "%\n",
        "open.yaml": "services: [\n",
    }
    (line,) = problems(tmp_path, files)
    assert problem in line


def test_files_that_include_one_another_have_an_end(tmp_path: Path) -> None:
    files = {f"f{number}.yaml": f"include: [f{number + 1}.yaml]\n" for number in range(30)}
    (line,) = problems(tmp_path, {FILE: f"include: [f0.yaml]\n{WEB}", **files, "f30.yaml": ""})
    assert line == "f19.yaml:1:11 include.0: more than 20 files include one another"


def test_a_project_has_so_many_files_at_most(tmp_path: Path) -> None:
    many = [f"f{number}.yaml" for number in range(60)]
    files = dict.fromkeys(many, "services: {x: {image: x}}\n")
    lines = problems(tmp_path, {FILE: f"include: [{', '.join(many)}]\n{WEB}", **files})
    assert lines[0].endswith('cannot read "f49.yaml": the project has more than 50 files')
    variables = {f"{number}.env": "A=1\n" for number in range(60)}
    lines = problems(tmp_path, {FILE: f"{WEB}    env_file: [{', '.join(variables)}]\n", **variables})
    assert lines[0].endswith('cannot read "49.env": the project has more than 50 files')


def test_files_are_included_so_many_times_at_most(tmp_path: Path) -> None:
    tree = {f"f{number}.yaml": f"include: [f{number + 1}.yaml, f{number + 1}.yaml]\n" for number in range(9)}
    lines = problems(tmp_path, {FILE: f"include: [f0.yaml]\n{WEB}", **tree, "f9.yaml": ""})
    assert lines[0].endswith("more than 200 files are included and extended")


def test_variables_have_so_much_text_at_most(tmp_path: Path) -> None:
    files = {FILE: f"{WEB}    label_file: [{', '.join(['a.env'] * 9)}]\n", "a.env": "A=1\n" * 50_000}
    lines = problems(tmp_path, files)
    assert lines[0].endswith('cannot read "a.env": more than 1048576 characters of variables are read')


def test_of_many_references_to_nothing_the_first_ones_are_reported(tmp_path: Path) -> None:
    names = ", ".join(f"n{number}" for number in range(900))
    assert len(resolve(tmp_path, {FILE: f"{WEB}    networks: [{names}]\n"}).problems) == 50


def test_the_files_of_a_project_have_so_many_values_at_most(tmp_path: Path) -> None:
    large = "x-large: [" + "a," * 40_000 + "]\n"
    with pytest.raises(InvalidInput, match="more than 60000 values together"):
        read(tmp_path, {FILE: large + WEB, "override.yaml": large})


def test_what_is_merged_has_an_end(tmp_path: Path) -> None:
    names = ", ".join(f"A{number}" for number in range(9000))
    chain = "".join(f"  s{number}: {{extends: s{number + 1}, environment: [B=1]}}\n" for number in range(39))
    text = f"services:\n  web: {{image: a, extends: s0}}\n{chain}  s39: {{environment: [{names}]}}\n"
    assert problems(tmp_path, {FILE: text})[0].endswith("its files have too much to merge")


@pytest.mark.parametrize(
    ("own", "problem"),
    [
        (
            "healthcheck: fast",
            "services.web.healthcheck: must be a mapping, as in the file that it is merged with",
        ),
        ("cap_add: SYS_TIME", "services.web.cap_add: must be a list, as in the file that it is merged with"),
    ],
)
def test_values_of_different_kinds_are_not_merged(tmp_path: Path, own: str, problem: str) -> None:
    files = {
        FILE: f"{WEB}    healthcheck: {{retries: 3}}\n    cap_add: [NET_RAW]\n",
        "override.yaml": f"services:\n  web:\n    {own}\n",
    }
    assert problems(tmp_path, files)[0] == f"override.yaml:3:5 {problem}"


@pytest.mark.parametrize(
    ("environment", "dotenv", "text", "name"),
    [
        ({}, "", "", "my_folder-1"),
        ({}, "", "name: From_File\n", "from_file"),
        ({}, "WHO=me\n", "name: of-${WHO}\n", "of-me"),
        ({}, "COMPOSE_PROJECT_NAME=dotenv\n", "name: file\n", "dotenv"),
        ({"COMPOSE_PROJECT_NAME": "outside"}, "COMPOSE_PROJECT_NAME=dotenv\n", "name: file\n", "outside"),
        ({"COMPOSE_DISABLE_ENV_FILE": "true"}, "COMPOSE_PROJECT_NAME=dotenv\n", "", "my_folder-1"),
    ],
)
def test_the_name_of_a_project_is_that_of_compose(
    tmp_path: Path, environment: dict[str, str], dotenv: str, text: str, name: str
) -> None:
    folder = tmp_path / "_My_Folder-1!"
    folder.mkdir()
    if dotenv:
        (folder / ".env").write_text(dotenv)
    written = f"{text}{WEB}    environment: ['NAME=${{COMPOSE_PROJECT_NAME}}']\n"
    found = read(folder, {FILE: written}, environment=environment)
    assert (found.project, found.services["web"].environment) == (name, {"NAME": name})
    assert found.folder == str(folder)


def test_a_folder_in_the_place_of_the_file_of_variables_is_no_file(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    assert read(tmp_path, {FILE: WEB}).services["web"].image == "web"


def test_variables_without_a_value_are_noted_by_name_once_where_they_are_used(tmp_path: Path) -> None:
    files = {
        FILE: f"{WEB}    environment: [A=$A$B, 'A2=${{A}}', 'D=${{D:-x}}']\n    env_file: [v.env]\n"
        "  unused: {image: '${UNUSED}'}\nvolumes: {unused: {name: '${NOT_USED}'}}\n",
        "v.env": "X=${C}\nY=$$\nZ=${A}\n",
    }
    assert read(tmp_path, files).notes == (
        'the variable "A" is not set: it is empty',
        'the variable "B" is not set: it is empty',
        'the variable "C" is not set: it is empty',
    )


def test_the_sections_are_kept_with_their_variables_and_without_extensions(tmp_path: Path) -> None:
    text = f"{WEB}    networks: [net]\nnetworks: {{net: {{name: '${{N}}', x-a: 1}}}}\nvolumes: {{v: }}\n"
    found = read(tmp_path, {FILE: text + "configs: {c: {content: text}}\n"}, environment={"N": "n"})
    assert found.networks == {"net": {"name": "n"}}
    assert found.volumes == {"v": None}
    assert found.configs == {"c": {"content": "text"}}
    assert found.secrets == {}


def test_a_file_without_services_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, {FILE: "services: []\n"}) == [
        "compose.yaml:1:1 no services in this compose file"
    ]
    assert problems(tmp_path, {FILE: "[]\n"}) == ["compose.yaml:1:1 no services in this compose file"]


def test_a_mount_without_a_source_is_left_to_the_service_to_refuse(tmp_path: Path) -> None:
    files = {FILE: f"{WEB}    volumes: [{{type: bind, target: /x}}, {{type: bind, source: 5}}]\n"}
    found = resolve(tmp_path, files).document.tree["services"]["web"]["volumes"]
    assert found == [{"type": "bind", "target": "/x"}, {"type": "bind", "source": 5}]
