"""Who is mentioned together: the people of one record, and the people whom a source has at one address."""

from dataclasses import dataclass

import numpy as np

from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import Codes, Counts, Encoded, factorise

LARGEST = 10
"""More people than this at one address, or in one record, are taken one by one: a hall is not a family."""


MOST_SURNAMES = 3
"""More surnames than this at one address of a source are several homes: each is taken alone."""


@dataclass(frozen=True)
class Groups:
    """Mentions that belong together; whoever is mentioned alone is a group of one.

    of: the group of each mention. place: the mention's place in its group. members: mentions, group by group;
    start: where each group begins in `members`, and the end.
    """

    of: Codes
    place: Codes
    members: Codes
    start: Counts

    def __len__(self) -> int:
        return len(self.start) - 1

    @property
    def size(self) -> Counts:
        """Members of each group."""
        return np.diff(self.start)

    @property
    def first(self) -> Codes:
        """A mention of each group."""
        return self.members[self.start[:-1]]


def groups_of(encoded: Encoded, marks: Exclusive) -> Groups:
    """The group of each mention.

    The members of a group exclude one another: a record counts if its source names nobody twice in one, an
    address if its source names nobody twice there, or in the file. Whoever has another address in a record is
    apart.
    """
    alone = -1 - np.arange(len(encoded), dtype=np.int64)
    several = np.bincount(encoded.record)[encoded.record] > 1
    address, places = _addresses(encoded), np.int64(len(encoded.values) + 1)
    at_home = encoded.record * places + np.where(address < 0, _home_of_record(encoded, address), address)
    records = _limited(np.where(several & (marks.by_record >= 0), at_home, alone))
    # The mark, and not the source: two roles of one source may hold the same person.
    once = (address >= 0) & (marks.by_file >= 0) & ~several
    per_address = ~several & (marks.by_record >= 0)
    past = (marks.by_file.max(initial=0) + 1) * places
    by_address = np.where(per_address, past + marks.by_record, alone)
    homes = _limited(_of_few_names(encoded, np.where(once, marks.by_file * places + address, by_address)))
    joined = np.where(records >= 0, records, np.where(homes >= 0, records.max(initial=0) + 1 + homes, alone))
    return _groups(factorise(joined)[0])


def _addresses(encoded: Encoded) -> Counts:
    if "address_key" not in encoded.columns:
        return np.full(len(encoded), -1, dtype=np.int64)
    return encoded.codes("address_key").astype(np.int64)


def _home_of_record(encoded: Encoded, address: Counts) -> Counts:
    """The address that each mention's record states first, one past all for none."""
    stated = np.full(int(encoded.record.max(initial=-1)) + 1, len(encoded), dtype=np.int64)
    known = np.flatnonzero(address >= 0)
    np.minimum.at(stated, encoded.record[known], known)
    return np.append(address, len(encoded.values))[stated][encoded.record]


def _of_few_names(encoded: Encoded, keys: Counts) -> Counts:
    """Keys of groups, but each mention's own where a group has many surnames."""
    surname = encoded.columns.get("surname", np.full(len(encoded), -1))
    codes, distinct = factorise(keys)
    known = surname >= 0
    pairs = np.unique(codes[known] * np.int64(len(encoded.values) + 1) + surname[known])
    names = np.bincount(pairs // (len(encoded.values) + 1), minlength=len(distinct))
    return np.where(names[codes] > MOST_SURNAMES, -1 - np.arange(len(keys), dtype=np.int64), keys)


def _limited(keys: Counts) -> Counts:
    """Groups numbered from 0 on; those of one and those that are too large as they were alone."""
    codes, _ = factorise(keys)
    size = np.bincount(codes)[codes]
    alone = -1 - np.arange(len(keys), dtype=np.int64)
    return np.where((keys >= 0) & (size > 1) & (size <= LARGEST), codes.astype(np.int64), alone)


def _groups(of: Codes) -> Groups:
    members = np.argsort(of, kind="stable").astype(np.int32)
    start = np.concatenate([[0], np.cumsum(np.bincount(of))]).astype(np.int64)
    place = np.empty(len(of), dtype=np.int32)
    place[members] = np.arange(len(of)) - np.repeat(start[:-1], np.diff(start))
    return Groups(of, place, members, start)
