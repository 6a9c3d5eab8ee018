"""What the windows of the course share: how one opens, stays responsive during its work, and shows progress.

A window responds as long as its event loop runs: whatever takes time is done by a thread or a process
(`Work`), and the loop polls for news twenty times a second. Only the loop touches a widget.

What a window shows is also noted in the journal, as `window` lines, so that a test reads what a user sees.

Source: tkinter in the library reference, "Threading model"; after(3tk), ttk_style(3tk).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from services.common.output import complain
from services.common.stopping import stop_on_signals
from services.lab.journal import Journal, clock
from services.windows.downloading import Ended, Progress, Work

try:
    import tkinter as tk
    from tkinter import ttk
except ImportError:
    HAS_TK = False
else:
    HAS_TK = True

TICK_MILLISECONDS = 50
CLOSE_SECONDS = 2.0
ENTRY_CHARACTERS = 32
NOTE_CHARACTERS = 30
COLOURS = {"plain": "#303030", "good": "#1b6e2f", "bad": "#b3261e", "hint": "#6a6a6a"}
GROUND, BAR, TROUGH = "#f2f1ee", "#3d6f9e", "#dcdad5"
ELSEWHERE = "or use the lab's desktop: make desktop"


class CannotOpenError(Exception):
    """No window can be opened here; the message gives the reason."""


class Field:
    """A label, an entry and a note; each window's own file lays them out.

    Args:
        parent: The frame they are in.
        name: What the label says.
        value: What the entry begins with.
        hint: What the note says as long as nothing is wrong.
    """

    def __init__(self, parent: ttk.Frame, name: str, *, value: str = "", hint: str = "") -> None:
        self.name = name
        self.hint = hint
        self.label = ttk.Label(parent, text=name)
        self.entry = ttk.Entry(parent, width=ENTRY_CHARACTERS)
        self.note = ttk.Label(parent, text=hint, width=NOTE_CHARACTERS, style="hint.TLabel")
        self.entry.insert(0, value)
        self.entry.bind("<Control-a>", lambda _: self.select())

    @property
    def value(self) -> str:
        """What the entry holds, without the blanks around it."""
        return self.entry.get().strip()

    def select(self) -> str:
        """Take the cursor there and select all: what is typed next replaces it."""
        self.entry.focus_set()
        self.entry.selection_range(0, "end")
        return "break"  # and do not do what the key does else

    def mark(self, trouble: str) -> None:
        """Show what is wrong with the entry in its note; empty if it is valid."""
        self.note.configure(text=trouble or self.hint, style="bad.TLabel" if trouble else "hint.TLabel")


class Window:
    """A window with fields, a line that says what goes on, a progress bar and two buttons.

    Args:
        program: The name the program goes by.
        title: The window's.

    Raises:
        CannotOpenError: Tk or a screen is missing.
    """

    def __init__(self, program: str, title: str) -> None:
        self.program = program
        self.title = title
        self.root = open_root(title)
        self.journal = Journal.from_environment("client")
        self.body = ttk.Frame(self.root, padding=12)
        self.body.pack(fill="both", expand=True)
        self.fields: dict[str, Field] = {}
        self.work: Work | None = None
        self.stopped_by = 0
        self.close_by: float | None = None
        self.shown = ""
        self.root.protocol("WM_DELETE_WINDOW", self.close)
        self.root.bind("<Escape>", lambda _: self.cancel())

    def add_frame(self) -> ttk.Frame:
        """Make a frame for fields, below what is there already."""
        frame = ttk.Frame(self.body)
        frame.pack(fill="x")
        return frame

    def add_field(self, parent: ttk.Frame, name: str, *, value: str = "", hint: str = "") -> Field:
        """Make a field; the letter that takes the cursor there, with Alt, is underlined."""
        field = self.fields[name] = Field(parent, name, value=value, hint=hint)
        self.add_key(name, field.label, field.select)
        return field

    def add_key(self, name: str, widget: ttk.Label | ttk.Button, action: Callable[[], object]) -> None:
        """Bind Alt and the first letter of a name that no other widget has."""
        for place, letter in enumerate(name.lower()):
            key = f"<Alt-{letter}>"
            if letter.isascii() and letter.isalpha() and not self.root.bind(key):
                widget.configure(underline=place)
                self.root.bind(key, lambda _: action())
                return

    def add_foot(self, submit: str, on_submit: Callable[[], object], *, works: bool = True) -> None:
        """Add what every window ends with: the bar, the line that says what goes on, and the buttons.

        Args:
            submit: The label of the button that Return presses.
            on_submit: What it does.
            works: Whether it begins work that takes time, shows progress and can be cancelled.
        """
        foot = ttk.Frame(self.body, padding=(0, 10, 0, 0))
        foot.pack(side="bottom", fill="x")
        self.bar = ttk.Progressbar(foot, maximum=1000)
        if works:
            self.bar.pack(fill="x", pady=(0, 6))
        self.cancel_button = ttk.Button(foot, text="Cancel", command=self.cancel)
        self.submit_button = ttk.Button(foot, text=submit, command=on_submit, default="active")
        for button in (self.cancel_button, self.submit_button):
            button.pack(side="right", anchor="n", padx=(8, 0))
            self.add_key(str(button["text"]), button, button.invoke)
        self.submit_button.lower(self.cancel_button)  # the tab key goes from left to right
        self.line = ttk.Label(foot, anchor="nw", text="\n")
        self.line.pack(side="left", fill="both", expand=True)
        self.line.bind("<Configure>", lambda event: self.line.configure(wraplength=max(event.width - 4, 1)))
        if works:
            self.cancel_button.state(["disabled"])
        for key in ("<Return>", "<KP_Enter>"):
            self.root.bind(key, lambda _: self.submit_button.invoke())

    def say(self, text: str, mood: str = "plain") -> None:
        """Say in the window what goes on: `plain`, `good` or `bad` news."""
        if (shown := f"{mood}: {text}") != self.shown:
            self.shown = shown
            self.line.configure(text=text, style=f"{mood}.TLabel")
            self.note(mood, text)

    def note(self, state: str, text: str = "", about: object = None) -> None:
        """Note in the journal what the window shows."""
        self.journal.note("window", window=self.title, state=state, text=text, about=about)

    def values(self) -> dict[str, str]:
        """What the fields hold, by their names."""
        return {name: field.value for name, field in self.fields.items()}

    def accept(self, troubles: Mapping[str, str]) -> bool:
        """Show what is wrong with each field in its note, and return whether all are valid.

        Args:
            troubles: What is wrong, by the field's name; empty for a valid one.
        """
        wrong = [name for name in self.fields if troubles.get(name)]
        for name, field in self.fields.items():
            field.mark(troubles.get(name, ""))
        for name in wrong:
            self.note("invalid", troubles[name], name)
        if wrong:
            self.fields[wrong[0]].select()
            self.say("please correct the marked fields", "bad")
        return not wrong

    def begin(self, work: Work) -> None:
        """Show how some work goes on that has just begun, to its end."""
        self.work = work
        self.let_type(allowed=False)
        self.bar.configure(mode="indeterminate", value=0)
        self.bar.start(TICK_MILLISECONDS)
        self.say("connecting")

    def let_type(self, *, allowed: bool) -> None:
        """Have the fields and the buttons fit to whether work goes on."""
        for field in self.fields.values():
            field.entry.state(["!disabled" if allowed else "disabled"])
        self.submit_button.state(["!disabled" if allowed else "disabled"])
        self.cancel_button.state(["disabled" if allowed else "!disabled"])

    def show(self, news: Progress | Ended) -> None:
        """Show a piece of news of the work."""
        if isinstance(news, Ended):
            self.work = None
            self.bar.stop()
            self.bar.configure(mode="determinate", value=1000 if news.well else 0)
            self.let_type(allowed=True)
            self.say(news.text, "good" if news.well else "bad")
        elif self.close_by is None:
            if news.share is not None:
                self.bar.stop()
                self.bar.configure(mode="determinate", value=1000 * news.share)
            self.say(news.text)

    def cancel(self) -> None:
        """Cancel the work; where there is none, close the window."""
        if self.work is None:
            self.close()
        elif str(self.cancel_button["state"]) != "disabled":
            self.cancel_button.state(["disabled"])
            self.say("cancelling")
            self.work.cancel()

    def close(self) -> None:
        """Close the window; work that goes on is cancelled and given a moment to clear up."""
        if self.close_by is None:
            self.close_by = clock() + CLOSE_SECONDS
            if self.work is not None:
                self.cancel()

    def stop(self, number: int) -> None:
        """Close because of a signal."""
        self.stopped_by = number

    def tick(self) -> None:
        """Take in the news, or leave; the event loop comes by here until it does."""
        latest: list[Progress | Ended] = list(self.work.news())[-1:] if self.work else []
        for news in latest:
            self.show(news)
        if self.stopped_by:
            self.close()
        if self.close_by is not None and (self.work is None or clock() > self.close_by):
            self.note("closed")
            self.root.destroy()
            return
        self.root.after(TICK_MILLISECONDS, self.tick)

    def live(self) -> int:
        """Turn the event loop until the window is closed, and return the program's exit status."""
        stop_on_signals(self.stop)
        self.root.update_idletasks()
        self.root.minsize(self.root.winfo_reqwidth(), self.root.winfo_reqheight())
        if self.fields:
            next(iter(self.fields.values())).select()
        self.note("open")
        self.root.after(TICK_MILLISECONDS, self.tick)
        self.root.mainloop()
        return 128 + self.stopped_by if self.stopped_by else 0


