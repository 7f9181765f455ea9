"""Blocking keys and the rules made of them: who is compared with whom."""

import hypothesis.strategies as st
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings

from licet.errors import ScienceError
from licet.linkage.blocking import BlockingRule, candidate_pairs, pairs_per_rule, sample_of_pairs
from licet.linkage.constraints import Constraints, SourceConstraint, exclusive
from licet.linkage.encoding import encode
from licet.linkage.keys import EitherOrder, Same, Sounds, first_letters, year_of
from licet.linkage.phonetics import soundex
from tests.linkage.tables import mentions

REPEATS = Constraints({"file": SourceConstraint(once_per_record=False)})
FULL_NAME = BlockingRule((Same("forename"), Same("surname")))


def joined(
    table: pa.Table, *rules: BlockingRule, constraints: Constraints = REPEATS
) -> list[tuple[int, int]]:
    """The candidate pairs as lines of the table, sorted."""
    encoded = encode(table, {column for rule in rules for column in rule.reads})
    pairs = candidate_pairs(encoded, rules, exclusive(encoded, constraints))
    return sorted(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))


@pytest.mark.parametrize(
    ("rule", "pairs"),
    [
        (BlockingRule((Same("surname"),)), [(0, 1), (0, 2), (1, 2)]),
        (FULL_NAME, [(0, 1)]),
        (BlockingRule((EitherOrder("forename", "surname"),)), [(0, 1), (0, 3), (1, 3)]),
        (BlockingRule((Sounds("surname"), first_letters("forename", 1))), [(0, 1), (4, 5)]),
        (BlockingRule((year_of("birth_date"),)), [(0, 2)]),
    ],
)
def test_a_rule_joins_whoever_agrees_on_all_its_keys(rule: BlockingRule, pairs: list[tuple[int, int]]):
    """A missing value never joins, not even another missing value."""
    table = mentions("""
        forename | surname  | birth_date
        kofi     | osei     | 1987-03-11
        kofi     | osei     |
        ruth     | osei     | 1987-12-01
        osei     | kofi     |
        anna     | ashcraft |
        alma     | ashcroft | 1988-12-01
                 |          | 19
    """)
    assert joined(table, rule) == pairs


def test_a_pair_that_two_rules_join_comes_once():
    """Rules add to one another."""
    table = mentions("forename | surname\nkofi | osei\nkofi | osei\nkofi | lane")
    assert joined(table, FULL_NAME, BlockingRule((Same("forename"),))) == [(0, 1), (0, 2), (1, 2)]


def test_a_pair_that_a_constraint_excludes_is_never_compared():
    """Two people of one record, and two of a source that names everybody once."""
    table = mentions("""
        source | record_id | role   | forename
        tax    | 1         | filer  | kofi
        tax    | 1         | child  | kofi
        tax    | 2         | filer  | kofi
        tax    | 3         | child  | kofi
    """)
    once = Constraints({"tax": SourceConstraint(once_per_record=True, once_in_file=frozenset({"filer"}))})
    assert joined(table, BlockingRule((Same("forename"),)), constraints=once) == [
        (0, 3),
        (1, 2),
        (1, 3),
        (2, 3),
    ]


def test_a_block_past_its_size_is_skipped_and_counted():
    """A value that half the file shares says little: its block is left out, and reported."""
    table = mentions("surname | x\n" + "smith | \n" * 6 + "osei | \n" * 2)
    encoded = encode(table, ["surname"])
    rule = BlockingRule((Same("surname"),), largest=5)
    pairs = candidate_pairs(
        encoded, [rule, BlockingRule((Same("surname"),), largest=6)], exclusive(encoded, REPEATS)
    )
    first, second = pairs.counts
    assert (first.pairs, first.blocks_skipped, first.mentions_skipped) == (1, 1, 6)
    # A later rule still finds the pairs of the block that was skipped.
    assert second.pairs == 15


def test_a_block_past_its_size_is_compared_by_narrower_rules():
    """Smiths are too many, so they are compared by forename and by postcode; the two Oseis stay whole."""
    table = mentions("""
        surname | forename | postcode
        smith   | ada      | AB1 2CD
        smith   | ada      | EF3 4GH
        smith   | ben      | AB1 2CD
        smith   | cy       | IJ5 6KL
        osei    | kofi     | AB1 2CD
        osei    | ama      | EF3 4GH
    """)
    surname, forename, postcode = Same("surname"), Same("forename"), Same("postcode")
    rule = BlockingRule(
        (surname,),
        largest=3,
        instead=(BlockingRule((surname, forename)), BlockingRule((surname, postcode))),
    )
    assert joined(table, rule) == [(0, 1), (0, 2), (4, 5)]
    # What is counted beforehand is what is made.
    encoded = encode(table, ["surname", "forename", "postcode"])
    marks = exclusive(encoded, REPEATS)
    assert pairs_per_rule(encoded, [rule], marks) == candidate_pairs(encoded, [rule], marks).counts
    assert [each.pairs for each in pairs_per_rule(encoded, [rule], marks)] == [1, 1, 1]


