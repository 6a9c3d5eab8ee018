"""Links as a scenario writes them: what is read, and what is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.yaml_files import VALID, cells_of, messages, one, problems, write


def linked(*links: str) -> str:
    return VALID + "links:\n" + "".join(f"  - {link}\n" for link in links)


def test_a_link_is_between_two_groups_or_in_one_direction(tmp_path: Path) -> None:
    text = linked(
        "{between: [clients, server], delay: 25ms, jitter: 5ms, distribution: normal, loss: 1%}",
        "{between: [[clients, server], server], rate: 10mbit, burst: 16kB, limit: 64kB, mtu: 1400B}",
        "{from: server, to: 'clients[1]', delay: 1s, reorder: 5%, duplicate: 1%, corrupt: 0.1%}",
        "{from: server, to: clients, loss: {enter: 1%, leave: 25%}}",
        "{between: [clients, server], profile: dsl}",
    )
    first, second, third, fourth, fifth = one(tmp_path, text).spec.links
    assert first.between == (("clients",), ("server",))
    assert (first.delay, first.jitter, first.distribution, first.loss) == (0.025, 0.005, "normal", 0.01)
    assert second.between == (("clients", "server"), ("server",))
    assert (second.rate, second.burst, second.limit, second.mtu) == (10**7, 16_000, 64_000, 1400)
    assert (third.from_, third.to, third.delay) == (("server",), ("clients[1]",), 1.0)
    assert (fourth.loss.enter, fourth.loss.bad, fourth.loss.good) == (0.01, 1.0, 0.0)  # type: ignore[union-attr]
    assert (fifth.profile, fifth.given) == ("dsl", frozenset())


def test_a_scenario_with_links_needs_the_routers_image_too(tmp_path: Path) -> None:
    assert one(tmp_path, VALID).images == {"test/web", "test/caller"}
    wanted = one(tmp_path, linked("{between: [clients, server], delay: 1ms}")).images
    assert wanted == {"test/web", "test/caller", "socketlab/router"}


FORM = "needs either between (both directions), or from and to (one direction)"


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("{between: [clients], delay: 1ms}", "links.0.between: must be a list of two groups"),
        ("{delay: 1ms}", f"links.0: {FORM}"),
        ("{from: server, delay: 1ms}", f"links.0: {FORM}"),
        ("{between: [clients, server], to: server, delay: 1ms}", f"links.0: {FORM}"),
        (
            "{between: [clients, server]}",
            "links.0: has no condition (give it a delay, a loss, a rate or a profile)",
        ),
        ("{between: [clients, server], jitter: 1ms}", "links.0: jitter needs a delay"),
        (
            "{between: [clients, server], delay: 1ms, distribution: normal}",
            "links.0: distribution needs a jitter",
        ),
        ("{between: [clients, server], delay: 1ms, jitter: 2ms}", "links.0: jitter is more than the delay"),
        ("{between: [clients, server], loss: 1%, limit: 20kB}", "links.0: limit needs a rate"),
        ("{between: [clients, server], delay: 2m}", 'links.0.delay: "2m" is more than 1m'),
        ("{between: [clients, server], delay: 9s, jitter: 3s}", 'links.0.jitter: "3s" is more than 2s'),
        ("{between: [clients, server], delay: 25}", 'links.0.delay: "25" has no unit (did you mean "25s"?)'),
        ("{between: [clients, server], mtu: 500B}", "links.0.mtu: must be 576 or more"),
        (
            "{between: [clients, server], profile: dls}",
            'links.0.profile: no profile "dls" (did you mean "dsl"?)',
        ),
        (
            "{between: [client, server], delay: 1ms}",
            'links.0.between.0: no host "client" (did you mean "clients"?)',
        ),
        (
            "{from: 'clients[2]', to: [server], delay: 1ms}",
            'links.0.from: "clients[2]" selects more than there is (1 in "clients")',
        ),
        (
            "{from: server, to: [7 of clients], delay: 1ms}",
            'links.0.to.0: "7 of clients" selects more than there is (1 in "clients")',
        ),
        (
            "{between: [clients, server], behind: nat, delay: 1ms}",
            'links.0.behind: "behind" is not known here',
        ),
    ],
)
def test_what_makes_no_link_is_refused(tmp_path: Path, link: str, message: str) -> None:
    (found,) = messages(tmp_path, linked(link))
    assert found.startswith(message)


def test_every_problem_of_links_has_its_place(tmp_path: Path) -> None:
    found = problems(tmp_path, linked("{between: [clients, sever], delay: 1ms, profile: isdn}"))
    assert [line.split()[0] for line in found] == ["scenario.yaml:9:25", "scenario.yaml:9:45"]


@pytest.mark.parametrize(
    "links", ["links: fast\n", "links: [fast]\n", "links: [{between: {a: b}, delay: 1ms}]\n"]
)
def test_links_of_another_form_are_refused(tmp_path: Path, links: str) -> None:
    assert len(messages(tmp_path, VALID + links)) == 1


def test_what_a_variable_or_a_wrong_form_stands_for_is_no_unknown_host(tmp_path: Path) -> None:
    found = messages(tmp_path, linked("{between: ['${who}', 'a b c'], delay: 1ms, profile: '${which}'}"))
    assert len(found) == 3
    assert not any("no host" in line or "no profile" in line for line in found)


def test_the_standing_labs_hosts_have_no_links(tmp_path: Path) -> None:
    text = linked("{between: [clients, server], delay: 1ms}").replace("{service: web}", "{lab: web}")
    (found,) = messages(tmp_path, text)
    assert found.startswith(
        'hosts.server.lab: "server" is the standing lab\'s, to which a scenario with links'
    )


OWN = """\
office:
  about: an office of ours
  source: measured in May
  up: {delay: 3ms}
  down: {delay: 4ms, rate: 50mbit}
"""


def test_a_scenario_may_have_profiles_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, OWN, "own.yaml")
    text = "profiles: own.yaml\n" + linked("{between: [clients, server], profile: office}")
    scenario = one(tmp_path, text)
    assert scenario.profiles["office"].down.rate == 50 * 10**6
    assert "dsl" in scenario.profiles


def test_profiles_that_cannot_be_read_are_reported_with_their_place(tmp_path: Path) -> None:
    text = "profiles: own.yaml\n" + linked("{between: [clients, server], profile: dsl}")
    (missing,) = problems(tmp_path, text)
    assert missing.startswith("scenario.yaml:1:1 profiles: cannot read")
    write(tmp_path, OWN.replace("{delay: 3ms}", "{delay: 3}"), "own.yaml")
    (wrong,) = problems(tmp_path, text)
    assert wrong == 'own.yaml:4:8 office.up.delay: "3" has no unit (did you mean "3s"?)'


def test_links_are_compared_with_the_hosts_of_each_combination(tmp_path: Path) -> None:
    text = linked("{between: ['clients[2]', server], delay: 1ms}")
    text = text.replace("{service: caller}", "{service: caller, count: '${n}'}")
    (found,) = messages(tmp_path, text + "matrix: {n: [1, 2]}\n")
    assert found.startswith("links.0.between.0: ")
    assert len(cells_of(tmp_path, text + "matrix: {n: [2, 3]}\n")) == 2


def test_a_side_may_be_a_list_of_names(tmp_path: Path) -> None:
    assert one(tmp_path, linked("{from: [clients, server], to: server, delay: 1ms}")).spec.links
    found = messages(tmp_path, linked("{from: [clients, 5, sever], to: server, delay: 1ms}"))
    assert any(line.startswith("links.0.from.2: no host") for line in found)
