"""The census of 2020 linked to the census of 2030 of a simulated town (pseudopeople, BSD-3).

People age, move and leave home in between, and a few children are listed in two homes. Every field but the
ids may be used: the ids are the truth, and only score. F1 is over (row of 2020, row of 2030) pairs.

    python -m bench.censuses --json
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.harness import Stopwatch, peak_mb, shared, show
from licet.linkage import Constraints, Linkage, SourceConstraint, link, relations_of, standard_model

YEARS = (2020, 2030)
FIELDS = {
    "forename": "first_name",
    "middle": "middle_initial",
    "surname": "last_name",
    "age": "age",
    "sex": "sex",
    "street_number": "street_number",
    "street_name": "street_name",
    "postcode": "zipcode",
}
CONSTRAINTS = Constraints(
    {f"census-{year}": SourceConstraint(once_per_record=True, once_per_address=True) for year in YEARS}
)
PRECISE = 0.999
CHILDREN = ("Biological child", "Adopted child", "Stepchild", "Foster child")
PARENTS = {
    "Reference person": 0.95,
    "Opposite-sex spouse": 0.8,
    "Same-sex spouse": 0.8,
    "Opposite-sex unmarried partner": 0.6,
    "Same-sex unmarried partner": 0.6,
}
"""How far "child of the reference person" speaks of others in the home as well: a guess."""


def read() -> tuple[pa.Table, pa.Table]:
    """Both censuses as mentions, and the truth: mention_id, source, person, household."""
    files = [_census(year) for year in YEARS]
    return (
        pa.concat_tables([file.drop_columns(["person", "household"]) for file in files]),
        pa.concat_tables([file.select(["mention_id", "source", "person", "household"]) for file in files]),
    )


def score(found: Linkage, truth: pa.Table) -> dict[str, float]:
    """Precision, recall and F1 of the pairs, and how many households hold exactly their true members."""
    persons = found.persons.select(["mention_id", "person_id"])
    placed = truth.join(persons, "mention_id")
    pairs, true = _across(placed, "person_id"), _across(placed, "person")
    both = pairs.join(true, pairs.column_names, join_type="inner").num_rows
    return {
        "pairs": true.num_rows,
        "precision": round(both / max(1, pairs.num_rows), 4),
        "recall": round(both / max(1, true.num_rows), 4),
        "f1": round(2 * both / max(1, pairs.num_rows + true.num_rows), 4),
        "whole_households": _whole_households(placed, pairs, true),
    }


def recall_at_precision(found: Linkage, truth: pa.Table, least: float) -> float:
    """The share of true pairs above the lowest match weight at which links are at least so precise."""
    person = dict(zip(truth["mention_id"].to_pylist(), truth["person"].to_pylist(), strict=True))
    source = dict(zip(truth["mention_id"].to_pylist(), truth["source"].to_pylist(), strict=True))
    ends = [found.links[name].to_pylist() for name in ("mention_id_l", "mention_id_r")]
    across = np.array([source[one] != source[other] for one, other in zip(*ends, strict=True)])
    right = np.array([person[one] == person[other] for one, other in zip(*ends, strict=True)])[across]
    order = np.argsort(-found.links["match_weight"].to_numpy()[across], kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    far = np.flatnonzero(precision >= least)
    true = _across(truth, "person").num_rows
    return round(float(right[order][: far[-1] + 1].sum() / true), 4) if len(far) else 0.0


def parents(found: Linkage, truth: pa.Table) -> dict[str, float | int]:
    """Relations of parent and child, from who is called whose child on a form, against the true guardians.

    Only of children whose guardians are known. A guardian elsewhere shares no household with the child in any
    year: no form says so, hence apart.
    """
    relations = relations_of(pa.concat_tables([_ties(year) for year in YEARS]), found.persons)
    likely = relations.filter(pc.greater_equal(relations["probability"], 0.5))
    persons = truth.join(found.persons.select(["mention_id", "person_id"]), "mention_id")
    true_of = dict(zip(persons["person_id"].to_pylist(), persons["person"].to_pylist(), strict=True))
    said = {
        (true_of[one], true_of[other])
        for one, other in zip(
            *(likely[f"person_id_{end}"].to_pylist() for end in ("from", "to")), strict=True
        )
    }
    home, elsewhere = _guardians(truth)
    said = {pair for pair in said if pair[1] in {child for _, child in home | elsewhere}}
    return {
        "said": len(said),
        "precision": round(len(said & (home | elsewhere)) / max(1, len(said)), 4),
        "recall_at_home": round(len(said & home) / max(1, len(home)), 4),
        "guardians_elsewhere": len(elsewhere),
        "recall_elsewhere": round(len(said & elsewhere) / max(1, len(elsewhere)), 4),
    }


def main() -> None:
    """Link, score, print: at 0.5, and at the default 0.9."""
    mentions, truth = read()
    watch = Stopwatch()
    found = link(mentions, standard_model(mentions), CONSTRAINTS, threshold=0.5, progress=watch)
    watch("")
    cautious = link(mentions, standard_model(mentions), CONSTRAINTS)
    at_half = score(found, truth)
    show(
        {
            "bench": "censuses",
            "f1": at_half["f1"],
            "at_0.5": at_half,
            "at_0.9": score(cautious, truth),
            "recall_at_precision_.999": recall_at_precision(found, truth, PRECISE),
            "parents": parents(found, truth),
            "seconds": watch.total,
            "peak_mb": round(peak_mb()),
        }
    )


def _file(year: int) -> pa.Table:
    return pq.read_table(shared("data", "tax-census", f"census_{year}__default.parquet"))


def _ties(year: int) -> pa.Table:
    """What the forms say: who is a child of the reference person of the same address, and of the spouse."""
    rows = _census(year).append_column("relation", _file(year)["relationship_to_reference_person"])
    rows = rows.select(["mention_id", "address_key", "relation"])
    rows = rows.filter(pc.is_valid(rows["address_key"]))
    heads = rows.filter(pc.is_in(rows["relation"], pa.array(list(PARENTS))))
    children = rows.filter(pc.is_in(rows["relation"], pa.array(CHILDREN)))
    both = heads.join(children, "address_key", join_type="inner", right_suffix="_child").sort_by("mention_id")
    count, day = both.num_rows, f"{year}-04-01"
    return pa.table(
        {
            "mention_id_from": both["mention_id"],
            "mention_id_to": both["mention_id_child"],
            "kind": ["parent-of"] * count,
            "valid_from": [day] * count,
            "valid_to": pa.nulls(count, pa.string()),
            "cares": [False] * count,
            "carer_role": pa.nulls(count, pa.string()),
            "reliability": [PARENTS[relation] for relation in both["relation"].to_pylist()],
            "record": both["mention_id_child"],
        }
    )


def _guardians(truth: pa.Table) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Pairs of guardian and child, both listed: those who share a household in some year, and the others."""
    file = pq.read_table(shared("data", "tax-census", "census__truth.parquet"))
    households: dict[str, set[tuple[str, str]]] = {}
    for person, source, household in zip(
        *(truth[name].to_pylist() for name in ("person", "source", "household")), strict=True
    ):
        households.setdefault(person, set()).add((source, household))
    pairs = {
        (str(guardian), str(child))
        for name in ("guardian_1", "guardian_2")
        for guardian, child in zip(file[name].to_pylist(), file["simulant_id"].to_pylist(), strict=True)
        if str(guardian) in households and str(child) in households
    }
    home = {pair for pair in pairs if households[pair[0]] & households[pair[1]]}
    return home, pairs - home


