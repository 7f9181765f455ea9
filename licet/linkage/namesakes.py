"""Namesakes: forename and surname go together, for people of one background share both.

Strangers agree on both names far oftener than names drawn one by one would. How much oftener is seen among
mentions that are known to be different people: those of a source that names everybody once. A full name that
several of them have is common, whatever its parts are.
"""

from dataclasses import dataclass

import numpy as np

from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Codes, Counts, Encoded, Floats, factorise

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


def namesakes(encoded: Encoded, marks: Exclusive, one: str, other: str) -> Namesakes:
    """The full names of the mentions. one, other: the columns of their parts."""
    first, second = encoded.codes(one), encoded.codes(other)
    known = (first >= 0) & (second >= 0)
    once = known & (marks.by_file >= 0)
    by_chance = np.where(known, encoded.frequencies(one)[first] * encoded.frequencies(other)[second], 0.0)
    full, _ = factorise(np.where(known, first * np.int64(len(encoded.values)) + second, -1))
    seen, people = _others(full, marks.by_file, once)
    return Namesakes(
        by_chance=by_chance,
        seen=seen[full],
        all_seen=float(seen[full[once]].sum()),
        expected=float((by_chance[once] * people[marks.by_file[once]]).sum()),
        people=float(people.sum()),
    )


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


def _others(full: Codes, by_file: Codes, once: np.ndarray) -> tuple[Floats, Counts]:
    """For each full name the namesakes that one of its bearers has; and the people of each file."""
    files = int(by_file.max(initial=0)) + 1
    people = np.bincount(by_file[once], minlength=files)
    cell, distinct = factorise(full[once] * np.int64(files) + by_file[once])
    bearers = np.bincount(cell, minlength=len(distinct))
    seen = np.bincount(distinct // files, np.maximum(bearers - 1, 0), minlength=int(full.max(initial=0)) + 1)
    return seen.astype(np.float64), people
