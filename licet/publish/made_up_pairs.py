"""Two made-up pairs under the trained model: one that should be linked, and its nearest alternative.

A real pair would give itself away: a rare name weighs so much that its weight names it. So nobody here
exists; the weights are the trained model's own, averaged over all names.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from licet.programme import said
from licet.publish.story import LinkageStory, Story
from licet.publish.systems import ROUND_TO
from licet.publish.words import sentence

PAIR, SIBLING = said("The likely pair"), said("The sister in the same home")
SAME = said("the same")
TENTH = 0.1
"""Points are printed to this."""


@dataclass(frozen=True)
class Field:
    """What the made-up records say in one field: here, there, and what the sister's record says."""

    words: str
    here: str
    there: str
    sister: str


_BORN, _SISTER_BORN = said("4 May 2015"), said("19 Oct 2018")

FIELDS = {
    "forename": Field(said("First name"), "Amina", "Amina", "Zora"),
    "surname": Field(said("Surname"), "Okafor", "Okafer", "Okafor"),
    "middle": Field(said("Middle name"), "Jane", "J", "Ruth"),
    "birth_date": Field(said("Date of birth"), _BORN, _BORN, _SISTER_BORN),
    "sex": Field(said("Sex"), said("F"), said("F"), said("F")),
    "address": Field(said("Address"), "3 Mill Lane", "3 Mill Lane", "3 Mill Lane"),
    "postcode": Field(said("Postcode"), SAME, SAME, SAME),
    "street_name": Field(said("Street"), "Mill Lane", "Mill Lane", "Mill Lane"),
    "street_number": Field(said("House number"), "3", "3", "3"),
    "phone": Field(said("Telephone"), SAME, SAME, SAME),
    "email": Field(said("E-mail"), SAME, SAME, SAME),
}

AGREES, NEAR, INITIAL, DIFFERS = "the same", "edits at most 1", "initial", "anything else"

_PAIR_LEVELS = {"surname": NEAR, "middle": INITIAL}
_SISTER_LEVELS = {"forename": DIFFERS, "middle": DIFFERS, "birth_date": DIFFERS}
"""Comparisons where the level is not the best one; another identifier of the sister's differs."""


@dataclass(frozen=True)
class Step:
    """One piece of evidence: its words, its weight in bits, and where the sum stands before and after."""

    field: str
    here: str
    there: str
    weight: float
    before: float

    @property
    def after(self) -> float:
        """The sum with this piece."""
        return self.before + self.weight


@dataclass(frozen=True)
class Explained:
    """One made-up comparison, from the start to the sum."""

    name: str
    steps: tuple[Step, ...]

    @property
    def weight(self) -> float:
        """What all evidence comes to, in bits."""
        return self.steps[-1].after


def threshold_bits(threshold: float) -> float:
    """A match probability as a match weight."""
    return math.log2(threshold / (1 - threshold))


def explained_pairs(story: Story, linkage: LinkageStory) -> tuple[Explained, Explained] | None:
    """The likely pair and the sister; None where too few were linked to tell where a pair starts."""
    start = _start(story, linkage)
    if start is None:
        return None
    levels: list[dict[str, Any]] = linkage.levels.to_pylist()
    return (
        _explained(PAIR, levels, start, _PAIR_LEVELS, sister=False),
        _explained(SIBLING, levels, start, _SISTER_LEVELS, sister=True),
    )


def _start(story: Story, linkage: LinkageStory) -> float | None:
    """Where a pair stands before anything is compared, between two sources that follow each other.

    The chance before comparing, times the pairs that there are, is how many people both sources share. So it
    is told only where tenths of a point give that number away no better than rounding does.
    """
    opened = [source for source in story.sources if source.opened]
    known = {frozenset((p["source_l"], p["source_r"])): p["weight"] for p in linkage.priors.to_pylist()}
    for one, other in pairwise(opened):
        weight = known.get(frozenset((one.name, other.name)))
        if weight is not None and _shared(weight, one.linked * other.linked) * (2**TENTH - 1) >= ROUND_TO:
            return float(weight)
    return None


def _shared(weight: float, pairs: int) -> float:
    return float(pairs / (1 + 2.0**-weight))


def _explained(
    name: str, levels: list[dict[str, Any]], start: float, unusual: dict[str, str], *, sister: bool
) -> Explained:
    steps = [Step(said("Before comparing"), "", "", start, 0.0)]
    for comparison in _learnt(levels):
        rows = [row for row in levels if row["comparison"] == comparison]
        field = FIELDS.get(comparison) or _identifier(comparison)
        differs = sister and comparison.startswith("id_")
        wanted = DIFFERS if differs else unusual.get(comparison, AGREES)
        row = next((r for r in rows if wanted in r["level"]), rows[0])
        there = field.sister if sister else (field.there if wanted in row["level"] else field.here)
        steps.append(Step(field.words, field.here, there, row["weight"], steps[-1].after))
    return Explained(name, tuple(steps))


def _learnt(levels: list[dict[str, Any]]) -> list[str]:
    """The comparisons that weigh anything."""
    return list(dict.fromkeys(row["comparison"] for row in levels if row["weight"]))


def _identifier(comparison: str) -> Field:
    name = comparison.removeprefix("id_")
    words = name.upper() if len(name) <= 4 else sentence(name.replace("_", " "))
    return Field(said("{name} number", name=words), SAME, SAME, said("another"))
