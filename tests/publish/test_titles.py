"""What titles claim: who accepts least only where the answers show it, and too few where most are."""

from dataclasses import replace

import pyarrow as pa
import pytest

from licet.fairness import RATES
from licet.licence import Status, group_words
from licet.publish import languages, published
from licet.publish.acceptance import NOT_ASKED, Voice, Weighed
from licet.publish.apart import Standing, least
from licet.publish.disclosure import Rate
from licet.publish.exhibits import Estimate, Table
from licet.publish.group_rates import Apart, Level, Measured
from licet.publish.language import ENGLISH
from licet.publish.rate_figures import rate_figure
from licet.publish.shapes import FAMILIES, counted, shapes
from licet.publish.use_grid import use_grid
from licet.publish.words import TOO_FEW, group_title, sentence, title
from tests.publish import stories

UNDER_30 = "parent-age=under-30"
GROUPS = {
    "young": UNDER_30, "older": "parent-age=30-to-39", "low": "income=low", "high": "income=high",
    "yes": "tenure=yes",
}  # fmt: skip


def use(name: str, **shares: Estimate | str) -> Weighed:
    """One row of the grid: everyone's share is 70; the others as they are given."""
    said = {"everyone": about(70), **{GROUPS[each]: share for each, share in shares.items()}}
    voices = tuple(Voice(group, share, 0.95, 50, None) for group, share in said.items())
    table = Table(name, name, (), ())
    return Weighed(name, f"{name} records", "by the council", "", "", Status.GRANTED, "", voices, (), table)


def about(value: int, arm: int = 2) -> Estimate:
    return Estimate(value, value - arm, value + arm)


CLEAR = {"young": about(40), "older": about(70), "low": about(71), "high": about(74)}
ALIKE = {"young": about(69), "older": about(72), "low": about(70), "high": about(71)}
MIXED = {"young": about(51), "older": about(71), "low": about(50), "high": about(90)}

GRIDS = {
    "the lowest in every row, clear of every other": (
        [use("School", **CLEAR), use("Tax", **CLEAR)],
        UNDER_30,
    ),
    "the lowest by a few points": ([use("School", **ALIKE)], Standing.ALIKE),
    "each lowest in one row": (
        [use("School", **CLEAR), use("Tax", **{**CLEAR, "young": about(74), "low": about(40)})],
        Standing.MIXED,
    ),
    "lowest everywhere, clear in one row alone": (
        [use("School", **CLEAR), use("Tax", **ALIKE)],
        Standing.MIXED,
    ),
    "lowest on average, not in a row where it is too few": (
        [use("School", **CLEAR), use("Tax", **{**MIXED, "young": TOO_FEW})],
        Standing.MIXED,
    ),
    "the lowest meets the next": ([use("School", **{**CLEAR, "low": about(43)})], Standing.MIXED),
    "nobody can be told": ([use("School", young=TOO_FEW, older=TOO_FEW)], Standing.TOO_FEW),
    "one group alone": ([use("School", young=about(10), older=TOO_FEW)], Standing.TOO_FEW),
}


@pytest.mark.parametrize(("told", "found"), GRIDS.values(), ids=GRIDS)
def test_a_group_accepts_least_only_where_every_row_shows_it(told, found):
    assert least(told) == found


def test_more_comparisons_ask_for_a_wider_gap():
    """A gap that two groups show is what chance would give one of many."""
    pair = {"young": about(66), "older": about(71)}
    assert least([use("School", **pair)]) == UNDER_30
    level = {"low": about(70), "high": about(70)}
    assert least([use("School", **pair, **level)]) is Standing.ALIKE


TITLES = {
    "clear": ([use("School", **CLEAR)], "Parents (parent's age: under 30) accept least"),
    "alike": ([use("School", **ALIKE)], "No group is clearly apart from another"),
    "clear, of those that can be told": (
        [use("School", **{**CLEAR, "high": TOO_FEW})],
        "Of the groups with enough answers, parents (parent's age: under 30) accept least",
    ),
    "clear, where another use was not put to a group": (
        [use("School", **CLEAR), use("Tax", **{**CLEAR, "low": NOT_ASKED})],
        "Of the groups with enough answers, parents (parent's age: under 30) accept least",
    ),
    "clear, where nobody can be told of another use": (
        [use("School", **CLEAR), use("Tax", **dict.fromkeys(CLEAR, NOT_ASKED))],
        "Of the groups with enough answers, parents (parent's age: under 30) accept least",
    ),
    "mixed": ([use("School", **MIXED)], "Groups differ, but none clearly accepts least"),
    "few": ([use("School", young=TOO_FEW, older=TOO_FEW)], "Most groups are too few to say"),
}


@pytest.mark.parametrize(("told", "expected"), TITLES.values(), ids=TITLES)
def test_the_grid_says_what_its_rows_show_and_no_code(told, expected):
    """Groups by their words, never as evidence codes them."""
    figure = use_grid(ENGLISH, told, hypothetical=False)
    assert figure is not None
    assert figure.title == expected


