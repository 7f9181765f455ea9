"""What sort of person a mention speaks of: role, age and sex; and what sort matches it, learnt, not assumed.

A return's dependant is a child in the census, a pupil's contact is mostly a woman: nobody has to say so. An
age or sex that both sides state is compared elsewhere; here it counts where one side states it and the other
only has a role, or a forename. An age counts as well where two dates of birth have nothing in common: who
wrote down the wrong date may still have the age right.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.linkage.encoding import NULL, Bools, Codes, Counts, Encoded, Floats, factorise

YEARS = (1, 3, 5, 8, 11, 14, 16, 18, 20, 22, 25, 30, 35, 40, 50, 60, 70)
"""Where bands of age begin."""

UNCLEAR = 2
CLEAR = (0.03, 0.2, 0.8, 0.97)
"""Bands of the share of a forename's bearers who are of one sex."""

SEXES = 8
"""So many different sexes are told apart, the most frequent first; what is rarely written is one more."""

BANDS = 64
"""More bands than there are of age or of sex."""

SHRUNK_BY = 20.0
"""Matches that a kind is given of people as they come, so that a few matches do not rule anything out."""


@dataclass(frozen=True)
class Kinds:
    """One way to sort mentions.

    of: the kind of each mention. within: the class of each kind, of whose mentions it is a share. silent:
    mentions that say nothing of it. field: what is compared anyway and says the same, if anything; repeats:
    mentions of which it says nothing but what that field says.
    """

    name: str
    of: Codes
    within: Codes
    silent: Bools
    field: str
    repeats: Bools

    def tells(self, left: Codes, right: Codes, known: Bools, agrees: Bools) -> Bools:
        """Where the kinds of two mentions are evidence.

        known, agrees: pairs of which the field was compared, and in which it is alike in any way.
        """
        said = ~(self.silent[left] & self.silent[right])
        return said & ~(known & (agrees | self.repeats[left] | self.repeats[right]))

    def weights(self, left: Codes, right: Codes, matched: Floats) -> Floats:
        """kinds × kinds: how much likelier the second is where the first has matched it, in bits.

        matched: how probably each pair is one person; 0 where its kinds are no evidence.
        """
        count = len(self.within)
        cells = self.of[left].astype(np.int64) * count + self.of[right]
        matches = np.bincount(cells, matched, count * count).reshape(count, count)
        people = np.bincount(self.of, minlength=count).astype(np.float64)
        # Nothing is learnt of the kind that nobody has: its place is for people who come later.
        share = people / np.maximum(np.bincount(self.within, people), 1)[self.within]
        result = np.zeros((count, count))
        for one in range(int(self.within.max(initial=-1)) + 1):
            inside = np.flatnonzero((self.within == one) & (people > 0))
            found = matches[:, inside]
            likely = (found + SHRUNK_BY * share[inside]) / (found.sum(axis=1, keepdims=True) + SHRUNK_BY)
            result[:, inside] = np.log2(likely / share[inside])
        return result


class Sorted(NamedTuple):
    """The ways to sort mentions."""

    role: Kinds
    age: Kinds
    sex: Kinds


def kinds_of(encoded: Encoded) -> Sorted:
    """Mentions by role; by role and age; and by role and sex, or what the forename lets one expect."""
    role = role_codes(encoded)
    nobody, everybody = np.zeros(len(encoded), dtype=bool), np.ones(len(encoded), dtype=bool)
    band, dated = _age_bands(encoded)
    sex = encoded.columns.get("sex", np.full(len(encoded), NULL))
    return Sorted(
        role=_kinds(encoded, "role", np.zeros(len(role), np.int64), encoded.source, nobody, "", nobody),
        age=_kinds(encoded, "age", band, role, band == 0, "birth_date", dated),
        sex=_kinds(encoded, "sex", _sex_bands(encoded, sex), role, sex < 0, "sex", everybody),
    )


