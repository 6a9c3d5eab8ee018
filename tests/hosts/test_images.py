"""Names of images, by the grammar that registries use."""

from __future__ import annotations

import pytest

from socketlab.hosts.images import image_name


@pytest.mark.parametrize(
    "name",
    [
        "nginx",
        "nginx:1.27",
        "library/nginx",
        "registry.example.com:5000/team/app:v1.2_3",
        "localhost/app",
        "[2001:db8::1]:5000/app",
        "a__b/c-d.e",
        "app@sha256:" + "0" * 64,
        "app:tag@sha256:" + "a" * 64,
        "",
        "app:${run}",
    ],
)
def test_a_name_of_an_image_is_kept(name: str) -> None:
    assert image_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "Not An Image",
        "Nginx",
        "nginx:",
        "img:-x",
        "a//b",
        "/a",
        "a/",
        "-a",
        "a:" + "t" * 129,
        "a@sha256:12",
        "x" * 256,
        "a b",
        "näme",
    ],
)
def test_what_is_not_the_name_of_an_image_says_how_to_write_one(name: str) -> None:
    with pytest.raises(ValueError, match="is not the name of an image") as raised:
        image_name(name)
    assert str(raised.value).endswith("(write [registry/]name[:tag], the name in lower case)")
