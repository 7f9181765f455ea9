"""Which pairs are worth comparing: mentions that agree on every key of at least one rule.

Blocks grow with the population, and their pairs with the square. So a rule may say by which narrower rules a
block past its size is compared instead: pairs per mention then stay the same, however many people there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from licet.errors import ScienceError
from licet.linkage.compiled import compiled
from licet.linkage.constraints import Exclusive, excludes
from licet.linkage.encoding import NULL, Codes, Counts, Encoded
from licet.linkage.keys import Key, dense

BoolArray = npt.NDArray[np.bool_]


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
    blocks, keys = _all_blocks(encoded, rules)
    found: list[tuple[Codes, Codes]] = []
    counts = []
    for place, (rule, codes, skipped) in enumerate(blocks):
        order, starts = _grouped(codes)
        _check_size(rule, starts, most - sum(len(left) for left, _ in found))
        left, right = _join(order, starts, keys[:place], marks)
        found.append((left, right))
        counts.append(RuleCount(str(rule), len(left), len(skipped), int(skipped.sum())))
    empty = np.empty(0, dtype=np.int32)
    return Candidates(
        np.concatenate([empty, *(left for left, _ in found)]),
        np.concatenate([empty, *(right for _, right in found)]),
        tuple(counts),
    )


def pairs_per_rule(
    encoded: Encoded, rules: Sequence[BlockingRule], marks: Exclusive
) -> tuple[RuleCount, ...]:
    """What each rule would give, counted and not made: see `candidate_pairs`."""
    blocks, keys = _all_blocks(encoded, rules)
    nowhere = np.empty(0, dtype=np.int32)
    counts = []
    for place, (rule, codes, skipped) in enumerate(blocks):
        order, starts = _grouped(codes)
        pairs = _walk(order, starts, keys[:place], marks.by_record, marks.by_file, nowhere, nowhere)
        counts.append(RuleCount(str(rule), pairs, len(skipped), int(skipped.sum())))
    return tuple(counts)


class _Blocks(NamedTuple):
    """The block of each mention under a rule (-1: none), and the sizes of the blocks that were skipped."""

    rule: BlockingRule
    codes: Codes
    skipped: Counts


def _blocks(encoded: Encoded, rule: BlockingRule, among: BoolArray | None = None) -> Iterator[_Blocks]:
    """A rule's blocks, and after them those of the narrower rules for blocks past its size.

    among: the mentions that the rule is for; all if it is left out.
    """
    blocks = _agreeing(encoded, rule)
    if among is not None:
        blocks = np.where(among, blocks, NULL)
    sizes = np.bincount(blocks[blocks >= 0], minlength=1)
    too_large = sizes > rule.largest
    large = (blocks >= 0) & too_large[blocks]
    skipped = sizes[too_large] if not rule.instead else sizes[:0]
    yield _Blocks(rule, np.where(large, NULL, blocks), skipped)
    if large.any():
        for narrower in rule.instead:
            yield from _blocks(encoded, narrower, large)


def _all_blocks(encoded: Encoded, rules: Sequence[BlockingRule]) -> tuple[list[_Blocks], Codes]:
    """The blocks of all rules and their narrower ones, and the same as rules × mentions."""
    blocks = [part for rule in rules for part in _blocks(encoded, rule)]
    keys = np.stack([part.codes for part in blocks]) if rules else np.empty((0, len(encoded)), np.int32)
    return blocks, keys


def _agreeing(encoded: Encoded, rule: BlockingRule) -> Codes:
    joined = np.zeros(len(encoded), dtype=np.int64)
    known = np.ones(len(encoded), dtype=bool)
    for key in rule.keys:
        codes = key.codes(encoded)
        known &= codes >= 0
        joined = dense(joined * (int(codes.max(initial=0)) + 1) + codes).astype(np.int64)
    return dense(np.where(known, joined, np.int64(-1)))


def _grouped(blocks: Codes) -> tuple[Codes, Counts]:
    order = np.argsort(blocks, kind="stable").astype(np.int32)
    order = order[np.count_nonzero(blocks < 0) :]
    sizes = np.bincount(blocks[blocks >= 0])
    return order, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def sample_of_pairs(
    encoded: Encoded, rule: BlockingRule, marks: Exclusive, about: int, seed: int
) -> tuple[Codes, Codes]:
    """The pairs of one rule, or of so many of its blocks, drawn by chance, that about `about` are left."""
    blocks = next(_blocks(encoded, rule)).codes
    sizes = np.bincount(blocks[blocks >= 0], minlength=1)
    pairs = int((sizes * (sizes - 1) // 2).sum())
    if pairs > about:
        drawn = np.random.default_rng(seed).random(len(sizes)) < about / pairs
        blocks = np.where((blocks >= 0) & drawn[blocks], blocks, NULL)
    order, starts = _grouped(blocks)
    return _join(order, starts, np.empty((0, len(encoded)), np.int32), marks)


def _check_size(rule: BlockingRule, starts: Counts, left: int) -> None:
    sizes = np.diff(starts)
    pairs = int((sizes * (sizes - 1) // 2).sum())
    if pairs > left:
        raise ScienceError(
            f"The blocking rule '{rule}' would add {pairs:,} pairs, past the limit. "
            f"Add a key to it, or lower its largest block ({rule.largest} mentions)."
        )


def _join(order: Codes, starts: Counts, earlier: Codes, marks: Exclusive) -> tuple[Codes, Codes]:
    nowhere = np.empty(0, dtype=np.int32)
    count = _walk(order, starts, earlier, marks.by_record, marks.by_file, nowhere, nowhere)
    left, right = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32)
    _walk(order, starts, earlier, marks.by_record, marks.by_file, left, right)
    return left, right


@compiled
def _walk(
    order: Codes, starts: Counts, earlier: Codes, by_record: Codes, by_file: Codes, left: Codes, right: Codes
) -> int:
    """Count the new pairs within blocks, and write them if there is room to."""
    found = 0
    for block in range(len(starts) - 1):
        for first in range(starts[block], starts[block + 1]):
            for second in range(first + 1, starts[block + 1]):
                i, j = order[first], order[second]
                if excludes(i, j, by_record, by_file) or _joined(i, j, earlier):
                    continue
                if len(left):
                    left[found], right[found] = i, j
                found += 1
    return found


@compiled
def _joined(i: int, j: int, earlier: Codes) -> bool:
    """Whether an earlier rule joins the pair."""
    for rule in range(len(earlier)):  # noqa: SIM110  (compiled: generators are not)
        if earlier[rule, i] >= 0 and earlier[rule, i] == earlier[rule, j]:
            return True
    return False