def role_codes(encoded: Encoded) -> Codes:
    """The role of each mention in its source."""
    return encoded.source * np.int32(len(encoded.role_names)) + encoded.role


def _kinds(
    encoded: Encoded, name: str, band: Counts, within: Codes, silent: Bools, field: str, repeats: Bools
) -> Kinds:
    keys = role_codes(encoded) * np.int64(BANDS) + band
    distinct = encoded.measured(("kinds", name), lambda: np.unique(keys))
    place = np.minimum(np.searchsorted(distinct, keys), len(distinct) - 1)
    # A kind that was never seen is one more: nothing is known of it.
    of = np.where(distinct[place] == keys, place, len(distinct)).astype(np.int32)
    classes = np.zeros(len(distinct) + 1, dtype=np.int32)
    classes[of] = factorise(within.astype(np.int64))[0]
    return Kinds(name, of, classes, silent, field, repeats)


def _age_bands(encoded: Encoded) -> tuple[Counts, Bools]:
    """Bands of age from 1 on, 0 where it is not known; and whose age only a date of birth tells."""
    age = np.full(len(encoded), np.nan)
    if "age" in encoded.columns:
        age = _through(encoded, "age", r"^[0-9]{1,3}$", slice(0, 3))
    born = np.full(len(encoded), np.nan)
    if "birth_date" in encoded.columns:
        born = _through(encoded, "birth_date", r"^[0-9]{4}-", slice(0, 4))
    dated = np.isnan(age) & ~np.isnan(born)
    # Only differences count: every band is learnt against every other.
    latest = encoded.measured("latest birth", lambda: np.max(born, initial=0, where=~np.isnan(born)))
    age = np.where(dated, latest - born, age)
    return np.where(np.isnan(age), 0, 1 + np.searchsorted(YEARS, age, side="right")), dated


def _through(encoded: Encoded, column: str, pattern: str, part: slice) -> Floats:
    """The number in each mention's text, NaN where there is none of that form."""
    text = pc.utf8_slice_codeunits(encoded.values, part.start, part.stop)
    said = pc.if_else(pc.match_substring_regex(encoded.values, pattern), text, None)
    numbers = said.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return np.append(numbers, np.nan)[encoded.codes(column)]


def _sex_bands(encoded: Encoded, sex: Codes) -> Counts:
    """The sex that is stated, after five bands of what the forename lets one expect."""
    stated = sex >= 0
    rank = encoded.measured("sexes", lambda: _ranks(encoded, sex))
    band = np.full(len(sex), UNCLEAR, dtype=np.int64)
    band[stated] = len(CLEAR) + 1 + rank[sex[stated]]
    if not stated.any() or "forename" not in encoded.columns:
        return band
    forename = encoded.codes("forename")
    implied = encoded.measured("sex by forename", lambda: _implied(encoded, forename, stated, band))
    guessed = ~stated & (forename >= 0)
    band[guessed] = implied[forename[guessed]]
    return band


def _ranks(encoded: Encoded, sex: Codes) -> Counts:
    """The rank of each value as a sex, by how many state it, the most first; SEXES for all further ones."""
    times = np.bincount(sex[sex >= 0], minlength=len(encoded.values))
    rank = np.full(len(encoded.values), SEXES, dtype=np.int64)
    most = np.argsort(-times, kind="stable")[:SEXES]
    rank[most] = np.arange(len(most))
    return rank


def _implied(encoded: Encoded, forename: Codes, stated: Bools, band: Counts) -> Counts:
    """The band of each forename: how many of its bearers are of the most frequent sex."""
    known, of_first = stated & (forename >= 0), band == len(CLEAR) + 1
    bearers = np.bincount(forename[known], minlength=len(encoded.values))
    first = np.bincount(forename[known & of_first], minlength=len(encoded.values))
    share = (first + of_first[known].mean()) / (bearers + 1)
    return np.where(bearers > 0, np.digitize(share, CLEAR), UNCLEAR)
