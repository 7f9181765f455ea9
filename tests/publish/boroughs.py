"""Boroughs made up to be hard to protect: few people, many small counts, roundings that all go one way."""

from dataclasses import replace
from itertools import product

import numpy as np
import pyarrow as pa

from licet.fairness import RATES
from licet.publish import SourceStory, Story
from tests.publish import stories
from tests.publish.attack import Knowledge

EVERYTHING_KNOWN = Knowledge(frozenset({"Attendance", "Surgeries"}), all_in_one_level=True)
"""What is true of every borough here: who guesses it must find nothing either."""

ONE_A_ROW = ("attendance", "surgeries")
LEVELS = {"ethnic-group": ("asian", "black", "white"), "income": ("high", "low")}
AREAS = ("Abbey", "Bridge", "Castle", None)


def small_borough(seed: int) -> Story:
    """A whole story of chance, in which everybody is in exactly one level of every group."""
    chance = np.random.default_rng(seed)
    size = float(chance.choice([6, 15, 40, 150]))
    shapes = _counts(chance, size, len(SHAPES))
    families = sum(shapes)
    flagged = int(chance.integers(0, min(families, 60) + 1))
    sources = tuple(_source(chance, source, size) for source in stories.borough().sources)
    out = sum(sum(source.excluded.values()) for source in sources)
    mentions = sum(source.mentions for source in sources)
    persons = int(chance.integers(1, max(mentions - out, 1) + 1))
    alone = int(chance.integers(0, min(persons, 50) + 1))
    rates = [
        *_rates(chance, "flagged", flagged, families),
        *_rates(chance, "in one record alone", alone, persons),
        *_rates(chance, "excluded", out, mentions),
    ]
    return _story(
        sources, shapes, (persons, flagged), _needs(chance, size), rates, _counts(chance, size * 3, 12)
    )


def one_sided_borough() -> Story:
    """Roundings that all go one way: what is left of the rows is nothing, and cannot be anything else."""
    story = small_borough(0)
    assert story.linkage is not None
    assert story.families is not None
    sources = tuple(
        replace(
            source,
            rows=33 + 13 + 18 + 23,
            set_aside=0,
            mentions=33 + 13 + 18 + 23,
            linked=33,
            excluded={"do-not-link": 13, "objection": 18, "no consent": 23},
        )
        if source.opened
        else source
        for source in story.sources
    )
    return replace(
        story,
        sources=sources,
        linkage=replace(story.linkage, persons=100),
        families=replace(story.families, rates=RATES.empty_table()),
    )


def all_but_one_level() -> Story:
    """Every group's rates are shown but one; with the total of another table it would be what is left."""
    story = small_borough(0)
    assert story.families is not None
    flagged = [("asian", 1, 60), ("black", 13, 60), ("white", 23, 300)]
    rates = pa.Table.from_pylist(
        [row for level, k, n in flagged for row in _rate("flagged", "ethnic-group", level, k, n)],
        schema=RATES,
    )
    shapes = story.families.shapes.slice(0, 3).set_column(3, "families", pa.array([90, 100, 230]))
    return replace(story, families=replace(story.families, flagged=37, rates=rates, shapes=shapes))


SHAPES = tuple(product(range(4), range(1, 5), (False, True)))


def _counts(chance: np.random.Generator, size: float, many: int) -> list[int]:
    """Counts of which many are small, most are not, and some are none."""
    counts = chance.exponential(size, many) * (chance.random(many) > 0.15)
    return [int(n) for n in counts]


def _source(chance: np.random.Generator, source: SourceStory, size: float) -> SourceStory:
    if not source.opened:
        return source
    aside, linked, marked, objected = _counts(chance, size, 4)
    mentions = linked + marked + objected
    rows = mentions + aside if source.name in ONE_A_ROW else mentions // 2 + aside
    return replace(
        source,
        rows=rows,
        set_aside=aside,
        mentions=mentions,
        excluded={"do-not-link": marked, "objection": objected},
        linked=linked,
    )


def _needs(chance: np.random.Generator, size: float) -> list[dict[str, object]]:
    return [
        {"need": need, "words": words, "outcome": outcome, "area": area, "families": families}
        for need, (words, outcome, _) in stories.NEEDS.items()
        for area, families in zip(AREAS, _counts(chance, size, len(AREAS)), strict=True)
    ]


def _rates(chance: np.random.Generator, measure: str, counted: int, among: int) -> list[dict[str, object]]:
    """Rates of one measure: those counted, and all, shared out over the levels of each group."""
    rows = []
    for group, levels in LEVELS.items():
        shares = chance.dirichlet(np.full(len(levels), 0.6))
        yes, no = chance.multinomial(counted, shares), chance.multinomial(among - counted, shares)
        for level, k, rest in zip(levels, yes.tolist(), no.tolist(), strict=True):
            if k + rest:
                rows += _rate(measure, group, level, k, k + rest)
    return rows


def _rate(measure: str, group: str, level: str, counted: int, among: int) -> list[dict[str, object]]:
    few, reference = among < 20, level in ("white", "low")
    share = None if few else counted / among
    base = {
        "group": group,
        "level": level,
        "n": among,
        "reference": reference,
        "too_few": few,
    }
    low, high = (None, None) if share is None else (max(share - 0.02, 0.0), min(share + 0.02, 1.0))
    return [
        {**base, "measure": measure, "estimate": counted / among, "ci_low": low, "ci_high": high},
        {**base, "measure": f"{measure} difference", "estimate": 0.0, "ci_low": -0.1, "ci_high": 0.1},
    ]


def _story(
    sources: tuple[SourceStory, ...],
    shapes: list[int],
    people: tuple[int, int],
    needs: list[dict[str, object]],
    rates: list[dict[str, object]],
    pairs: list[int],
) -> Story:
    story = stories.borough()
    assert story.linkage is not None
    assert story.families is not None
    told = [
        {"carers": carers, "children": children, "lives_elsewhere": elsewhere, "families": families}
        for (carers, children, elsewhere), families in zip(SHAPES, shapes, strict=True)
    ]
    bins = [{"low": 2.0 * k, "high": 2.0 * k + 2, "pairs": n} for k, n in enumerate(pairs)]
    persons, flagged = people
    return replace(
        story,
        sources=sources,
        linkage=replace(story.linkage, weights=pa.Table.from_pylist(bins), persons=persons),
        families=replace(
            story.families,
            shapes=pa.Table.from_pylist(told).select(["children", "carers", "lives_elsewhere", "families"]),
            needs=pa.Table.from_pylist(needs, schema=story.families.needs.schema),
            flagged=flagged,
            rates=pa.Table.from_pylist(rates, schema=RATES),
        ),
    )
