"""Waterfalls: of what a match weight is made, step by step, from the prior to the sum."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.linkage.encoding import Bools, Codes, Floats
from licet.linkage.explaining import words
from licet.linkage.explaining.linked import Linked
from licet.linkage.scoring import comparison_weights, gather

ENDS = ["mention_id_l", "mention_id_r"]

EXACT = 1e-9
"""Bits below which what compares no field is no step: rounding leaves as much."""


@dataclass(frozen=True)
class _Step:
    """One step of every pair: its field and what it says, in words; whether it is evidence; and its bits.

    rare: the bits among them that rare values add. learnt: whether its bits rest on any pairs.
    """

    part: str
    says: list[str]
    known: Bools
    weight: Floats
    rare: Floats
    learnt: Bools


def waterfalls(linked: Linked, left: pa.Array, right: pa.Array) -> pa.Table:
    """The steps of the match weights of pairs.

    left, right: the mention_ids of each pair. Returns pair (its place), part (prior, a comparison, or what
    the links call w_<part>), field and says (in words), known (whether it is evidence), weight, rare (the
    bits of it that rare values add), learnt (false where hardly any pair reached the level: see
    `Linked.reached`), sum (so far; the last is the match weight) and kept (whether there is such a link), in
    the order of pairs and steps. Of a pair that was not kept these are the steps by itself, without those who
    are mentioned with it.
    """
    ends = [linked.places(left), linked.places(right)]
    first, second = np.minimum(*ends), np.maximum(*ends)
    link = _links(linked, first, second)
    steps = [*_by_itself(linked, first, second, link), *_in_company(link)]
    return _table(steps, np.asarray(pc.is_valid(link.column("match_weight")).to_numpy()))


def _links(linked: Linked, first: Codes, second: Codes) -> pa.Table:
    """The link of each pair, null where none was kept."""
    ids = linked.encoded.ids
    wanted = pa.table(
        {
            "mention_id_l": ids.take(pa.array(first)),
            "mention_id_r": ids.take(pa.array(second)),
            "pair": np.arange(len(first)),
        }
    )
    near = linked.links.filter(pc.is_in(linked.links.column(ENDS[0]), wanted.column(ENDS[0])))
    return wanted.join(near, ENDS, join_type="left outer").sort_by("pair")


def _by_itself(linked: Linked, first: Codes, second: Codes, link: pa.Table) -> Iterator[_Step]:
    """The prior, and every comparison: as the link has it, or worked out again where none was kept."""
    comparisons, trained = linked.model.comparisons, linked.trained
    prior = linked.prior.of(linked.encoded, first, second)
    everywhere, nothing = np.ones(len(first), dtype=bool), np.zeros(len(first))
    yield _Step("prior", _prior_says(linked, first, second, prior), everywhere, prior, nothing, everywhere)
    compared = gather(linked.encoded, comparisons, first, second, trained)
    added = comparison_weights(linked.encoded, comparisons, compared, trained)
    for c, (comparison, again, bits) in enumerate(zip(comparisons, added, trained.weights(), strict=True)):
        level = compared.patterns.levels[compared.patterns.of, c]
        weight = _part_of(link, comparison.name, again)
        says = np.array(words.clauses(comparison), dtype=object)[level].tolist()
        reached = np.append(linked.reached[c], True)[level]
        yield _Step(comparison.name, says, level >= 0, weight, weight - bits[level], reached)


def _part_of(link: pa.Table, part: str, otherwise: Floats) -> Floats:
    column = f"w_{part}"
    if column not in link.column_names:
        return otherwise
    weight = link.column(column).to_numpy()
    return np.where(np.isnan(weight), otherwise, weight)


def _prior_says(linked: Linked, first: Codes, second: Codes, prior: Floats) -> list[str]:
    names = np.array(linked.encoded.source_names, dtype=object)
    source = linked.encoded.source
    return [
        words.before(str(one), str(other), float(weight))
        for one, other, weight in zip(names[source[first]], names[source[second]], prior, strict=True)
    ]


def _in_company(link: pa.Table) -> Iterator[_Step]:
    """What the links hold besides comparisons: roles, ages and sexes, and the others mentioned with them."""
    nothing, learnt = np.zeros(link.num_rows), np.ones(link.num_rows, dtype=bool)
    for part in words.EXPECTED:
        if f"w_{part}" in link.column_names:
            weight = _part_of(link, part, nothing)
            known = np.abs(weight) > EXACT
            yield _Step(part, words.expected(part, weight), known, weight, nothing, learnt)


def _table(steps: list[_Step], kept: Bools) -> pa.Table:
    """Pair by pair; whatever compares no field, and weighs nothing, is no step."""
    pairs, many = len(kept), len(steps)
    weight = np.array([step.weight for step in steps]).T.reshape(-1)
    known = np.array([step.known for step in steps]).T.reshape(-1)
    part = np.tile([step.part for step in steps], pairs)
    table = pa.table(
        {
            "pair": np.repeat(np.arange(pairs), many),
            "part": part,
            "field": np.tile([words.field(step.part) for step in steps], pairs),
            "says": [step.says[pair] for pair in range(pairs) for step in steps],
            "known": known,
            "weight": weight,
            "rare": np.array([step.rare for step in steps]).T.reshape(-1),
            "learnt": np.array([step.learnt for step in steps]).T.reshape(-1),
            "sum": np.cumsum(weight.reshape(pairs, many), axis=1).reshape(-1),
            "kept": np.repeat(kept, many),
        }
    )
    return table.filter(pa.array(known | ~np.isin(part, list(words.EXPECTED))))
