"""What the reference shows of a class's docstring."""

from socketlab.language.docstrings import Docstring, arguments_of, as_markdown, as_sentence, docstring_of


class Base:
    """A base.

    Args:
        size: How large, in
            bytes.
        name: What it is called.
    """


class Derived(Base):
    """The first sentence,
    over two lines.

    More of it, with ``code`` and :class:`~some.where.Thing`.

    Args:
        name: What ``it`` is.

    Source: a manual.
    """


class Undocumented(Base):
    pass


def test_a_docstring_is_taken_apart() -> None:
    assert docstring_of(Derived) == Docstring(
        "The first sentence, over two lines.",
        "More of it, with `code` and `Thing`.\n\nSource: a manual.",
        {"name": "What `it` is."},
    )


def test_a_class_without_a_docstring_has_not_its_bases() -> None:
    assert docstring_of(Undocumented) == Docstring()


def test_arguments_are_those_of_all_bases_and_the_class_itself_wins() -> None:
    assert arguments_of(Derived) == {"size": "How large, in bytes.", "name": "What `it` is."}


def test_markup_becomes_markdown() -> None:
    assert as_markdown("``a`` and :func:`b.c`") == "`a` and `c`"


def test_a_phrase_becomes_a_sentence() -> None:
    assert [as_sentence(text) for text in ("whose", "Whose.", "", "one (or two)")] == [
        "Whose.",
        "Whose.",
        "",
        "One (or two)",
    ]
