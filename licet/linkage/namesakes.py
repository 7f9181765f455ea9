"""Namesakes: forename and surname go together, for people of one background share both.

Strangers agree on both names far oftener than names drawn one by one would. How much oftener is seen among
mentions that are known to be different people: those of a source that names everybody once. A full name that
several of them have is common, whatever its parts are.
"""

from dataclasses import dataclass

import numpy as np

from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Bools, Codes, Counts, Encoded, Floats, factorise

LEAST = 30
"""Namesakes from which their share is taken to be known."""


@dataclass(frozen=True)
class Namesakes:
    """How common full names are.

    by_chance: of each mention, the share that its names would have if they had nothing to do with one
    another; 0 where one is not known. seen: the namesakes that a bearer of its full name has. Over all people
    of sources that name everybody once: all_seen, and expected by chance; people: how many they are.
    """

    by_chance: Floats
    seen: Floats
    all_seen: float
    expected: float
    people: float


@dataclass(frozen=True)
class FullNames:
    """What was seen of full names. names: both codes as one number, in order; the rest as in `Namesakes`."""

    names: Counts
    seen: Floats
    all_seen: float
    expected: float
    people: float


def namesakes(encoded: Encoded, marks: Exclusive, one: str, other: str) -> Namesakes:
    """The full names of the mentions. one, other: the columns of their parts."""
    first, second = encoded.codes(one), encoded.codes(other)
    known = (first >= 0) & (second >= 0)
    once = known & (marks.by_file >= 0)
    by_chance = np.where(known, encoded.frequencies(one)[first] * encoded.frequencies(other)[second], 0.0)
    full = np.where(known, first * np.int64(len(encoded.values)) + second, -1)
    told = encoded.measured(("full names", one, other), lambda: _full_names(full, marks, once, by_chance))
    place = np.minimum(np.searchsorted(told.names, full), max(0, len(told.names) - 1))
    seen = (
        np.where(told.names[place] == full, told.seen[place], 0.0) if len(told.names) else np.zeros(len(full))
    )
    return Namesakes(by_chance, seen, told.all_seen, told.expected, told.people)


def background(found: Namesakes) -> float:
    """How much oftener than by chance strangers have the same full name, in bits; 0 where too few do."""
    if found.all_seen < LEAST or not found.expected:
        return 0.0
    return max(float(np.log2(found.all_seen / found.expected)), 0.0)


def commoner(found: Namesakes, left: Codes, right: Codes) -> Floats:
    """How much commoner the full name of each pair is than its parts say, in bits to take away.

    left, right: mentions that agree in both names. Half of each estimate is what is seen of the full name,
    half what its parts and the background that namesakes share let one expect.
    """
    bits = background(found)
    if not bits:
        return np.zeros(len(left))
    known = found.by_chance > 0
    share = (found.seen / found.people + found.by_chance * 2**bits) / 2
    taken = np.where(
        known, np.log2(np.where(known, share, 1)) - np.log2(np.where(known, found.by_chance, 1)), 0
    )
    return np.asarray(np.minimum(taken[left], taken[right]))


def _full_names(full: Counts, marks: Exclusive, once: Bools, by_chance: Floats) -> FullNames:
    """For each full name the namesakes that one of its bearers has, and what they all come to."""
    files = int(marks.by_file.max(initial=0)) + 1
    by_file = marks.by_file[once]
    people = np.bincount(by_file, minlength=files)
    name, names = factorise(full[once])
    cell, distinct = factorise(name * np.int64(files) + by_file)
    bearers = np.bincount(cell, minlength=len(distinct))
    seen = np.bincount(distinct // files, np.maximum(bearers - 1, 0), minlength=len(names)).astype(np.float64)
    expected = float((by_chance[once] * people[by_file]).sum())
    return FullNames(names, seen, float(seen[name].sum()), expected, float(people.sum()))
