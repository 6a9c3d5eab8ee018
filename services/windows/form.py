"""form: a reusable form, and one that first asks for its field names.

Teaches: a class for what all forms have in common. A program names the fields and defines in a subclass what
Submit and Cancel do; rows, notes, keys and the tab order come with the class.

Choose it where a user has to enter a few values. Run by itself it shows a form of three fields and prints
what is submitted; with --dynamic it first asks, on standard input, for the names of the fields.

Limits: every field is a line of text. The program that uses a value must validate it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence

from services.common import options
from services.common.output import complain, say
from services.windows import toolkit

PROGRAM = "form"
TITLE = "form"
CLASSIC_FIELDS = ("Name", "Age", "Job")
MOST_FIELDS = 20
LONGEST_NAME = 40


class Form:
    """Rows of labels and entries, with two buttons below.

    Args:
        window: Where it is to be.
        names: What the fields are called.
        values: What they begin with.
        hints: The note of each as long as it is valid.
        submit: The label of the button that Return presses.
        works: Whether Submit begins work that takes time, shows progress and can be cancelled.
    """

    def __init__(
        self,
        window: toolkit.Window,
        names: Sequence[str],
        *,
        values: Mapping[str, str] | None = None,
        hints: Mapping[str, str] | None = None,
        submit: str = "Submit",
        works: bool = False,
    ) -> None:
        self.window = window
        rows = window.add_frame()
        rows.columnconfigure(1, weight=1)
        for row, name in enumerate(names):
            field = window.add_field(
                rows, name, value=(values or {}).get(name, ""), hint=(hints or {}).get(name, "")
            )
            field.label.grid(row=row, column=0, sticky="w", padx=(0, 10))
            field.entry.grid(row=row, column=1, sticky="ew", pady=3)
            if hints:
                field.note.grid(row=row, column=2, sticky="w", padx=(10, 0))
        window.add_foot(submit, self.on_submit, works=works)

    @property
    def content(self) -> dict[str, str]:
        """What is in each field now."""
        return self.window.values()

    def on_submit(self) -> None:
        """Print what is in the fields; a subclass does what it is there for."""
        for name, value in self.content.items():
            say(f"{name}\t=>\t{value}")
        self.window.say("submitted", "good")
        self.window.note("submitted", about=self.content)


class DynamicForm(Form):
    """A form whose fields the user names before it opens; it closes when it has been submitted."""

    def on_submit(self) -> None:
        """Print what is in the fields, and close."""
        say("Field values...")
        super().on_submit()
        self.window.close()


class NoFieldsError(Exception):
    """A form cannot be made of these field names; the message gives the reason."""


def ask_names() -> list[str]:
    """Ask on standard input what the fields are to be called.

    Raises:
        NoFieldsError: The answer names none, or names that no form can have.
    """
    sys.stdout.write("Enter field names: ")
    sys.stdout.flush()
    names = sys.stdin.readline().split()
    if not names:
        raise NoFieldsError("no field names, so there is no form (type some, with blanks between them)")
    if len(names) > MOST_FIELDS:
        raise NoFieldsError(f"{len(names)} fields are more than the {MOST_FIELDS} that a window has room for")
    for name in names:
        if names.count(name) > 1:
            raise NoFieldsError(f'two fields would be called "{name}"')
        if len(name) > LONGEST_NAME:
            raise NoFieldsError(f'"{name[:LONGEST_NAME]}..." is too long for the name of a field')
    return names


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    parser = options.program_parser(PROGRAM, __doc__, "--dynamic", folder="windows")
    parser.add_argument("--dynamic", action="store_true", help="ask for the names of the fields first")
    if not parser.parse_args(arguments, namespace=argparse.Namespace()).dynamic:
        return toolkit.run(PROGRAM, TITLE, lambda window: Form(window, CLASSIC_FIELDS))
    try:
        names = ask_names()
    except NoFieldsError as error:
        complain(f"{PROGRAM}: {error}")
        return 1
    return toolkit.run(PROGRAM, TITLE, lambda window: DynamicForm(window, names))


if __name__ == "__main__":
    sys.exit(main())
