"""Person records linked by us and by Splink 5, from reading a file to writing clusters: seconds, memory, F1.

    python -m bench.linkage --records 1000000 --against splink --json

The same comparisons, blocking and training rules, term frequencies on; u and EM from a million pairs each.
Each has a process of its own, one after the other. Imports are not counted, nor is the compilation of our
kernels, which is done once per machine: a small run comes first.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bench.febrl import score
from bench.harness import Stopwatch, peak_mb, show
from bench.people import write_people
from licet.linkage import BlockingRule, Comparison, Constraints, LinkageModel, SourceConstraint, link
from licet.linkage.comparisons import Rare
from licet.linkage.keys import Key, Same
from licet.linkage.levels import Both, Edits, Exact, JaroWinkler, Level, SameYear
from licet.linkage.splink_settings import comparison_settings, splink_rules

WARM_UP, SAMPLE, THRESHOLD = 5_000, 1_000_000, 0.9
CountPairs = Callable[[], int]
FORENAME, SURNAME, BIRTH = Same("forename"), Same("surname"), Same("birth_date")
POSTCODE, NUMBER = Same("postcode"), Same("street_number")


def model() -> LinkageModel:
    """What both compare, on which pairs."""
    return LinkageModel(
        comparisons=(
            _name("forename"),
            _name("surname"),
            _field("birth_date", Edits("birth_date", 1), SameYear("birth_date")),
            Comparison("sex", (Exact("sex"),), ("sex",)),
            Comparison(
                "address",
                (
                    Both(Exact("street_number"), Exact("postcode")),
                    Both(Exact("street_number"), JaroWinkler("street_name", 0.9)),
                    Exact("postcode"),
                ),
                ("postcode",),
            ),
        ),
        blocking=(
            _whole(BIRTH, FORENAME),
            _whole(BIRTH, SURNAME),
            _whole(POSTCODE, FORENAME),
            _whole(POSTCODE, SURNAME),
            _whole(POSTCODE, NUMBER),
        ),
        training=tuple(_whole(*keys) for keys in ((FORENAME, SURNAME), (BIRTH, FORENAME), (BIRTH, SURNAME))),
        random_pairs=SAMPLE,
        training_pairs=SAMPLE,
    )


def ours(people: Path, clusters: Path, watch: Stopwatch) -> CountPairs:
    """Link the file and write the clusters; then there is a count of the pairs that were compared."""
    watch("read")
    mentions = pq.read_table(people)
    sources = mentions["source"].unique().to_pylist()
    repeats = Constraints(dict.fromkeys(sources, SourceConstraint(once_per_record=False)))
    linkage = link(mentions, model(), repeats, threshold=THRESHOLD, progress=watch)
    watch("write")
    pq.write_table(linkage.persons.select(["mention_id", "person_id"]), clusters)
    watch("")
    return lambda: linkage.report.candidates


def splink(people: Path, clusters: Path, watch: Stopwatch) -> CountPairs:
    """The same by the peer. Its prior is what its own documents advise: rules that are all but sure."""
    import duckdb
    from splink import DuckDBAPI, Linker
    from splink.blocking_analysis import count_comparisons_from_blocking_rules as count

    same = model()
    rules = [sql for rule in same.blocking for sql in splink_rules(rule)]
    settings = {
        "link_type": "dedupe_only",
        "unique_id_column_name": "mention_id",
        "blocking_rules_to_generate_predictions": rules,
        "comparisons": [comparison_settings(comparison) for comparison in same.comparisons],
    }
    watch("read")
    connection = duckdb.connect()
    connection.execute(f"create table people as select * from read_parquet('{people}')")
    records = DuckDBAPI(connection).register("people")
    linker = Linker(records, settings, log_level=None)
    watch("train")
    # One pair more than the default, for which there is a warning.
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLE + 1, seed=1)
    sure = "l.forename = r.forename and l.surname = r.surname and l.birth_date = r.birth_date"
    linker.training.estimate_probability_two_random_records_match([sure], recall=0.6)
    for rule in same.training:
        (sql,) = splink_rules(rule)
        linker.training.estimate_parameters_using_expectation_maximisation(sql, max_pairs=SAMPLE)
    watch("compare")
    predicted = linker.inference.predict(threshold_match_probability=same.keep)
    watch("cluster")
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, THRESHOLD)
    watch("write")
    found.to_parquet(str(clusters))
    watch("")
    named = {"link_type": "dedupe_only", "unique_id_column_name": "mention_id"}
    return lambda: count(records, blocking_rules=rules, record_sample_proportion=1.0, **named)[-1][
        "cumulative_comparison_count"
    ]


RUNS: dict[str, Callable[[Path, Path, Stopwatch], CountPairs]] = {"ours": ours, "splink": splink}


def main() -> None:
    """Print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--against", choices=["splink", "nobody"], default="splink")
    parser.add_argument("--json", action="store_true", help="one line")
    parser.add_argument("--run", choices=sorted(RUNS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        print(json.dumps(_measured(given.run, given.folder)))
        return
    with tempfile.TemporaryDirectory() as folder:
        show(compared(given.records, Path(folder), given.against))


def compared(records: int, folder: Path, against: str) -> dict[str, Any]:
    """Both runs over the same records, one after the other, and how they compare."""
    _apart("ours", WARM_UP, folder / "warm")
    found = {"bench": "linkage", "records": records, **_apart("ours", records, folder / "people")}
    if against == "splink":
        peer = _apart("splink", records, folder / "people")
        found |= {f"peer_{name}": value for name, value in peer.items()}
        found["ratio"] = round(peer["seconds"] / found["seconds"], 2)
    return found


def _apart(run: str, records: int, folder: Path) -> dict[str, Any]:
    """What a process of its own measured, and how right it was."""
    if not folder.exists():
        folder.mkdir()
        write_people(records, folder / "people.parquet", folder / "truth.parquet")
    command = [sys.executable, "-m", "bench.linkage", "--run", run, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    clusters = pq.read_table(folder / f"{run}.parquet")
    if "cluster_id" in clusters.column_names:
        clusters = clusters.rename_columns({"cluster_id": "person_id"})
    right = score(clusters, pq.read_table(folder / "truth.parquet"))
    return {**figures, **{name: right[name] for name in ("precision", "recall", "f1")}}


def _measured(run: str, folder: Path) -> dict[str, Any]:
    watch = Stopwatch()
    count = RUNS[run](folder / "people.parquet", folder / f"{run}.parquet", watch)
    peak = round(peak_mb())
    return {"seconds": watch.total, "steps": watch.seconds, "peak_mb": peak, "pairs": count()}


def _name(column: str) -> Comparison:
    return _field(column, Edits(column, 1), JaroWinkler(column, 0.9), JaroWinkler(column, 0.8))


def _field(column: str, *levels: Level) -> Comparison:
    return Comparison(column, (Exact(column), *levels), (column,), rare=(Rare(column),))


def _whole(*keys: Key) -> BlockingRule:
    """A rule whose blocks are compared whole, as the peer does."""
    return BlockingRule(keys, largest=1_000_000)


if __name__ == "__main__":
    main()
