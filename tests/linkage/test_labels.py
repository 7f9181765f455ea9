"""Labels add to what is learnt without them; what cannot be so is refused by row, not by value."""

import numpy as np
import pyarrow as pa
import pytest

from licet.errors import ScienceError
from licet.linkage import Constraints, SourceConstraint, link, standard_model
from licet.linkage.constraints import exclusive
from licet.linkage.encoding import Encoded, encode
from licet.linkage.labels import labelled_counts
from licet.linkage.names import folded
from licet.linkage.training import Trained, train
from tests.linkage.town import CONSTRAINTS, both, homes

HOMES = 200
TABLE = both(homes(HOMES, seed=3), homes(HOMES, seed=3))
MODEL = standard_model(TABLE)
FREE = Constraints({name: SourceConstraint(once_per_record=True) for name in ("form", "list")})


@pytest.fixture(scope="module")
def encoded() -> Encoded:
    return encode(folded(TABLE), MODEL.columns)


def labels(*pairs: tuple[str, str, bool], **more: list[float]) -> pa.Table:
    one, other, same = zip(*pairs, strict=True)
    return pa.table({"mention_id_l": one, "mention_id_r": other, "match": same, **more})


def trained(encoded: Encoded, told: pa.Table | None) -> Trained:
    return train(encoded, MODEL, exclusive(encoded, CONSTRAINTS), 0, told)[0]


def counts(encoded: Encoded, told: pa.Table):
    found = labelled_counts(encoded, MODEL.comparisons, exclusive(encoded, CONSTRAINTS), told)
    names = [comparison.name for comparison in MODEL.comparisons]
    return (dict(zip(names, part, strict=True)) for part in (found.same, found.different))


def test_a_labelled_pair_counts_at_the_level_that_it_reaches_as_often_as_its_weight_says(encoded):
    """Two pairs of one person agree on everything; the head and the child of another home differ by name."""
    told = labels(
        ("l0-0", "f0-0", True), ("l1-0", "f1-0", True), ("l2-0", "f3-2", False), weight=[2.0, 0.5, 4.0]
    )
    same, different = counts(encoded, told)
    assert same["forename"][0] == same["surname"][0] == 2.5
    assert same["forename"][1:].sum() == 0
    assert different["forename"].sum() == 4
    assert different["forename"][0] == 0


def test_labels_move_what_is_learnt_towards_what_they_say(encoded):
    """People say that forenames often differ within one person: m of the last level rises by as much."""
    pairs = [(f"l{h}-0", f"f{h}-1", True) for h in range(HOMES)]
    before, after = trained(encoded, None), trained(encoded, labels(*pairs, weight=[10.0] * HOMES))
    forename = [comparison.name for comparison in MODEL.comparisons].index("forename")
    assert before.m[forename][-1] < 0.2
    assert after.m[forename][-1] > 0.5
    for one, other in zip(before.u, after.u, strict=True):
        np.testing.assert_array_equal(one, other)
    apart = trained(encoded, labels(*[(a, b, False) for a, b, _ in pairs], weight=[1e6] * HOMES))
    assert apart.u[forename][-1] > before.u[forename][-1]
    np.testing.assert_array_equal(apart.m[forename].argmax(), before.m[forename].argmax())


def test_without_labels_nothing_changes(encoded):
    """No label is what no labels are, to the last bit."""
    none = pa.table({"mention_id_l": pa.array([], pa.string()), "mention_id_r": pa.array([], pa.string())})
    empty = none.append_column("match", pa.array([], pa.bool_()))
    for name in ("m", "u"):
        for one, other in zip(
            getattr(trained(encoded, None), name), getattr(trained(encoded, empty), name), strict=True
        ):
            np.testing.assert_array_equal(one, other)


BAD = {
    "without a column": (labels(("l0-0", "f0-0", True)).drop_columns("match"), "match is not there"),
    "not labelled yet": (
        labels(("l0-0", "f0-0", True)).set_column(2, "match", pa.array([None], pa.bool_())),
        "Label them all first",
    ),
    "of nobody": (
        labels(("l0-0", "f0-0", True), ("l0-0", "secret", True)),
        r"mention_id_r \(first in row 2\)",
    ),
    "of one mention": (labels(("l0-0", "l0-0", False)), "name one mention twice"),
    "against the constraints": (
        labels(("l0-0", "f0-0", True), ("f0-0", "f0-1", True)),
        r"1 labels cannot be so \(first in row 2\)",
    ),
    "without weight": (labels(("l0-0", "f0-0", True), weight=[0.0]), "above 0"),
}


@pytest.mark.parametrize("case", BAD)
def test_labels_that_cannot_be_so_are_refused_by_row_and_without_a_value(encoded, case):
    told, said = BAD[case]
    with pytest.raises(ScienceError, match=said) as refused:
        trained(encoded, told)
    assert "secret" not in str(refused.value)


def test_two_who_exclude_one_another_may_be_labelled_different(encoded):
    """It says what is known already; that is no error."""
    _, different = counts(encoded, labels(("f0-0", "f0-1", False)))
    assert different["surname"].sum() == 1


def test_labels_add_to_what_a_linkage_learns():
    """Many pairs of one person whose forenames differ: agreement says less then, with all rounds of EM."""
    some = [(f"l{home}-0", f"f{home}-1", True) for home in range(0, 40)]

    def agreeing(told: pa.Table | None) -> float:
        found = link(TABLE, MODEL, FREE, labels=told).report.levels.to_pylist()
        return next(row["m"] for row in found if row["comparison"] == "forename")

    assert agreeing(labels(*some, weight=[20.0] * 40)) < agreeing(None) - 0.1


def test_a_frozen_model_takes_no_labels():
    frozen = link(TABLE, MODEL, CONSTRAINTS).learnt
    with pytest.raises(ScienceError, match="frozen"):
        link(TABLE, MODEL, CONSTRAINTS, labels=labels(("l0-0", "f0-0", True)), frozen=frozen)


def test_a_pair_has_one_label(encoded: Encoded):
    """Twice, in whatever order, is a mistake."""
    told = labels(("l0-0", "f0-0", True), ("f0-0", "l0-0", True))
    with pytest.raises(ScienceError, match="one answer"):
        counts(encoded, told)
