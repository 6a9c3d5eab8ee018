"""The excerpts of logs."""

from __future__ import annotations

from socketlab.report.page.lanes import lanes_of
from socketlab.report.page.logs import (
    LARGEST_SHARE,
    LONGEST_LINE,
    MOST_LINES,
    excerpts_of,
    links_of,
    logs_as_html,
)
from tests.report.page.runs import a_run


def test_a_short_log_is_shown_whole_and_an_empty_one_not_at_all() -> None:
    (excerpt,) = excerpts_of(a_run(server_stdout="one\n\ntwo\n", server_stderr=""))
    assert (excerpt.lines, excerpt.last) == (("one", "", "two"), ())
    (shown,) = logs_as_html((excerpt,))
    assert '<a href="logs/server.stdout.log">logs/server.stdout.log</a>' in shown.text
    assert '<li id="log-server-stdout-3">two</li>' in shown.text


def test_of_a_log_with_many_lines_the_first_and_the_last_are_shown() -> None:
    (excerpt,) = excerpts_of(a_run(server_stdout="".join(f"{n}\n" for n in range(1000))))
    assert (len(excerpt.lines), excerpt.last[-1]) == (MOST_LINES, "999")
    (shown,) = logs_as_html((excerpt,))
    assert "<li>999</li>" in shown.text


def test_a_log_has_a_share_of_the_page_and_a_long_line_is_cut() -> None:
    (excerpt,) = excerpts_of(a_run(server_stdout=f"{'x' * 1000}\n" * 100))
    assert len(excerpt.lines[0]) == LONGEST_LINE + 1
    assert len(excerpt.lines) == LARGEST_SHARE // (LONGEST_LINE + 1)


def links(log: str, **run: object) -> dict[str, str]:
    """The log lines that belong to the server's marks, by the words of the marks."""
    record = a_run(server_stdout=log, **run)  # type: ignore[arg-type]
    server = next(lane for lane in lanes_of(record) if lane.name == "server")
    return {
        server.marks[number].text: place for number, place in links_of(server, excerpts_of(record)).items()
    }


def test_a_mark_leads_to_the_line_with_what_was_said_or_with_its_connection() -> None:
    log = "listening\naccepted 198.19.7.1:40001\ngot hello\n"
    assert links(log, clients=1) == {
        "accepted 198.19.7.1:40001": "log-server-stdout-2",
        "received 5 B": "log-server-stdout-3",
        "sent 5 B": "log-server-stdout-3",
    }


def test_equal_lines_belong_to_the_marks_in_their_order() -> None:
    record = a_run(server_stdout="hello\nhello\n", clients=1)
    server = next(lane for lane in lanes_of(record) if lane.name == "server")
    assert list(links_of(server, excerpts_of(record)).values()) == [
        "log-server-stdout-1",
        "log-server-stdout-2",
    ]


def test_a_port_is_enough_where_the_log_has_no_more() -> None:
    assert (
        links("('198.19.7.1', 40001)\n", clients=1, said="x")["accepted 198.19.7.1:40001"]
        == "log-server-stdout-1"
    )


def test_a_mark_without_a_line_has_no_link() -> None:
    assert links("nothing of it\n", clients=1) == {}
