"""The 1040 tax returns of 2020 linked to the census of 2020 of a simulated town (pseudopeople, BSD-3).

From a return: names and mailing address. From the census: names, address, age, sex. Never a date of birth, an
ssn, a household_id or a simulant_id: the last is the truth, and only scores. F1 is over (person on a return,
census row) pairs.

    python -m bench.tax_census --json [--against splink]
"""

import sys
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.harness import Stopwatch, peak_mb, shared, show
from licet.linkage import Constraints, SourceConstraint, link, standard_model

YEAR = 2020
THIRDS = 3
ROLES = {"filer": ["filer"], "spouse": ["spouse"], "dependents": [f"dependent_{n}" for n in (1, 2, 3, 4)]}
COLUMNS = ("forename", "middle", "surname", "street_number", "street_name", "postcode", "age", "sex")

# A return names nobody twice; everybody files once; a child may be claimed twice, or claimed and filing.
CONSTRAINTS = Constraints(
    {
        "tax": SourceConstraint(once_per_record=True, once_in_file=frozenset({"filer", "spouse"})),
        "census": SourceConstraint(once_per_record=True, once_in_file=frozenset({"resident"})),
    }
)


@dataclass(frozen=True)
class Town:
    """Mentions as a linker may see them, and what only scores.

    truth: mention_id, source, record_id, role, person. households: person, household, of the census.
    """

    mentions: pa.Table
    truth: pa.Table
    households: pa.Table


def read(part: int | None = None) -> Town:
    """All returns and the census; or one disjoint third of the returns (0, 1 or 2) and the whole census.

    A person whose two names are both missing is no mention, and stays in the truth as missed.
    """
    returns = _returns()
    if part is not None:
        returns = returns.filter(pc.equal(np.arange(len(returns)) % THIRDS, part))
    parts = [_on_return(returns, role) for roles in ROLES.values() for role in roles]
    census = _census_file()
    everyone = pa.concat_tables([*parts, _census(census)])
    truth = everyone.select(["mention_id", "source", "record_id", "role", "person"])
    named = pc.or_(pc.is_valid(everyone["forename"]), pc.is_valid(everyone["surname"]))
    households = pa.table({"person": census["simulant_id"], "household": census["household_id"]})
    return Town(
        everyone.filter(named).drop_columns(["person"]),
        truth.filter(pc.is_valid(truth["person"])),
        households,
    )


