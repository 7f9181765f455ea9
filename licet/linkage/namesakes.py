"""Namesakes: forename and surname go together, for people of one background share both.

Strangers agree on both names far oftener than names drawn one by one would. How much oftener is seen among
mentions that are known to be different people: those of a source that names everybody once. A full name that
several of them have is common, whatever its parts are.
"""

import numpy as np

from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Codes, Counts, Encoded, Floats, factorise

LEAST = 30
"""Namesakes from which their share is taken to be known."""


def commoner(encoded: Encoded, marks: Exclusive, one: str, other: str, left: Codes, right: Codes) -> Floats:
    """How much commoner the full name of each pair is than its parts say, in bits to take away.

    one, other: columns in which both mentions of each pair agree. Half of each estimate is what is seen of
    the full name, half what its parts and the background that namesakes share let one expect.
    """
    first, second = encoded.codes(one), encoded.codes(other)
    known = (first >= 0) & (second >= 0)
    once = known & (marks.by_file >= 0)
    by_chance = encoded.frequencies(one)[first] * encoded.frequencies(other)[second]
    full, _ = factorise(np.where(known, first * np.int64(len(encoded.values)) + second, -1))
    seen, people = _others(full, marks.by_file, once)
    expected = float((by_chance[once] * people[marks.by_file[once]]).sum())
    if seen[full[once]].sum() < LEAST or not expected:
        return np.zeros(len(left))
    # Everybody's namesakes, over those that chance alone would give.
    background = max(float(seen[full[once]].sum()) / expected, 1.0)
    everybody = float(people.sum())
    share = (seen[full] / everybody + by_chance * background) / 2
    bits = np.where(known, np.log2(np.where(known, share, 1)) - np.log2(np.where(known, by_chance, 1)), 0.0)
    return np.asarray(np.minimum(bits[left], bits[right]))


def _others(full: Codes, by_file: Codes, once: np.ndarray) -> tuple[Floats, Counts]:
    """For each full name the namesakes that one of its bearers has; and the people of each file."""
    files = int(by_file.max(initial=0)) + 1
    people = np.bincount(by_file[once], minlength=files)
    cell, distinct = factorise(full[once] * np.int64(files) + by_file[once])
    bearers = np.bincount(cell, minlength=len(distinct))
    seen = np.bincount(distinct // files, np.maximum(bearers - 1, 0), minlength=int(full.max(initial=0)) + 1)
    return seen.astype(np.float64), people