def test_a_narrower_rule_keeps_every_column():
    with pytest.raises(ScienceError, match="not narrower"):
        BlockingRule((Same("surname"),), instead=(BlockingRule((Same("forename"),)),))


def test_a_sample_of_pairs_is_made_of_whole_blocks_and_the_same_for_a_seed():
    table = mentions("surname | x\n" + "".join(f"name{k} | \n" * 5 for k in range(200)))
    encoded = encode(table, ["surname"])
    rule, marks = BlockingRule((Same("surname"),)), exclusive(encoded, REPEATS)
    left, right = sample_of_pairs(encoded, rule, marks, 500, seed=3)
    assert 200 < len(left) < 800
    assert len(left) % 10 == 0
    again = sample_of_pairs(encoded, rule, marks, 500, seed=3)
    assert np.array_equal(left, again[0])
    assert np.array_equal(right, again[1])
    assert len(sample_of_pairs(encoded, rule, marks, 2_000, seed=3)[0]) == 2_000


def test_too_many_pairs_are_refused_before_they_are_made():
    """The refusal names the rule and what to do."""
    encoded = encode(mentions("surname | x\n" + "smith | \n" * 50), ["surname"])
    with pytest.raises(ScienceError, match=r"'surname' would add 1,225 pairs.*Add a key"):
        candidate_pairs(encoded, [BlockingRule((Same("surname"),))], exclusive(encoded, REPEATS), most=1_000)


VALUES = st.sampled_from(["", "a", "b", "ab", "ba"])
ROWS = st.lists(
    st.tuples(VALUES, VALUES, st.sampled_from(["r1", "r2", "r3"]), st.sampled_from(["x", "y"])),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.booleans())
def test_blocking_equals_brute_force(rows: list[tuple[str, str, str, str]], once_per_record: bool):
    """Every pair that agrees on a rule and that no constraint excludes, and no other."""
    lines = "\n".join(" | ".join(row) for row in rows)
    table = mentions(f"forename | surname | record_id | role\n{lines}")
    rules = (
        FULL_NAME,
        BlockingRule((first_letters("forename", 1),)),
        BlockingRule((EitherOrder("forename", "surname"),)),
    )
    once = SourceConstraint(once_per_record=once_per_record, once_in_file=frozenset({"x"}))

    def agree(one: tuple[str, str, str, str], other: tuple[str, str, str, str]) -> bool:
        full = bool(one[0] and one[1]) and one[:2] == other[:2]
        initial = bool(one[0]) and one[0][:1] == other[0][:1]
        either = bool(one[0] and one[1]) and sorted(one[:2]) == sorted(other[:2])
        excluded = (once_per_record and one[2] == other[2]) or one[3] == other[3] == "x"
        return (full or initial or either) and not excluded

    brute = [(i, j) for i in range(len(rows)) for j in range(i + 1, len(rows)) if agree(rows[i], rows[j])]
    assert joined(table, *rules, constraints=Constraints({"file": once})) == brute


def test_words_that_sound_alike_share_a_key():
    """The National Archives' own examples."""
    words = [
        "Washington",
        "Lee",
        "Gutierrez",
        "Pfister",
        "Jackson",
        "Tymczak",
        "Ashcraft",
        "O'Hara",
        "12",
        None,
    ]
    codes = ["W252", "L000", "G362", "P236", "J250", "T522", "A261", "O600", None, None]
    assert soundex(pa.array(words)).to_pylist() == codes


def test_a_source_without_constraints_is_refused():
    """Silence about repeats is not permission to link."""
    encoded = encode(mentions("forename | x\nkofi | "), ["forename"])
    with pytest.raises(ScienceError, match="file"):
        exclusive(encoded, Constraints({}))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("mention_id | forename\na | kofi\na | ruth", "comes twice"),
        ("mention_id | forename\na | kofi\n | ruth", "1 mentions have no mention_id"),
        ("record_id | forename\n | kofi", "no record_id"),
        ("surname | x\nosei | ", "forename"),
    ],
)
def test_mentions_that_cannot_be_told_apart_are_refused(text: str, problem: str):
    """Identity is complete and unique, and the model's columns are there."""
    with pytest.raises(ScienceError, match=problem):
        encode(mentions(text), ["forename"])


def test_mentions_are_encoded_in_the_order_of_their_ids():
    """Row order carries nothing."""
    table = mentions("mention_id | forename\nb | ruth\na | kofi\nc | ")
    encoded = encode(table, ["forename"])
    assert encoded.ids.to_pylist() == ["a", "b", "c"]
    assert [
        encoded.values[int(code)].as_py() if code >= 0 else None for code in encoded.codes("forename")
    ] == ["kofi", "ruth", None]
    # Of ruth and kofi, and of none.
    assert np.array_equal(encoded.frequencies("forename"), [0.5, 0.5, 0])