def open_root(title: str) -> tk.Tk:
    """Open the window itself, in the style that all windows share.

    Raises:
        CannotOpenError: Tk or a screen is missing.
    """
    if not HAS_TK:
        raise CannotOpenError(f"this Python has no Tk (on Debian install python3-tk, {ELSEWHERE})")
    try:
        root = tk.Tk(className=title)
    except tk.TclError:
        display = os.environ.get("DISPLAY", "")
        place = f'no screen answers at "{display}"' if display else "there is no screen: DISPLAY is not set"
        raise CannotOpenError(f"{place} (run this on a desktop, {ELSEWHERE})") from None
    root.title(title)
    style = ttk.Style(root)
    style.theme_use("clam")
    root.configure(background=GROUND)
    style.configure(".", background=GROUND)
    style.configure("TProgressbar", background=BAR, troughcolor=TROUGH, bordercolor=TROUGH)
    for mood, colour in COLOURS.items():
        style.configure(f"{mood}.TLabel", foreground=colour)
    return root


def run(program: str, title: str, fill: Callable[[Window], object]) -> int:
    """Open a window, fill it, live in it, and return the program's exit status.

    Args:
        program: The name the program goes by.
        title: The window's.
        fill: Puts into the window what makes it different from others.
    """
    try:
        window = Window(program, title)
    except CannotOpenError as error:
        complain(f"{program}: {error}")
        return 1
    fill(window)
    return window.live()
