"""Public benchmarks with known truth: F1 stays where it was shown to be. Truth only ever scores."""

import numpy as np
import pytest

from bench import censuses, febrl, tax_census
from bench.harness import Stopwatch, shared
from licet.linkage import link, standard_model
from licet.linkage.calibration import calibration, expected_error

pytestmark = pytest.mark.skipif(
    not shared("data", "linkage-benchmarks").exists(),
    reason="the shared benchmark data are not there: set LICET_SHARED to their folder",
)


def test_febrl_4_is_linked():
    """Two files of 5,000 invented people, one with errors."""
    assert febrl.run(["dataset4a", "dataset4b"], febrl.ONCE)["f1"] >= 0.998


def test_febrl_3_is_deduplicated():
    """2,000 people with up to five erroneous duplicates each."""
    assert febrl.run(["dataset3"], febrl.REPEATS)["f1"] >= 0.98


def test_tax_returns_are_linked_to_the_census():
    """Names and mailing address only; the peer reaches .980 over all and .954 for dependents."""
    found = tax_census.run(0.5, Stopwatch())
    assert found["all"]["f1"] >= 0.987
    assert found["dependents"]["f1"] >= 0.978
    assert found["all"]["to_relatives"] <= 0.002
    assert found["moved"]["recall"] >= 0.93


def test_a_cautious_threshold_keeps_families():
    """At 0.9 the peer has a precision of .996 and a recall of .943."""
    found = tax_census.run(0.9, Stopwatch())["all"]
    assert found["precision"] >= 0.998
    assert found["recall"] >= 0.95


def test_probabilities_are_kept():
    """Among links given more than one half, what is promised and what is so are within a point on average."""
    town = tax_census.read()
    found = link(town.mentions, standard_model(town.mentions), tax_census.CONSTRAINTS, threshold=0.5)
    person = dict(zip(*(town.truth[name].to_pylist() for name in ("mention_id", "person")), strict=True))
    ends = [found.links[name].to_pylist() for name in ("mention_id_l", "mention_id_r")]
    right = np.array([person.get(one) == person.get(other) for one, other in zip(*ends, strict=True)])
    bands = calibration(found.links["match_probability"].to_numpy(), right.astype(float))
    assert expected_error(bands) <= 0.01


def test_ten_years_apart_people_are_found_again():
    """They have aged, moved and left home."""
    mentions, truth = censuses.read()
    found = link(mentions, standard_model(mentions), censuses.CONSTRAINTS, threshold=0.5)
    scores = censuses.score(found, truth)
    assert scores["f1"] >= 0.997
    assert scores["whole_households"] >= 0.99
    assert censuses.recall_at_precision(found, truth, 0.999) >= 0.99


def test_the_linker_sees_no_truth():
    """Of the census no date of birth; of either file no ssn, household or person."""
    town = tax_census.read()
    mentions, truth = town.mentions, town.truth
    seen = {"mention_id", "source", "record_id", "role", "address_key", *tax_census.COLUMNS}
    assert set(mentions.column_names) == seen
    assert not seen & {"birth_date", "ssn", "household_id", "simulant_id", "person"}
    people = set(truth["person"].to_pylist())
    for column in mentions.column_names:
        assert not people & set(mentions[column].to_pylist())
