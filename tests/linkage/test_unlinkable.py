"""Who cannot be linked: mentions that agreeing with themselves does not lift over the line."""

import numpy as np
import pyarrow as pa
import pytest

from licet.linkage import Constraints, SourceConstraint, link, standard_model
from licet.linkage.constraints import exclusive
from licet.linkage.encoding import encode
from licet.linkage.from_report import prior_of, trained_of
from licet.linkage.names import folded
from licet.linkage.unlinkable import unlinkable
from tests.linkage.test_link import TWO_FILES, two_files


@pytest.fixture(scope="module")
def learnt():
    """Two files, the first of whose people says a common name alone."""
    people = two_files()
    for name in ("surname", "birth_date", "postcode"):
        values = people[name].to_pylist()
        values[0] = None
        people = people.set_column(people.column_names.index(name), name, pa.array(values))
    model = standard_model(people)
    found = link(people, model, TWO_FILES)
    encoded = encode(folded(people), model.columns)
    return (
        encoded,
        model,
        trained_of(model.comparisons, found.report.levels),
        prior_of(encoded, found.report.priors),
    )


def reached(learnt, threshold: float, constraints: Constraints = TWO_FILES) -> pa.Table:
    encoded, model, trained, prior = learnt
    return unlinkable(encoded, model, exclusive(encoded, constraints), trained, prior, threshold)


def test_who_says_a_name_alone_cannot_be_linked_and_whoever_says_all_can(learnt):
    found = reached(learnt, 0.9)
    lost = found.filter(found["unlinkable"])["mention_id"].to_pylist()
    assert lost == ["one000"]


def test_a_higher_line_loses_no_fewer(learnt):
    shares = [
        np.mean(reached(learnt, line)["unlinkable"].to_numpy()) for line in (0.5, 0.9, 0.9999, 1 - 1e-7)
    ]
    assert shares == sorted(shares)
    assert shares[-1] > shares[0]


def test_where_no_two_mentions_can_be_one_person_nobody_can_be_linked(learnt):
    """A source that names everybody once has no partner in itself; the other one is the only hope."""
    _, model, trained, prior = learnt
    alone = encode(folded(two_files().slice(0, 400)), model.columns)
    once = Constraints({"one": SourceConstraint(once_per_record=True, once_in_file=frozenset({"person"}))})
    prior = type(prior)(prior.weight[:1, :1])
    found = unlinkable(alone, model, exclusive(alone, once), trained, prior, 0.9)
    assert all(found["unlinkable"].to_pylist())
