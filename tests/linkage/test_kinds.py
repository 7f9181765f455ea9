"""What sort of person matches what: learnt from the matches, and silent where nothing is known."""

import numpy as np
import pyarrow as pa
import pytest

from licet.linkage.encoding import Encoded, encode
from licet.linkage.kinds import Kinds, kinds_of
from tests.linkage.tables import table

CHILDREN = 60


@pytest.fixture
def mentions() -> Encoded:
    """A form names parents and children without their ages, a list gives everybody's age and sex."""
    rows = []
    for k in range(CHILDREN):
        for role, age, name, sex in (
            ("parent", 30 + k % 20, "ruth", "female"),
            ("child", k % 16, "kofi", "male"),
        ):
            rows.append({"mention_id": f"f{role}{k}", "source": "form", "record_id": f"f{k}", "role": role})
            rows[-1] |= {"forename": name, "age": None, "sex": None, "birth_date": None}
            rows.append({"mention_id": f"l{role}{k}", "source": "list", "record_id": f"l{role}{k}"})
            rows[-1] |= {
                "role": "resident",
                "forename": name,
                "age": str(age),
                "sex": sex,
                "birth_date": None,
            }
    return encode(pa.Table.from_pylist(rows), ["forename", "age", "sex", "birth_date"])


def of(encoded: Encoded, mention: str) -> int:
    """The position of a mention."""
    return encoded.ids.to_pylist().index(mention)


def learnt(encoded: Encoded, kinds: Kinds, one: str, other: str) -> float:
    """What the sorts of two mentions add, in bits, once everybody was matched to themselves."""
    pairs = [(f"f{role}{k}", f"l{role}{k}") for role in ("parent", "child") for k in range(CHILDREN)]
    left, right = (np.array([of(encoded, pair[side]) for pair in pairs], np.int32) for side in (0, 1))
    weights = kinds.weights(left, right, np.ones(len(pairs)))
    return float(weights[kinds.of[of(encoded, one)], kinds.of[of(encoded, other)]])


def test_ages_are_learnt_by_role(mentions: Encoded):
    """A child of the form is a child of the list, and no grown-up: nobody said what the role means."""
    age = kinds_of(mentions).age
    assert learnt(mentions, age, "fchild3", "lchild4") > 0.5
    assert learnt(mentions, age, "fchild3", "lparent4") < -1


def test_a_forename_tells_a_sex(mentions: Encoded):
    """Ruth is female on the list, so who is called ruth on the form is rather female."""
    sex = kinds_of(mentions).sex
    assert learnt(mentions, sex, "fparent3", "lparent4") > 0.5
    assert learnt(mentions, sex, "fparent3", "lchild4") < -1


def test_what_both_sides_state_or_neither_does_is_left_to_comparisons(mentions: Encoded):
    """Two forms know no sex, two rows of the list are compared by it: neither is counted again here."""
    sex = kinds_of(mentions).sex
    form, row = of(mentions, "fchild3"), of(mentions, "lchild4")
    left, right = np.array([form, form, row], np.int32), np.array([row, form, row], np.int32)
    compared = np.array([False, False, True])
    assert sex.tells(left, right, compared, ~compared).tolist() == [True, False, False]


def test_an_age_counts_where_dates_of_birth_have_nothing_in_common():
    """Who wrote a wrong date may have the age right; an age that the date tells says nothing new."""
    people = table("""
        mention_id | source | record_id | role | age | birth_date
        a          | s      | 1         | r    | 7   | 2015-03-04
        b          | s      | 2         | r    | 8   | 1980-11-30
        c          | s      | 3         | r    |     | 1980-03-04
    """)
    age = kinds_of(encode(people, ["age", "birth_date"])).age
    left, right = np.array([0, 0, 0], np.int32), np.array([1, 1, 2], np.int32)
    known, agrees = np.ones(3, bool), np.array([False, True, False])
    assert age.tells(left, right, known, agrees).tolist() == [True, False, False]


def test_few_matches_rule_nothing_out(mentions: Encoded):
    """One match of a kind moves it by less than a bit."""
    role = kinds_of(mentions).role
    left = np.array([of(mentions, "fchild3")], np.int32)
    right = np.array([of(mentions, "lchild3")], np.int32)
    assert np.abs(role.weights(left, right, np.ones(1))).max() < 1


def test_a_birth_date_is_an_age(mentions: Encoded):
    """Who states a date of birth is sorted by year; two dates are compared elsewhere."""
    rows = [
        {
            "mention_id": "a",
            "source": "s",
            "record_id": "1",
            "role": "r",
            "age": None,
            "birth_date": "2015-03-04",
        },
        {
            "mention_id": "b",
            "source": "s",
            "record_id": "2",
            "role": "r",
            "age": None,
            "birth_date": "1980-03-04",
        },
        {"mention_id": "c", "source": "s", "record_id": "3", "role": "r", "age": "x7", "birth_date": None},
    ]
    age = kinds_of(encode(pa.Table.from_pylist(rows), ["age", "birth_date"])).age
    assert len(set(age.of.tolist())) == 3
    assert age.repeats.tolist() == [True, True, False]
    assert age.silent.tolist() == [False, False, True]


def test_a_column_that_is_no_sex_is_bounded():
    """A thousand texts where a sex should be: the frequent ones count, the rest is one more kind."""
    rows = [
        {"mention_id": f"m{k:04d}", "source": "s", "record_id": str(k), "role": f"r{k % 3}", "sex": text}
        for k, text in enumerate(["female", "male"] * 50 + [f"text {k}" for k in range(1000)])
    ]
    encoded = encode(pa.Table.from_pylist(rows), ["sex"])
    sex = kinds_of(encoded).sex
    kinds = np.unique(sex.of)
    assert len(kinds) <= 3 * 9
    assert all(len(set(encoded.role[sex.of == kind].tolist())) == 1 for kind in kinds)
