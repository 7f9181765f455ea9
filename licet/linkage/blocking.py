"""Which pairs are worth comparing: mentions that agree on every key of at least one rule.

Blocks grow with the population, and their pairs with the square. So a rule may say by which narrower rules a
block past its size is compared instead: pairs per mention then stay the same, however many people there are.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np

from licet.errors import ScienceError
from licet.linkage.constraints import Exclusive
from licet.linkage.encoding import NULL, Bools, Codes, Counts, Encoded
from licet.linkage.joining import Blocks, blocks_of, joined
from licet.linkage.keys import Key, dense
from licet.linkage.threads import spread

Done = TypeVar("Done")


@dataclass(frozen=True)
class BlockingRule:
    """Mentions that agree on all `keys` are compared, in blocks of up to `largest` mentions.

    instead: narrower rules that compare the mentions of a larger block; without any it is skipped.
    """

    keys: tuple[Key, ...]
    largest: int = 500
    instead: tuple["BlockingRule", ...] = ()

    def __post_init__(self) -> None:
        if not self.keys or self.largest < 2:
            raise ScienceError("A blocking rule needs at least one key, and blocks of two mentions or more.")
        for narrower in self.instead:
            if not self.columns <= narrower.columns:
                raise ScienceError(
                    f"'{narrower}' is not narrower than '{self}': it leaves out a column of it."
                )

    @property
    def columns(self) -> frozenset[str]:
        """The columns that the rule holds fixed."""
        return frozenset(column for key in self.keys for column in key.columns)

    @property
    def reads(self) -> frozenset[str]:
        """The columns that the rule and its narrower rules look at."""
        return self.columns.union(*(narrower.reads for narrower in self.instead))

    def __str__(self) -> str:
        return " + ".join(map(str, self.keys))


@dataclass(frozen=True)
class RuleCount:
    """What one rule gave: pairs that no earlier rule gave, and the blocks left out for their size."""

    rule: str
    pairs: int
    blocks_skipped: int
    mentions_skipped: int


@dataclass(frozen=True)
class Candidates:
    """Pairs of positions, left < right, each once."""

    left: Codes
    right: Codes
    counts: tuple[RuleCount, ...]

    def __len__(self) -> int:
        return len(self.left)


def candidate_pairs(
    encoded: Encoded, rules: Sequence[BlockingRule], marks: Exclusive, *, most: int = 100_000_000
) -> Candidates:
    """Every pair that some rule joins and no constraint excludes.

    Raises ScienceError before making the pairs if there would be more than `most` of them.
    """
    blocked = Blocked.by(encoded, rules)
    parts, counts = each_part(blocked, marks, lambda left, right: (left, right), most=most)
    return Candidates(*_end_to_end(parts), counts)


def pairs_per_rule(
    encoded: Encoded, rules: Sequence[BlockingRule], marks: Exclusive
) -> tuple[RuleCount, ...]:
    """What each rule would give, counted and not kept: see `candidate_pairs`."""
    return each_part(Blocked.by(encoded, rules), marks, lambda *_: None, most=sys.maxsize)[1]


@dataclass(frozen=True)
class Blocked:
    """The blocks of all rules and, in the order in which they join, of their narrower ones.

    codes: mentions × rules, the block of each mention, -1 for none. skipped: by rule, the sizes of the blocks
    that were left out.
    """

    rules: tuple[BlockingRule, ...]
    codes: Codes
    skipped: tuple[Counts, ...]

    @classmethod
    def by(cls, encoded: Encoded, rules: Sequence[BlockingRule]) -> "Blocked":
        """The blocks of these rules."""
        found = spread(lambda rule: list(_blocks(encoded, rule)), rules)
        blocks = [part for parts in found for part in parts]
        codes = np.empty((len(encoded), len(blocks)), dtype=np.int32)
        for place, part in enumerate(blocks):
            codes[:, place] = part.codes
        return cls(tuple(part.rule for part in blocks), codes, tuple(part.skipped for part in blocks))

    def join(self, left: Codes, right: Codes) -> Bools:
        """Whether some rule has both mentions of a pair in one block."""
        return np.asarray(self.within(left, right).any(axis=1))

    def within(self, left: Codes, right: Codes) -> Bools:
        """Whether each rule has both mentions of a pair in one block: pairs × rules."""
        one, other = self.codes[left], self.codes[right]
        return np.asarray((one == other) & (one >= 0))

    @property
    def most_pairs(self) -> int:
        """Pairs within blocks, those of several rules several times."""
        return sum(int((sizes * (sizes - 1) // 2).sum()) for sizes in map(_sizes, self.codes.T))


def each_part(
    blocked: Blocked, marks: Exclusive, work: Callable[[Codes, Codes], Done], *, most: int
) -> tuple[list[Done], tuple[RuleCount, ...]]:
    """What the work makes of all candidate pairs, part by part, in several threads; and counts of the pairs.

    work: given the left and the right mentions of some pairs. Raises as `candidate_pairs` does.
    """
    done, counts, total = [], [], 0
    for place, (rule, skipped) in enumerate(zip(blocked.rules, blocked.skipped, strict=True)):
        whole = blocks_of(blocked.codes[:, place])
        _check_size(rule, whole.pairs, most - total)
        found = _each(whole, blocked.codes, place, marks, work)
        pairs = sum(many for many, _ in found)
        done += [made for _, made in found]
        counts.append(RuleCount(str(rule), pairs, len(skipped), int(skipped.sum())))
        total += pairs
    return done, tuple(counts)


def _each(
    blocks: Blocks, earlier: Codes, rules: int, marks: Exclusive, work: Callable[[Codes, Codes], Done]
) -> list[tuple[int, Done]]:
    def one(part: slice) -> tuple[int, Done]:
        left, right = joined(blocks, part, earlier, rules, marks)
        return len(left), work(left, right)

    return spread(one, blocks.parts())


def _end_to_end(parts: Iterable[tuple[Codes, Codes]]) -> tuple[Codes, Codes]:
    nobody = np.empty(0, dtype=np.int32)
    left, right = zip((nobody, nobody), *parts, strict=True)
    return np.concatenate(left), np.concatenate(right)


def _sizes(codes: Codes) -> Counts:
    return np.bincount(codes[codes >= 0], minlength=1)


class _Blocks(NamedTuple):
    """The block of each mention under a rule (-1: none), and the sizes of the blocks that were skipped."""

    rule: BlockingRule
    codes: Codes
    skipped: Counts


def _blocks(encoded: Encoded, rule: BlockingRule, among: Bools | None = None) -> Iterator[_Blocks]:
    """A rule's blocks, and after them those of the narrower rules for blocks past its size.

    among: the mentions that the rule is for; all if it is left out.
    """
    blocks = _agreeing(encoded, rule)
    if among is not None:
        blocks = np.where(among, blocks, NULL)
    sizes = _sizes(blocks)
    too_large = sizes > rule.largest
    large = (blocks >= 0) & too_large[blocks]
    skipped = sizes[too_large] if not rule.instead else sizes[:0]
    yield _Blocks(rule, np.where(large, NULL, blocks), skipped)
    if large.any():
        for narrower in rule.instead:
            yield from _blocks(encoded, narrower, large)


def _agreeing(encoded: Encoded, rule: BlockingRule) -> Codes:
    """The block of each mention: -1 where a key is missing."""
    joined_keys, size = np.zeros(len(encoded), dtype=np.int64), 1
    for key in rule.keys:
        codes = key.codes(encoded)
        values = int(codes.max(initial=0)) + 1
        if size * values >= 2**62:
            joined_keys = dense(joined_keys).astype(np.int64)
            size = len(encoded)
        joined_keys = np.where((codes < 0) | (joined_keys < 0), np.int64(NULL), joined_keys * values + codes)
        size *= values
    return dense(joined_keys)


def sample_of_pairs(
    encoded: Encoded, rule: BlockingRule, marks: Exclusive, about: int, seed: int
) -> tuple[Codes, Codes]:
    """The pairs of one rule, or of so many of its blocks, drawn by chance, that about `about` are left."""
    blocks = next(_blocks(encoded, rule)).codes
    sizes = _sizes(blocks)
    pairs = int((sizes * (sizes - 1) // 2).sum())
    if pairs > about:
        drawn = np.random.default_rng(seed).random(len(sizes)) < about / pairs
        blocks = np.where((blocks >= 0) & drawn[blocks], blocks, NULL)
    chosen = blocks_of(blocks)
    nowhere = np.empty((len(encoded), 0), np.int32)
    found = _each(chosen, nowhere, 0, marks, lambda left, right: (left, right))
    return _end_to_end(pairs for _, pairs in found)


def _check_size(rule: BlockingRule, pairs: int, left: int) -> None:
    if pairs > left:
        raise ScienceError(
            f"The blocking rule '{rule}' would add {pairs:,} pairs, past the limit. "
            f"Add a key to it, or lower its largest block ({rule.largest} mentions)."
        )
