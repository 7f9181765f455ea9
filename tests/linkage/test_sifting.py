"""Pairs compared as they are found: the same as all pairs at once, whatever the parts and threads."""

import numpy as np
import pyarrow as pa
import pytest

from licet.linkage import Constraints, LinkageModel, SourceConstraint, fields, joining, link, patterns
from licet.linkage.blocking import Blocked, BlockingRule, candidate_pairs
from licet.linkage.constraints import Exclusive, exclusive
from licet.linkage.encoding import Encoded, encode
from licet.linkage.first_prior import learn_prior
from licet.linkage.keys import Same
from licet.linkage.patterns import compare
from licet.linkage.priors import possible_pairs, source_pair
from licet.linkage.scoring import gather, kept_pairs
from licet.linkage.sifting import Sifted, most_possible, sift
from licet.linkage.training import Trained, train
from tests.linkage.tables import mentions_of

ONCE = SourceConstraint(once_per_record=True)
TWO_FILES = Constraints({"a": SourceConstraint(True, frozenset({"person"})), "b": ONCE})
KEYS = (("forename", "surname"), ("birth_date", "forename"), ("birth_date", "surname"))
RULES = tuple(BlockingRule(tuple(map(Same, keys))) for keys in KEYS)
MODEL = LinkageModel(
    (fields.forename(), fields.surname(), fields.birth_date(), fields.sex()), RULES, RULES, rounds=2
)


@pytest.fixture(scope="module")
def people() -> pa.Table:
    """900 mentions of some 500 people in two files; names and days are few, and now and then mistyped."""
    chance = np.random.default_rng(3)
    who = chance.integers(0, 500, 900)
    forenames = chance.choice(["ada", "ben", "cara", "dev", "kate", "katherine", "finn"], 500)[who]
    surnames = chance.choice(["osei", "lane", "okafor", "smith", "smyth", "lopez garcia"], 500)[who]
    born = (np.datetime64("1990-01-01") + chance.integers(0, 300, 500)).astype(str)[who]
    slipped = chance.random(900) < 0.1
    unknown, source = chance.random(900) < 0.1, chance.choice(["a", "b"], 900)
    table = mentions_of(
        {
            "forename": np.where(slipped, np.char.add(forenames, "e"), forenames).tolist(),
            "surname": surnames.tolist(),
            "birth_date": np.where(unknown, None, born).tolist(),
            "sex": chance.choice(["f", "m"], 500)[who].tolist(),
        }
    )
    return table.set_column(table.column_names.index("source"), "source", pa.array(source))


def sifted(encoded: Encoded, marks: Exclusive, trained: Trained) -> Sifted:
    possible = possible_pairs(encoded, marks)
    blocked = Blocked.by(encoded, MODEL.blocking)
    return sift(encoded, MODEL, marks, blocked, trained, most_possible(blocked, possible), 0.01)


@pytest.mark.parametrize("part", [7, 100_000])
def test_what_is_kept_and_counted_is_what_all_pairs_give(people: pa.Table, monkeypatch, part: int):
    """No pair that reaches the least probability is lost; each is counted by sources and pattern."""
    monkeypatch.setattr(joining, "PART", part)
    encoded = encode(people, MODEL.columns)
    marks = exclusive(encoded, TWO_FILES)
    trained, _ = train(encoded, MODEL, marks, 0)
    found = sifted(encoded, marks, trained)
    every = candidate_pairs(encoded, MODEL.blocking, marks)
    whole = gather(encoded, MODEL.comparisons, every.left, every.right, trained)
    prior = learn_prior(found.tally, trained, possible_pairs(encoded, marks))
    kept, weight = kept_pairs(encoded, found.evidence, trained, prior, 0.01)
    expected, expected_weight = kept_pairs(encoded, whole, trained, prior, 0.01)
    assert 100 < len(kept) < len(found.evidence) < len(found) == len(every)
    assert np.array_equal(kept.left, expected.left)
    assert np.array_equal(kept.right, expected.right)
    assert np.array_equal(weight, expected_weight)
    assert found.counts == every.counts
    counted = {
        (cell, *levels): int(pairs)
        for cell, row in enumerate(found.tally.pairs)
        for levels, pairs in zip(found.tally.levels.tolist(), row, strict=True)
        if pairs
    }
    cells = source_pair(encoded, every.left, every.right)
    rows = np.column_stack([cells, whole.patterns.levels[whole.patterns.of]])
    keys, counts = np.unique(rows, axis=0, return_counts=True)
    assert counted == {tuple(key): count for key, count in zip(keys.tolist(), counts.tolist(), strict=True)}


def test_nobody_to_compare_is_no_error(people: pa.Table):
    """No two mentions agree on any rule."""
    encoded = encode(people.slice(0, 1), MODEL.columns)
    marks = exclusive(encoded, TWO_FILES)
    two = encode(people, MODEL.columns)
    trained, _ = train(two, MODEL, exclusive(two, TWO_FILES), 0)
    found = sifted(encoded, marks, trained)
    assert len(found) == len(found.evidence) == found.tally.pairs.sum() == 0


def test_the_answer_does_not_depend_on_threads_parts_or_the_order_of_rows(people: pa.Table, monkeypatch):
    """The same tables to the byte."""
    first = link(people, MODEL, TWO_FILES)
    monkeypatch.setattr(joining, "PART", 1_000)
    monkeypatch.setattr(patterns, "CHUNK", 10_000)
    tables = []
    for threads, order in (("1", np.arange(900)), ("2", np.random.default_rng(1).permutation(900))):
        monkeypatch.setenv("NUMBA_NUM_THREADS", threads)
        again = link(people.take(pa.array(order)), MODEL, TWO_FILES)
        tables.append(again)
        assert again.persons.equals(first.persons)
    assert tables[0].links.equals(tables[1].links)
    assert tables[0].report.levels.equals(tables[1].report.levels)


def test_parts_and_threads_give_every_pair_its_own_levels(people: pa.Table, monkeypatch):
    """Pairs compared in small parts have the levels that they have at once."""
    encoded = encode(people, MODEL.columns)
    every = candidate_pairs(encoded, MODEL.blocking, exclusive(encoded, TWO_FILES))
    whole = compare(MODEL.comparisons, encoded, every.left, every.right)
    monkeypatch.setattr(patterns, "CHUNK", 13)
    parts = compare(MODEL.comparisons, encoded, every.left, every.right)
    assert np.array_equal(whole.levels[whole.of], parts.levels[parts.of])
