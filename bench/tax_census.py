"""The 1040 tax returns of 2020 linked to the census of 2020 of a simulated town (pseudopeople, BSD-3).

From a return: names and mailing address. From the census: names, address, age, sex. Never a date of birth, an
ssn, a household_id or a simulant_id: the last is the truth, and only scores. F1 is over (person on a return,
census row) pairs.

    python -m bench.tax_census --json [--peer]
"""

import sys

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.harness import Stopwatch, peak_mb, shared, show
from licet.linkage import Constraints, SourceConstraint, link, standard_model

YEAR = 2020
ROLES = {"filer": ["filer"], "spouse": ["spouse"], "dependents": [f"dependent_{n}" for n in (1, 2, 3, 4)]}
COLUMNS = ("forename", "middle", "surname", "street_number", "street_name", "postcode", "age", "sex")

# A return names nobody twice; everybody files once; a child may be claimed twice, or claimed and filing.
CONSTRAINTS = Constraints(
    {
        "tax": SourceConstraint(once_per_record=True, once_in_file=frozenset({"filer", "spouse"})),
        "census": SourceConstraint(once_per_record=True, once_in_file=frozenset({"resident"})),
    }
)


def read() -> tuple[pa.Table, pa.Table]:
    """Mentions as a linker may see them, and the truth: mention_id -> person.

    A person whose two names are both missing is no mention, and stays in the truth as missed.
    """
    returns = _returns()
    parts = [_on_return(returns, role) for roles in ROLES.values() for role in roles]
    parts.append(_census())
    everyone = pa.concat_tables(parts)
    truth = everyone.select(["mention_id", "source", "role", "person"])
    named = pc.or_(pc.is_valid(everyone["forename"]), pc.is_valid(everyone["surname"]))
    return everyone.filter(named).drop_columns(["person"]), truth.filter(pc.is_valid(truth["person"]))


def score(persons: pa.Table, truth: pa.Table) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 over (person on a return, census row) pairs: all, and by role."""
    placed = truth.join(persons.select(["mention_id", "person_id"]), "mention_id", join_type="inner")
    found = _across(placed, "person_id")
    true = _across(truth, "person")
    figures = {"all": _rates(found, true)}
    for name, roles in ROLES.items():
        of_role = [pairs.filter(pc.is_in(pairs["role"], pa.array(roles))) for pairs in (found, true)]
        figures[name] = _rates(*of_role)
    return figures


def run(threshold: float, watch: Stopwatch) -> dict[str, dict[str, float]]:
    """Link at one threshold, and score."""
    mentions, truth = read()
    linkage = link(mentions, standard_model(mentions), CONSTRAINTS, threshold=threshold, progress=watch)
    watch("")
    return score(linkage.persons, truth)


def main() -> None:
    """Print F1 at 0.5, where the peer's best was, and at the default 0.9."""
    watch = Stopwatch()
    at_half = run(0.5, watch)
    memory = round(peak_mb())
    figures: dict[str, object] = {
        "bench": "tax_census",
        "f1": at_half["all"]["f1"],
        "at_0.5": at_half,
        "seconds": watch.total,
        "peak_mb": memory,
        "at_0.9": run(0.9, Stopwatch()),
    }
    if "--peer" in sys.argv:
        from bench.peer import beside

        figures["peer"] = beside("tax_census", watch.total, memory)
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


def _census() -> pa.Table:
    census = pq.read_table(shared("data", "tax-census", "census_2020__default.parquet"))
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