def test_decisions_name_groups_in_words():
    """No sentence of the page says 'under-30' or 'mixed-or-other'."""
    text = published(stories.borough()).files["report.html"]
    for level in (level for levels in stories.GROUPS.values() for level in levels if "-" in level):
        assert level not in text


def test_a_title_and_a_decision_name_a_group_alike():
    """In Welsh too: yes and no are words of ours."""
    _, welsh = languages()
    told = [use("School", young=about(70), yes=about(40))]
    figure = use_grid(welsh, told, hypothetical=False)
    assert figure is not None
    named = welsh.of(group_words(GROUPS["yes"]))
    assert named == "rhieni (deiliadaeth: ie)"
    assert figure.title == f"{sentence(named)} sy'n derbyn leiaf"


def test_a_range_of_ages_keeps_its_hyphen():
    """In sentences, tables and heads; other hyphens join words."""
    assert group_words("parent-age=16-24") == "parents (parent's age: 16-24)"
    assert group_title(ENGLISH, "parent-age=16-24") == "Parent's age: 16-24"
    assert group_title(ENGLISH, "parent-age=30-to-39") == "Parent's age: 30 to 39"
    assert title(ENGLISH, "pupils-2024-25") == "Pupils 2024-25"


def level(name: str, percent: int | None, points: int | None = None, *, reference: bool = False) -> Level:
    rate = None if percent is None else Rate(100, percent, percent - 2, percent + 2)
    apart = None if points is None else Apart(points, points - 2, points + 2)
    return Level("income", name, rate, apart, reference)


RATE_TITLES = {
    "Flagged: most groups are too few to say": [level("low", 20, reference=True), *[level("x", None)] * 3],
    "Flagged: income: high 9 points more often than low; most groups are too few to say": [
        level("low", 20, reference=True), level("high", 29, 9), *[level("x", None)] * 3,
    ],
    "Flagged: no group is clearly apart from its reference": [
        level("low", 20, reference=True), level("high", 21, 1), level("x", None),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("expected", "levels"), RATE_TITLES.items(), ids=RATE_TITLES)
def test_a_rate_s_title_says_where_most_groups_are_too_few(expected, levels):
    named = tuple(
        replace(each, name=f"{each.name}{k}" if each.name == "x" else each.name)
        for k, each in enumerate(levels)
    )
    assert rate_figure(ENGLISH, Measured("flagged", "Flagged", named)).title == expected


def test_needs_shapes_and_weights_that_are_mostly_hidden_say_so():
    """The largest count that is shown need not be the largest that there is."""
    story = stories.borough()
    assert story.families is not None
    assert story.linkage is not None
    needs = [
        {"need": name, "words": words, "outcome": outcome, "area": None, "families": count}
        for (name, (words, outcome, _)), count in zip(stories.NEEDS.items(), (90, 2, 3, 1, 4), strict=False)
    ]
    shapes = [
        {"children": 1 + k % 4, "carers": k // 4, "lives_elsewhere": False, "families": n}
        for k, n in enumerate([20, *[6] * 12])
    ]
    bins = [{"low": 2.0 * k, "high": 2.0 * k + 2, "pairs": n} for k, n in enumerate([90, 2, 3, 1, 80])]
    text = published(
        replace(
            story,
            linkage=replace(story.linkage, weights=pa.Table.from_pylist(bins)),
            families=replace(
                story.families,
                needs=pa.Table.from_pylist(needs, schema=story.families.needs.schema),
                shapes=pa.Table.from_pylist(shapes),
                rates=RATES.empty_table(),
            ),
        )
    ).files["report.html"]
    assert "Most needs are too few to say; of those shown, most often: a child missed" in text
    assert "Most families are of shapes too few to say; of those shown, most common: no adult found" in text
    assert "How sure the links are: most counts are too few to say" in text


SHAPE_TITLES = {
    "hidden ones are fewer": (
        (40, 20), 95,
        "The most common shape is no adult found, one child: 40 of about 95 families",
    ),
    "a hidden one may be more common": (
        (40, 20), 105,
        "Of the shapes shown, the most common is no adult found, one child: about 40 families",
    ),
    "most families are hidden": (
        (40, 20), 125,
        "Most families are of shapes too few to say; of those shown, most common: "
        "no adult found, one child (40 of about 125 families)",
    ),
    "most shapes are hidden, few families": (
        (90,), 100,
        "The most common shape is no adult found, one child: 90 of about 100 families",
    ),
    "the total is hidden": (
        (95,), None,
        "Of the shapes shown, the most common is no adult found, one child: about 95 families",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("counts", "everyone", "expected"), SHAPE_TITLES.values(), ids=SHAPE_TITLES)
def test_the_title_of_shapes_claims_what_the_counts_allow(counts, everyone, expected):
    """What is shown, all families together, and the title."""
    story = stories.borough()
    assert story.families is not None
    shown = dict.fromkeys(counted(story.families).cells) | {FAMILIES: everyone}
    shown |= dict(zip(shown, counts, strict=False))
    figure = shapes(ENGLISH, shown)
    assert figure is not None
    assert figure.title == expected
