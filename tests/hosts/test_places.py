"""Places on a host."""

from __future__ import annotations

import pytest

from socketlab.hosts.places import absolute_place, file_place, nested_place


@pytest.mark.parametrize("place", ["/", "/srv", "/srv/", "/srv/a b", "/srv/${index}", "/ä/" + "x" * 255])
def test_an_absolute_path_is_kept_as_it_was_written(place: str) -> None:
    assert absolute_place(place) == place


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("foo", 'must be an absolute path, not "foo"'),
        ("", 'must be an absolute path, not ""'),
        ("/srv/../etc", '"/srv/../etc" has an empty part, "." or ".." in it (write the path itself)'),
        ("/srv/./a", '"/srv/./a" has an empty part, "." or ".." in it (write the path itself)'),
        ("/srv//a", '"/srv//a" has an empty part, "." or ".." in it (write the path itself)'),
        ("/srv/a\0b", '"/srv/a\0b" has a control character in it'),
        ("/srv/a\nb", '"/srv/a\nb" has a control character in it'),
        ("/srv/" + "x" * 256, f'"/srv/{"x" * 72}..." is too long (255 bytes for a name, 4095 in all)'),
        ("/srv/" + "ä" * 128, f'"/srv/{"ä" * 72}..." is too long (255 bytes for a name, 4095 in all)'),
        ("/x" * 2048, f'"{"/x" * 38}/..." is too long (255 bytes for a name, 4095 in all)'),
    ],
)
def test_a_path_that_no_host_has_says_why(place: str, message: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the whole message is compared
        absolute_place(place)
    assert str(raised.value) == message


@pytest.mark.parametrize("place", ["/srv/a", "/etc/app/a.conf", "/srv/${client}/a"])
def test_a_file_has_a_folder_of_its_own(place: str) -> None:
    assert file_place(place) == place


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("/", "is not a place for a file"),
        ("/srv/", "is not a place for a file"),
        ("/proc/sys/x", 'is below "/proc", which belongs to the kernel'),
        ("/sys/x", 'is below "/sys", which belongs to the kernel'),
        ("/dev/x", 'is below "/dev", which belongs to the kernel'),
        ("/srv/../../etc/passwd", 'has an empty part, "." or ".." in it'),
    ],
)
def test_a_file_that_cannot_be_put_there_says_why(place: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"^.*$") as raised:
        file_place(place)
    assert message in str(raised.value)


def test_a_file_cannot_be_the_folder_of_another() -> None:
    assert nested_place(["/srv/a/b", "/srv/a"]) == ("/srv/a", "/srv/a/b")
    assert nested_place(["/srv/a", "/srv/b", "/srv/ab/c"]) is None
