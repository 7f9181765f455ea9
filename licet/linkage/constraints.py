"""What a source can contain: which two mentions can never be the same person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from licet.errors import ScienceError
from licet.linkage.compiled import compiled
from licet.linkage.encoding import NULL, Codes, Encoded, factorise


@dataclass(frozen=True)
class SourceConstraint:
    """What the layout of one source says of repeats.

    once_per_record: no two mentions of one record are the same person.
    once_in_file: nobody is mentioned twice in the source among these roles (none: no such promise).
    once_per_address: nobody has two records of one address, though they may have records of several.
    """

    once_per_record: bool
    once_in_file: frozenset[str] = frozenset()
    once_per_address: bool = False


@dataclass(frozen=True)
class Constraints:
    """One constraint for every source: silence is refused, since a wrong guess either way links wrongly."""

    sources: Mapping[str, SourceConstraint] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", MappingProxyType(dict(self.sources)))

    @property
    def promise(self) -> bool:
        """Whether any source promises anything."""
        told = self.sources.values()
        return any(one.once_per_record or one.once_in_file or one.once_per_address for one in told)


@dataclass(frozen=True)
class Exclusive:
    """Two marks per mention: mentions that share a mark exclude one another. -1 excludes nobody.

    by_record: the mention's record, or the address of a record that names one person; by_file: its source,
    for roles that occur once in the file.
    """

    by_record: Codes
    by_file: Codes


@compiled
def excludes(i: int, j: int, by_record: Codes, by_file: Codes) -> bool:
    """Whether mentions i and j share a mark, so that they cannot be one person."""
    if by_record[i] >= 0 and by_record[i] == by_record[j]:
        return True
    return bool(by_file[i] >= 0 and by_file[i] == by_file[j])


def exclude_any(marks: Exclusive) -> bool:
    """Whether any two mentions share a mark."""
    return any(
        bool((np.bincount(mark[mark >= 0], minlength=1) > 1).any())
        for mark in (marks.by_record, marks.by_file)
    )


def exclusive(encoded: Encoded, constraints: Constraints) -> Exclusive:
    """The constraints as marks. Raises ScienceError if a source has none."""
    unknown = [name for name in encoded.source_names if name not in constraints.sources]
    if unknown:
        raise ScienceError(
            f"No constraint is given for {', '.join(unknown)}. Say whether a record may name somebody twice, "
            "and which roles occur once in the file."
        )
    told = [constraints.sources[name] for name in encoded.source_names]
    by_record = np.array([rule.once_per_record for rule in told], dtype=bool)
    by_file = np.zeros((len(told), len(encoded.role_names)), dtype=bool)
    for source, rule in enumerate(told):
        by_file[source] = [role in rule.once_in_file for role in encoded.role_names]
    per_address = np.array([rule.once_per_address for rule in told], dtype=bool)[encoded.source]
    record = np.where(by_record[encoded.source], encoded.record, NULL)
    return Exclusive(
        by_record=np.where(per_address, _by_address(encoded, record), record),
        by_file=np.where(by_file[encoded.source, encoded.role], encoded.source, NULL),
    )


def _by_address(encoded: Encoded, record: Codes) -> Codes:
    """The record's mark, or past all records that of its address where it names one person and has one."""
    address = encoded.columns.get("address_key", np.full(len(encoded), NULL))
    alone = np.bincount(encoded.record)[encoded.record] == 1
    key = encoded.source.astype(np.int64) * (len(encoded.values) + 1) + address
    codes, _ = factorise(np.where(alone & (address >= 0), key, -1))
    past = np.int32(len(np.bincount(encoded.record)))
    return np.where(alone & (address >= 0), past + codes, record).astype(np.int32)