def _census(year: int) -> pa.Table:
    census = _file(year)
    source = f"census-{year}"
    ids = [f"{source}-{row}" for row in range(len(census))]
    fields = {column: _text(census[name]) for column, name in FIELDS.items()}
    return pa.table(
        {
            "mention_id": ids,
            "record_id": ids,
            "source": [source] * len(ids),
            "role": ["resident"] * len(ids),
            **fields,
            "birth_date": _iso(census["date_of_birth"]),
            "address_key": pc.binary_join_element_wise(fields["street_number"], fields["street_name"], " "),
            "person": census["simulant_id"].cast(pa.string()),
            "household": census["household_id"].cast(pa.string()),
        }
    )


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.utf8_lower(pc.utf8_trim_whitespace(column.cast(pa.string())))


def _iso(dates: pa.ChunkedArray) -> pa.Array:
    """mm/dd/yyyy as yyyy-mm-dd; what was mistyped stays mistyped."""
    parts = [None if text is None else text.split("/") for text in dates.to_pylist()]
    return pa.array(
        [None if p is None or len(p) != 3 else f"{p[2]}-{p[0]}-{p[1]}" for p in parts], pa.string()
    )


def _across(placed: pa.Table, key: str) -> pa.Table:
    """Pairs of a row of the first year and a row of the second with the same key."""
    first, second = (
        placed.filter(pc.equal(placed["source"], f"census-{year}")).select(["mention_id", key])
        for year in YEARS
    )
    pairs = first.join(second, key, join_type="inner", right_suffix="_then")
    return pairs.select(["mention_id", "mention_id_then"])


def _whole_households(placed: pa.Table, pairs: pa.Table, true: pa.Table) -> float:
    """Of households with members in both years, those whose members were all found, and nobody else."""
    household = dict(zip(placed["mention_id"].to_pylist(), placed["household"].to_pylist(), strict=True))
    members: dict[str, tuple[set[tuple[str, str]], set[tuple[str, str]]]] = {}
    for kind, table in enumerate((pairs, true)):
        for one, other in zip(*(table[name].to_pylist() for name in table.column_names), strict=True):
            members.setdefault(household[one], (set(), set()))[kind].add((one, other))
    continuing = [found == right for found, right in members.values() if right]
    return round(sum(continuing) / max(1, len(continuing)), 4)


if __name__ == "__main__":
    main()
