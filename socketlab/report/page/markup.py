"""HTML and SVG that are put together from values, so that no text of a program becomes a part of the markup.

A child that is a plain string is always escaped; markup is a type of its own, made by :func:`element`.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

from socketlab.language.printable import printable

_VOID = frozenset({"meta", "link", "br", "line", "path", "circle"})
"""Elements without content; those of SVG are closed in themselves."""


@dataclass(frozen=True, slots=True)
class Markup:
    """Text that is HTML already."""

    text: str


Child = str | Markup


def escaped(text: str) -> str:
    """Text for an element or a quoted attribute: controls are shown as escapes, markup as text."""
    return html.escape(printable(text))


def element(tag: str, *children: Child, **attributes: str | float | None) -> Markup:
    """An element.

    Args:
        tag: Its name.
        children: Markup, or texts, which are escaped.
        attributes: By their names, with ``_`` for ``-``; one at the end is dropped. One that is ``None`` is
            left out.
    """
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escaped(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _VOID:
        return Markup(f"<{tag}{given}/>")
    return Markup(f"<{tag}{given}>{joined(children).text}</{tag}>")


def joined(children: Iterable[Child]) -> Markup:
    """Several pieces as one."""
    return Markup("".join(one.text if isinstance(one, Markup) else escaped(one) for one in children))


def table(head: Iterable[str], rows: Iterable[Iterable[Child]], **attributes: str | None) -> Markup:
    """A table with a head."""
    titles = element("tr", *(element("th", title, scope="col") for title in head))
    body = (element("tr", *(element("td", cell) for cell in row)) for row in rows)
    inner = (element("thead", titles), element("tbody", *body))
    return element("div", element("table", *inner, **attributes), class_="wide")


def section(title: str, *children: Child, name: str) -> Markup:
    """A part of the page, with a heading that a link can name."""
    return element("section", element("h2", title), *children, id=name)