def score(persons: pa.Table, town: Town) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 over (person on a return, census row) pairs: all, by role, and of families.

    moved: people on returns that name two or more, whose address there differs from the census. to_relatives:
    the share of links that go to another member of the right person's family or household.
    """
    placed = town.truth.join(persons.select(["mention_id", "person_id"]), "mention_id", join_type="inner")
    found, true = _across(placed, "person_id"), _across(town.truth, "person")
    figures = {"all": _rates(found, true)}
    for name, roles in ROLES.items():
        of_role = [pairs.filter(pc.is_in(pairs["role"], pa.array(roles))) for pairs in (found, true)]
        figures[name] = _rates(*of_role)
    moved = _moved(town)
    figures["moved"] = _rates(
        *(pairs.join(moved, "mention_id", join_type="left semi") for pairs in (found, true))
    )
    figures["all"]["to_relatives"] = _to_relatives(found, town)
    return figures


def run(threshold: float, watch: Stopwatch, part: int | None = None) -> dict[str, dict[str, float]]:
    """Link at one threshold, and score."""
    town = read(part)
    model = standard_model(town.mentions)
    linkage = link(town.mentions, model, CONSTRAINTS, threshold=threshold, progress=watch)
    watch("")
    return score(linkage.persons, town)


def main() -> None:
    """Print F1 at 0.5, of the whole file and of thirds of it, and at the default 0.9."""
    watch = Stopwatch()
    at_half = run(0.5, watch)
    memory = round(peak_mb())
    thirds = [run(0.5, Stopwatch(), part) for part in range(THIRDS)]
    figures: dict[str, object] = {
        "bench": "tax_census",
        "f1": at_half["all"]["f1"],
        "at_0.5": at_half,
        "seconds": watch.total,
        "peak_mb": memory,
        "at_0.9": run(0.9, Stopwatch()),
        "thirds_at_0.5": [{name: rates["f1"] for name, rates in third.items()} for third in thirds],
        "mean_of_thirds": {
            name: round(float(np.mean([third[name]["f1"] for third in thirds])), 4)
            for name in ("all", "dependents")
        },
    }
    if "--against" in sys.argv:
        from bench.peer import beside

        peer = beside("tax_census", watch.total, memory)
        figures |= {"peer": peer, "peer_f1": peer["all"]["f1"], "ratio": peer["seconds_over_ours"]}
    show(figures)


def _returns() -> pa.Table:
    keys = ["simulant_id", "tax_year"]
    truth = pq.read_table(shared("data", "tax-census", "taxes_1040__truth.parquet"))
    truth = truth.cast(
        pa.schema([(f.name, pa.string() if f.name != "tax_year" else f.type) for f in truth.schema])
    )
    returns = pq.read_table(shared("data", "tax-census", "taxes_1040__noised.parquet"))
    returns = returns.filter(pc.equal(returns["tax_year"], YEAR))
    returns = returns.append_column("row", pa.array(np.arange(len(returns))))
    return returns.join(truth, keys).sort_by("row")


def _on_return(returns: pa.Table, role: str) -> pa.Table:
    """The mentions of one role: a row per return, empty where the return has nobody in the role."""
    prefix = "" if role == "filer" else f"{role}_"
    record = pc.binary_join_element_wise("tax", returns["row"].cast(pa.string()), "-")
    return _mentions(
        returns,
        mention_id=pc.binary_join_element_wise(record, role, "-"),
        record_id=record,
        source="tax",
        role=role,
        person=returns["simulant_id" if role == "filer" else f"{role}_simulant_id"],
        forename=f"{prefix}first_name",
        middle=f"{prefix}middle_initial",
        surname=f"{prefix}last_name",
        street_number="mailing_address_street_number",
        street_name="mailing_address_street_name",
        postcode="mailing_address_zipcode",
    )


def _census_file() -> pa.Table:
    return pq.read_table(shared("data", "tax-census", "census_2020__default.parquet"))


def _census(census: pa.Table) -> pa.Table:
    row = pc.binary_join_element_wise("census", pa.array(map(str, range(len(census)))), "-")
    return _mentions(
        census,
        mention_id=row,
        record_id=row,
        source="census",
        role="resident",
        person=census["simulant_id"],
        forename="first_name",
        middle="middle_initial",
        surname="last_name",
        street_number="street_number",
        street_name="street_name",
        postcode="zipcode",
        age="age",
        sex="sex",
    )


def _mentions(
    table: pa.Table,
    *,
    mention_id: pa.Array,
    record_id: pa.Array,
    source: str,
    role: str,
    person: pa.Array,
    **names: str,
) -> pa.Table:
    """Fields in lower case without outer spaces; the address key is number and street."""
    blank = pa.nulls(len(table), pa.string())
    fields = {
        column: pc.utf8_lower(pc.utf8_trim_whitespace(table[names[column]].cast(pa.string())))
        if names.get(column) in table.column_names
        else blank
        for column in COLUMNS
    }
    return pa.table(
        {
            "mention_id": mention_id,
            "source": pa.array([source] * len(table)),
            "record_id": record_id,
            "role": pa.array([role] * len(table)),
            **fields,
            "address_key": pc.binary_join_element_wise(fields["street_number"], fields["street_name"], " "),
            "person": person.cast(pa.string()),
        }
    )


def _across(mentions: pa.Table, key: str) -> pa.Table:
    """Pairs of a person on a return and a census row with the same key."""
    tax = mentions.filter(pc.equal(mentions["source"], "tax")).select(["mention_id", "role", key])
    census = mentions.filter(pc.equal(mentions["source"], "census")).select(["mention_id", key])
    return tax.join(census, key, join_type="inner", right_suffix="_census")


def _moved(town: Town) -> pa.Table:
    """Mentions on returns that name two or more, whose address and the census's are known and differ."""
    truth, households = town.truth, town.mentions.select(["mention_id", "address_key"])
    named = truth.group_by(["source", "record_id"]).aggregate([("mention_id", "count")])
    several = named.filter(pc.greater(named["mention_id_count"], 1))
    both = _across(truth, "person").join(truth.select(["mention_id", "record_id"]), "mention_id")
    both = both.join(several, "record_id", join_type="left semi")
    both = both.join(households, "mention_id").join(
        households, "mention_id_census", "mention_id", right_suffix="_census"
    )
    # An address that is not known is not different: comparing it gives no answer.
    return both.filter(pc.not_equal(both["address_key"], both["address_key_census"])).select(["mention_id"])


def _to_relatives(found: pa.Table, town: Town) -> float:
    """Links to somebody else of the same return, or of a household of somebody on the same return."""
    truth = town.truth.select(["mention_id", "record_id", "person"])
    wrong = found.join(truth, "mention_id").join(
        truth.select(["mention_id", "person"]), "mention_id_census", "mention_id", right_suffix="_found"
    )
    wrong = wrong.filter(pc.not_equal(wrong["person"], wrong["person_found"]))
    home = dict(zip(*(town.households[name].to_pylist() for name in ("person", "household")), strict=True))
    family: dict[str, set[str]] = {}
    for record, person in zip(truth["record_id"].to_pylist(), truth["person"].to_pylist(), strict=True):
        family.setdefault(record, set()).update({person, home.get(person, person)})
    related = [
        other in family[record] or home.get(other) in family[record]
        for record, other in zip(
            wrong["record_id"].to_pylist(), wrong["person_found"].to_pylist(), strict=True
        )
    ]
    return round(sum(related) / max(1, found.num_rows), 5)


def _rates(found: pa.Table, true: pa.Table) -> dict[str, float]:
    both = found.join(
        true, ["mention_id", "mention_id_census"], join_type="inner", right_suffix="_true"
    ).num_rows
    precision, recall = both / max(1, found.num_rows), both / max(1, true.num_rows)
    f1 = 2 * both / max(1, found.num_rows + true.num_rows)
    return {
        "pairs": true.num_rows,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(f1, 4),
    }


if __name__ == "__main__":
    main()
