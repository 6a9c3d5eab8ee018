"""A Dockerfile says what an image is made of: order, content and fingerprint are read from it."""

import ast
import tarfile
from pathlib import Path

import pytest

from socketlab.building.images import build_failure
from socketlab.building.recipes import BASES, needed, read_recipes, tags_named
from socketlab.errors import InvalidInput, LabError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A small repository: an image ``one``, and ``an-other`` that stands on it."""
    write(
        tmp_path / "images/one/Dockerfile",
        "FROM socketlab/python\nCOPY --chown=1 services/a.py \\\n  services/b.py /opt/\n",
    )
    write(
        tmp_path / "images/an-other/Dockerfile",
        "# why\nFROM socketlab/one\nCOPY images/an-other/files /srv\n",
    )
    write(tmp_path / "images/an-other/files/deep/x.txt", "x")
    write(tmp_path / "services/a.py", "a = 1\n")
    write(tmp_path / "services/b.py", "b = 1\n")
    write(tmp_path / "services/c.py", "c = 1\n")
    return tmp_path


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_an_image_comes_after_the_one_it_stands_on(clone: Path) -> None:
    assert [recipe.tag for recipe in read_recipes(clone)] == ["socketlab/one", "socketlab/an-other"]


def test_continued_lines_options_and_folders_are_understood(clone: Path) -> None:
    one, another = read_recipes(clone)

    assert one.files == ("services/a.py", "services/b.py")
    assert another.files == ("images/an-other/files/deep/x.txt",)


def test_the_engine_is_sent_the_dockerfile_and_what_it_copies_only(clone: Path) -> None:
    (clone / "services/b.py").chmod(0o775)
    one = read_recipes(clone)[0]

    with tarfile.open(fileobj=one.context(clone)) as tar:
        modes = {entry.name: entry.mode for entry in tar}

    assert modes == {"images/one/Dockerfile": 0o644, "services/a.py": 0o644, "services/b.py": 0o755}


def test_what_python_compiled_is_no_part_of_a_copied_folder(clone: Path) -> None:
    another = read_recipes(clone)[1]
    before = another.fingerprint(clone)
    write(clone / "images/an-other/files/deep/__pycache__/x.cpython-311.pyc", "compiled")
    write(clone / "images/an-other/files/old.pyc", "compiled")

    again = read_recipes(clone)[1]

    assert again.files == ("images/an-other/files/deep/x.txt",)
    assert again.fingerprint(clone) == before


def test_a_file_that_is_added_to_a_copied_folder_changes_the_fingerprint(clone: Path) -> None:
    before = read_recipes(clone)[1].fingerprint(clone)
    write(clone / "images/an-other/files/deep/y.txt", "y")

    assert read_recipes(clone)[1].fingerprint(clone) != before


def test_a_fingerprint_changes_with_what_is_copied_and_with_nothing_else(clone: Path) -> None:
    one = read_recipes(clone)[0]
    before = one.fingerprint(clone)

    write(clone / "services/c.py", "c = 2\n")
    (clone / "services/a.py").touch()
    assert one.fingerprint(clone) == before

    write(clone / "services/a.py", "a = 2\n")
    assert one.fingerprint(clone) != before


def test_a_fingerprint_changes_with_the_dockerfile_and_with_a_mode(clone: Path) -> None:
    one = read_recipes(clone)[0]
    prints = [one.fingerprint(clone)]
    (clone / "services/a.py").chmod(0o755)
    prints.append(one.fingerprint(clone))
    (clone / one.dockerfile).write_text((clone / one.dockerfile).read_text() + "USER lab\n")
    prints.append(one.fingerprint(clone))

    assert len(set(prints)) == 3


def test_a_missing_file_is_named_with_the_dockerfile_that_wants_it(clone: Path) -> None:
    (clone / "services/b.py").unlink()

    with pytest.raises(LabError, match=r'^images/one/Dockerfile: no file "services/b.py"'):
        read_recipes(clone)


def test_an_unknown_parent_is_named(clone: Path) -> None:
    write(clone / "images/an-other/Dockerfile", "FROM elsewhere\n")

    with pytest.raises(LabError, match='"elsewhere" is not an image of this repository'):
        read_recipes(clone)


def test_an_image_may_stand_on_either_base_and_on_no_other(clone: Path) -> None:
    assert set(BASES) == {"socketlab/python", "socketlab/debian"}
    write(clone / "images/three/Dockerfile", "FROM socketlab/debian\n")

    assert {recipe.parent for recipe in read_recipes(clone)} == {
        "socketlab/one",
        "socketlab/python",
        "socketlab/debian",
    }


def test_only_a_build_that_installs_packages_has_the_network(clone: Path) -> None:
    write(
        clone / "images/three/Dockerfile",
        "FROM socketlab/debian\nRUN apt-get update \\\n && apt-get install -y x\n",
    )

    assert [recipe.tag for recipe in read_recipes(clone) if recipe.online] == ["socketlab/three"]


def test_what_is_needed_for_an_image_is_what_it_stands_on(clone: Path) -> None:
    recipes = read_recipes(clone)

    assert needed(recipes, ["socketlab/an-other"]) == recipes
    assert [recipe.tag for recipe in needed(recipes, {"socketlab/one"})] == ["socketlab/one"]
    assert needed(recipes, []) == ()


def test_a_person_names_an_image_by_its_folder_or_in_full(clone: Path) -> None:
    recipes = read_recipes(clone)

    assert tags_named(recipes, ["an-other", "socketlab/one"]) == ("socketlab/an-other", "socketlab/one")
    assert tags_named(recipes, ["debian"]) == ("socketlab/debian",)


def test_an_image_that_is_misspelt_is_answered_with_the_likely_one(clone: Path) -> None:
    with pytest.raises(InvalidInput, match='no image "another" to build') as caught:
        tags_named(read_recipes(clone), ["another"])

    assert caught.value.hint == 'did you mean "an-other"?'


def test_a_folder_without_images_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="no images/ folder"):
        read_recipes(tmp_path)


def test_every_image_holds_what_its_programs_import() -> None:
    recipes = {recipe.tag: recipe for recipe in read_recipes(ROOT)}
    base = set(recipes["socketlab/base"].files)
    for recipe in recipes.values():
        held = base | set(recipe.files)
        for name in recipe.files:
            if name.endswith(".py"):
                missing = imported_services(ROOT / name) - held
                assert not missing, f"{recipe.tag} holds {name} without {sorted(missing)}"


def imported_services(file: Path) -> set[str]:
    """The modules of ``services`` that a file imports, as paths."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "services":
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
            names.add(str(node.module))
    paths = {f"{name.replace('.', '/')}.py" for name in names}
    return {path for path in paths if (ROOT / path).is_file()}


def test_a_build_that_ends_well_has_no_reason() -> None:
    assert build_failure([{"stream": "Step 1/2 : FROM x"}, {"stream": "done\n"}, {"aux": {}}]) == ""


def test_a_build_that_fails_says_why_with_the_last_line_of_the_step() -> None:
    progress = [{"stream": "Step 1/1 : RUN x\n"}, {"stream": "cannot do x\n"}, {"error": "x returned 1"}]

    assert build_failure(progress) == "x returned 1 (cannot do x)"
