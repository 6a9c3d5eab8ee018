"""The sequence chart."""

from __future__ import annotations

from socketlab.report.page.lanes import lanes_of
from socketlab.report.page.sequence import MOST_MESSAGES, Message, messages_of, sequence_chart
from tests.report.page.runs import a_run, note


def test_messages_go_between_the_two_ends_of_a_connection_in_order_of_time() -> None:
    messages = messages_of(lanes_of(a_run(clients=1)))
    assert [(one.source, one.destination, one.text) for one in messages] == [
        ("clients-1", "server", "connect"),
        ("clients-1", "server", "5 B hello"),
        ("server", "clients-1", "5 B hello"),
        ("clients-1", "server", "close"),
    ]


def test_a_connection_with_one_journal_is_left_out() -> None:
    lone = note(2.0, "clients-1", "sent", conn="other", data="hello")
    assert len(messages_of(lanes_of(a_run(lone, clients=1)))) == 4


def test_a_size_alone_is_shown_where_the_program_reports_no_more() -> None:
    more = note(1.5, "clients-1", "sent", conn="198.19.7.1:40001", size=7)
    assert messages_of(lanes_of(a_run(more, clients=1)))[-1].text == "sent 7 B"


def test_the_chart_has_a_line_for_each_host_and_an_arrow_for_each_message() -> None:
    chart = sequence_chart(messages_of(lanes_of(a_run())))
    assert chart is not None
    assert chart.text.count('class="life"') == 3
    assert chart.text.count("url(#arrow-head)") == 8


def test_a_long_text_is_cut_and_a_long_chart_says_so() -> None:
    message = Message(at_s=1.0, source="a", destination="b", text="x" * 50)
    chart = sequence_chart([message] * (MOST_MESSAGES + 1))
    assert chart is not None
    assert f"The first {MOST_MESSAGES} of {MOST_MESSAGES + 1} messages." in chart.text
    assert f"{'x' * 39}…" in chart.text


def test_nothing_said_and_too_many_hosts_have_no_chart() -> None:
    many = [Message(at_s=1.0, source=f"client-{n}", destination="server", text="x") for n in range(12)]
    assert sequence_chart([]) is None
    assert sequence_chart(many) is None
    assert sequence_chart(many[:11]) is not None
