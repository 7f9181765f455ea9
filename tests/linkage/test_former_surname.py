"""A surname that somebody had before links them to records that know them by it."""

import pyarrow as pa

from licet.linkage import link, standard_model
from tests.linkage.town import CONSTRAINTS, both, homes

TOWN = homes(120, 8)
MARRIED = range(0, 120, 3)


def told_before(told: bool) -> pa.Table:
    """Every third home's head has a new surname on the list; the form knows the old one alone."""
    rows = both(TOWN, TOWN).to_pylist()
    for row in rows:
        home = int(row["record_id"].lstrip("lf").split("-")[0])
        changed = row["source"] == "list" and row["mention_id"].endswith("-0") and home in MARRIED
        row["former_surname"] = row["surname"] if changed and told else None
        if changed:
            row["surname"] = f"{row['surname'][::-1]}orre"
        if changed and home % 2:
            row["address_key"], row["street_number"], row["street_name"] = (
                f"9 newroad {home}",
                "9",
                f"newroad {home}",
            )
    return pa.Table.from_pylist(rows)


def found(table: pa.Table) -> int:
    """How many of those who married are put together."""
    persons = link(table, standard_model(table), CONSTRAINTS).persons
    of = dict(zip(persons["mention_id"].to_pylist(), persons["person_id"].to_pylist(), strict=True))
    return sum(of[f"l{home}-0"] == of[f"f{home}-0"] for home in MARRIED)


def test_a_former_surname_finds_who_changed_it_and_moved():
    assert found(told_before(told=True)) > found(told_before(told=False)) + 5
