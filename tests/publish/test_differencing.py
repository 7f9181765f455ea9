"""Nothing hidden can be worked out: an attacker with a solver tries, and is shown to be able."""

from collections.abc import Iterable

import pytest

from licet.publish import charts, disclosure, protection, published, svg
from licet.publish.systems import HIDE_UP_TO, ROUND_TO, Hiding
from tests.conftest import times
from tests.publish import boroughs, stories
from tests.publish.attack import Knowledge, attack_on
from tests.publish.boroughs import EVERYTHING_KNOWN
from tests.publish.solving import Found

HOSTILE = {
    "roundings that go one way": boroughs.one_sided_borough,
    "all levels but one": boroughs.all_but_one_level,
}
ONE_A_ROW = Knowledge(EVERYTHING_KNOWN.one_a_row)


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch):
    """Charts keep their words and lose their drawing, which takes most of the time."""

    def drawn(name, label, description, chart, width):
        return svg.picture(name, label, description, width, 1, "")

    monkeypatch.setattr(charts, "drawn", drawn)


@pytest.fixture
def without_second_hiding(monkeypatch):
    """The rule as it must not be: small counts hidden, and nothing else."""

    def small_only(system):
        small = (system.counts <= HIDE_UP_TO) | system.unsaid
        return Hiding(small, system.totals @ system.steps * ROUND_TO <= HIDE_UP_TO, small)

    monkeypatch.setattr(disclosure, "protected", small_only)


@pytest.fixture
def each_table_alone(monkeypatch):
    """The rule as it must not be: every table protected, and no two of them together."""
    whole = protection.protected

    def without_facts(system):
        alone = type(system)(**{**vars(system), "facts": system.facts[:0]})
        return whole(alone)

    monkeypatch.setattr(disclosure, "protected", without_facts)


def _recovered(found: Iterable[Found]) -> list[Found]:
    return [each for each in found if each.is_recovered]


def _attacked(story, knowledge: Knowledge = EVERYTHING_KNOWN) -> list[Found]:
    return attack_on(published(story).files["report.html"], knowledge)


@pytest.mark.parametrize("knowledge", [Knowledge(), ONE_A_ROW], ids=["the page alone", "a neighbour"])
def test_the_page_gives_no_hidden_count_away(knowledge):
    """Of all hidden counts of a whole page none is known to its step of rounding."""
    found = _attacked(stories.borough(), knowledge)
    assert len(found) > 20
    assert not _recovered(found)


@pytest.mark.parametrize("borough", HOSTILE)
def test_hostile_tables_give_nothing_away(borough):
    """Tables made by hand so that what is left could be one thing only."""
    assert not _recovered(_attacked(HOSTILE[borough]()))


def test_where_there_is_hardly_anybody_nothing_is_given_away():
    """Nearly every count is hidden."""
    assert not _recovered(_attacked(stories.tiny(), Knowledge()))


@pytest.mark.parametrize("seed", [0, 1, 2, 1141])
def test_small_boroughs_give_nothing_away(seed):
    """Most counts are small, and everybody is in one level of a group: in the last borough, in the same."""
    assert not _recovered(_attacked(boroughs.small_borough(seed)))


@pytest.mark.usefixtures("without_second_hiding")
def test_the_attacker_succeeds_where_no_second_count_is_hidden():
    """So that finding nothing above means something."""
    found = _recovered(_attacked(stories.borough(), Knowledge()))
    assert {each.name[0] for each in found} >= {"left out", "need"}


@pytest.mark.usefixtures("each_table_alone")
@pytest.mark.parametrize("borough", ["roundings that go one way", "all levels but one"])
def test_the_attacker_succeeds_across_tables(borough):
    """Each table alone is protected, and the one gives away what the other hides."""
    assert _recovered(_attacked(HOSTILE[borough]()))


@pytest.mark.long
def test_many_invented_boroughs_give_nothing_away(figures):
    """Job line 5: what the attacker finds in many boroughs, and in how many where the rule is broken."""
    found = [each for seed in range(times(200)) for each in _attacked(boroughs.small_borough(1000 + seed))]
    figures(
        "job-5",
        {
            "boroughs": times(200),
            "hidden_counts": len(found),
            "recovered": len(_recovered(found)),
            "narrowest": min(each.greatest - each.least + 1 for each in found),
        },
    )
    assert not _recovered(found)
