"""FEBRL's invented people with typing errors: dataset 3 to deduplicate, datasets 4a and 4b to link.

All fields but `rec_id` are used; its number is the truth, and only scores. F1 is over pairs of records.

    python -m bench.febrl --json
"""

from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from bench.harness import Stopwatch, peak_mb, shared, show
from licet.linkage import Comparison, Constraints, LinkageModel, SourceConstraint, link, standard_model
from licet.linkage.comparisons import Rare
from licet.linkage.levels import Edits, Exact, JaroWinkler

FIELDS = {
    "forename": "given_name",
    "surname": "surname",
    "street_number": "street_number",
    "street_name": "address_1",
    "postcode": "postcode",
    "id_soc_sec": "soc_sec_id",
    "locality": "address_2",
    "suburb": "suburb",
    "state": "state",
}
ONCE = SourceConstraint(once_per_record=True, once_in_file=frozenset({"person"}))
REPEATS = SourceConstraint(once_per_record=True)


def read(*files: str) -> tuple[pa.Table, pa.Table]:
    """Mentions of some files, a source each, and the truth: mention_id -> person."""
    everyone = pa.concat_tables([_read(file) for file in files])
    return everyone.drop_columns(["person"]), everyone.select(["mention_id", "person"])


def model(mentions: pa.Table) -> LinkageModel:
    """The standard model, and the three Australian fields that it does not know."""
    standard = standard_model(mentions)
    extra = (_place("locality"), _place("suburb"), Comparison("state", (Exact("state"),), ("state",)))
    return replace(standard, comparisons=(*standard.comparisons, *extra))


def score(persons: pa.Table, truth: pa.Table) -> dict[str, float]:
    """Pairwise precision, recall and F1 of the persons found."""
    placed = persons.select(["mention_id", "person_id"]).join(truth, "mention_id")
    found, true = _pairs(placed, ["person_id"]), _pairs(placed, ["person"])
    both = _pairs(placed, ["person_id", "person"])
    return {
        "pairs": true,
        "precision": round(both / max(1, found), 5),
        "recall": round(both / max(1, true), 5),
        "f1": round(2 * both / max(1, found + true), 5),
    }


def run(files: Iterable[str], constraint: SourceConstraint, threshold: float = 0.9) -> dict[str, object]:
    """Link the files, each under the same constraint, and score."""
    files = list(files)
    mentions, truth = read(*files)
    watch = Stopwatch()
    constraints = Constraints(dict.fromkeys(files, constraint))
    linkage = link(mentions, model(mentions), constraints, threshold=threshold, progress=watch)
    watch("")
    return {**score(linkage.persons, truth), "seconds": watch.total}


def main() -> None:
    """Print both at the default threshold."""
    show(
        {
            "bench": "febrl",
            "febrl3": run(["dataset3"], REPEATS),
            "febrl4": run(["dataset4a", "dataset4b"], ONCE),
            "peak_mb": round(peak_mb()),
        }
    )


def _read(file: str) -> pa.Table:
    path = shared("data", "linkage-benchmarks", f"{file}.csv")
    names = [name.strip() for name in path.read_text().partition("\n")[0].split(",")]
    raw = csv.read_csv(
        path,
        read_options=csv.ReadOptions(column_names=names, skip_rows=1),
        convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
    fields = {ours: pc.utf8_trim_whitespace(raw[theirs]) for ours, theirs in FIELDS.items()}
    return pa.table(
        {
            "mention_id": pc.binary_join_element_wise(file, raw["rec_id"], "/"),
            "source": pa.array([file] * len(raw)),
            "record_id": raw["rec_id"],
            "role": pa.array(["person"] * len(raw)),
            **fields,
            "birth_date": _iso(pc.utf8_trim_whitespace(raw["date_of_birth"])),
            "person": pc.list_element(pc.split_pattern(raw["rec_id"], "-"), 1),
        }
    )


def _iso(digits: pa.ChunkedArray) -> pa.ChunkedArray:
    """yyyymmdd as yyyy-mm-dd, impossible dates as they are; anything else as null."""
    dated = pc.replace_substring_regex(digits, r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3")
    return pc.if_else(pc.equal(pc.utf8_length(dated), 10), dated, None)


def _place(column: str) -> Comparison:
    levels = (Exact(column), Edits(column, 1), JaroWinkler(column, 0.88))
    return Comparison(column, levels, (column,), rare=(Rare(column),))


def _pairs(placed: pa.Table, keys: list[str]) -> int:
    sizes = placed.group_by(keys).aggregate([([], "count_all")])["count_all"].to_numpy()
    return int((sizes * (sizes - 1) // 2).sum())


if __name__ == "__main__":
    main()
