"""The standard model's blocking stays in proportion: ten times the people, ten times the pairs."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from licet.linkage import Constraints, SourceConstraint, forecast, standard_model

NAMES = ["ada", "ben", "cara", "dev", "ella", "finn", "gita", "hal", "ivy", "jon"]
SURNAMES = [f"{first}{second}" for first in "bcdfghjklm" for second in ("aker", "ell", "ones", "ivers")]


def crowd(count: int) -> pa.Table:
    """People whose names, streets and dates of birth come from the same lists, however many they are."""
    chance = np.random.default_rng(1)
    born = [str(date(2010, 1, 1) + timedelta(days=int(day))) for day in chance.integers(0, 365, count)]
    return pa.table(
        {
            "mention_id": [f"s/{n}" for n in range(count)],
            "source": ["s"] * count,
            "record_id": [str(n) for n in range(count)],
            "role": ["child"] * count,
            "forename": chance.choice(NAMES, count),
            "surname": chance.choice(SURNAMES, count),
            "birth_date": born,
            "street_name": chance.choice([f"{name} street" for name in NAMES], count),
            # A postcode is shared by some fifteen people wherever they live.
            "postcode": [f"AB{n // 15} 1CD" for n in range(count)],
        }
    )


def pairs_per_mention(count: int) -> float:
    table = crowd(count)
    rules = Constraints({"s": SourceConstraint(once_per_record=True)})
    return forecast(table, standard_model(table), rules).pairs / count


def test_pairs_grow_with_the_people_and_not_with_their_square():
    """Thrice the people: as many pairs for each of them, where whole blocks would make it thrice as many."""
    assert pairs_per_mention(120_000) < 1.5 * pairs_per_mention(40_000)
