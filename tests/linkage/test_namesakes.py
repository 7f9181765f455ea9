"""Full names are commoner than their parts say, as people who are known to be different show."""

import numpy as np
import pyarrow as pa

from licet.linkage.constraints import Constraints, SourceConstraint, exclusive
from licet.linkage.encoding import Encoded, encode
from licet.linkage.namesakes import commoner, namesakes

ONCE = Constraints(
    {"list": SourceConstraint(True, frozenset({"resident"})), "visits": SourceConstraint(False)}
)


def people(names: list[tuple[str, str]], source: str = "list") -> Encoded:
    """Somebody for each full name."""
    rows = [
        {
            "mention_id": f"m{k:05d}",
            "source": source,
            "record_id": str(k),
            "role": "resident",
            "forename": forename,
            "surname": surname,
        }
        for k, (forename, surname) in enumerate(names)
    ]
    return encode(pa.Table.from_pylist(rows), ["forename", "surname"])


def bits(encoded: Encoded, at: int) -> float:
    """What is taken away where somebody agrees in both names with the mention at this place."""
    here = np.array([at], np.int32)
    found = namesakes(encoded, exclusive(encoded, ONCE), "forename", "surname")
    return float(commoner(found, here, here)[0])


def two_backgrounds(count: int) -> list[tuple[str, str]]:
    """Half of the people have names of one language, half of another; no name is in both."""
    chance = np.random.default_rng(2)
    sides = chance.integers(0, 2, count)
    return [(f"f{side}{chance.integers(20)}", f"s{side}{chance.integers(20)}") for side in sides]


def test_names_of_one_background_are_twice_as_common_together():
    """Of two languages of equal size, a full name is about two times what its parts say: one bit."""
    encoded = people(two_backgrounds(4000))
    taken = [bits(encoded, at) for at in range(200)]
    assert 0.9 < np.mean(taken) < 1.1


def test_names_that_go_together_by_chance_alone_lose_nothing():
    """Where forename and surname have nothing to do with one another the weight stays."""
    chance = np.random.default_rng(3)
    encoded = people([(f"f{chance.integers(20)}", f"s{chance.integers(20)}") for _ in range(4000)])
    assert abs(np.mean([bits(encoded, at) for at in range(200)])) < 0.1


def test_a_full_name_that_many_have_is_common():
    """Thirty people of one full name among names of chance: it is commoner than any other."""
    names = two_backgrounds(2000) + [("muhammad", "khan")] * 30
    encoded = people(names)
    assert bits(encoded, 2010) > max(bits(encoded, at) for at in range(100)) + 1


def test_without_people_known_to_be_different_nothing_is_taken():
    """A source that may name somebody again and again tells nothing of namesakes."""
    assert bits(people(two_backgrounds(500), source="visits"), 7) == 0
