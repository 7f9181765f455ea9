"""The same linkage by Splink 5: the same levels, blocking, training blocks, and pairs that may be compared.

What differs is the engine, the estimation of the prior, and the clusters. Where persons on returns meet a
census, the peer takes the best links under the same constraints; else its clusters are connected components.
Each run has a process of its own, so that time and peak memory are its own.

    python -m bench.peer tax_census|linkage_200k
"""

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pyarrow as pa

from bench import febrl, linkage_200k, tax_census
from bench.harness import Stopwatch, peak_mb
from licet.linkage import BlockingRule, Comparison, Constraints, LinkageModel, standard_model
from licet.linkage import levels as our
from licet.linkage.blocking import candidate_pairs
from licet.linkage.constraints import exclusive
from licet.linkage.encoding import encode
from licet.linkage.keys import Same
from licet.linkage.phonetics import soundex
from licet.linkage.splink_settings import comparison_settings, level_of, splink_rules

FORENAME, SURNAME = Same("forename"), Same("surname")
POSSIBLE = "coalesce(l.by_record <> r.by_record, true) and coalesce(l.by_file <> r.by_file, true)"


def beside(bench: str, seconds: float, memory: float) -> dict[str, object]:
    """The peer's figures for a bench, from a process of its own, and its time and memory over ours."""
    command = [sys.executable, "-m", "bench.peer", bench]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    theirs = json.loads(done.stdout.splitlines()[-1])
    ratios = {
        "seconds_over_ours": theirs["seconds"] / seconds,
        "memory_over_ours": theirs["peak_mb"] / memory,
    }
    return {**theirs, **{name: round(ratio, 2) for name, ratio in ratios.items()}}


def main() -> None:
    """Run the peer on the bench that is named, and print its figures."""
    figures = {"tax_census": _tax_census, "linkage_200k": _linkage_200k}[sys.argv[1]]()
    print(json.dumps({"peer": "splink 5", **figures, "peak_mb": round(peak_mb())}))


def _tax_census() -> dict[str, object]:
    town = tax_census.read()
    mentions = town.mentions
    watch = Stopwatch()
    _, predicted = _predict(mentions, tax_census.CONSTRAINTS, watch)
    persons = _best_links(mentions, predicted.as_pyarrow_table(), least=0.5)
    watch("")
    return {**tax_census.score(persons, town), "seconds": watch.total}


def _linkage_200k() -> dict[str, object]:
    mentions, truth = linkage_200k.read()
    watch = Stopwatch()
    linker, predicted = _predict(mentions, linkage_200k.CONSTRAINTS, watch)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, 0.9)
    persons = found.as_pyarrow_table().rename_columns({"cluster_id": "person_id"})
    watch("")
    return {**febrl.score(persons, truth), "seconds": watch.total}


def _predict(mentions: pa.Table, constraints: Constraints, watch: Stopwatch) -> tuple[Any, Any]:
    """A trained linker, and its links of a probability of 0.01 or more; the watch starts once it is ready."""
    from splink import DuckDBAPI, Linker

    model = standard_model(mentions)
    prepared, teaching = _prepared(mentions, constraints), _teaching(mentions, model, constraints)
    watch("link")
    linker = Linker(DuckDBAPI().register(prepared), _settings(model), log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=model.random_pairs + 1, seed=1)
    both_names = _rules(BlockingRule((FORENAME, SURNAME)))
    linker.training.estimate_probability_two_random_records_match(both_names, recall=0.8)
    for sql in teaching:
        linker.training.estimate_parameters_using_expectation_maximisation(sql, record_sample_proportion=1.0)
    return linker, linker.inference.predict(threshold_match_probability=0.01)


def _teaching(mentions: pa.Table, model: LinkageModel, constraints: Constraints) -> list[str]:
    """The training rules that join anybody: one that joins nobody is an error to the peer."""
    encoded = encode(mentions, model.columns)
    marks = exclusive(encoded, constraints)
    joining = [rule for rule in model.training if len(candidate_pairs(encoded, [rule], marks))]
    return [sql for rule in joining for sql in _rules(rule)]


def _prepared(mentions: pa.Table, constraints: Constraints) -> pa.Table:
    """The mentions with what their blocking needs: sounds of names, and the marks of the constraints."""
    mentions = mentions.sort_by("mention_id")
    marks = exclusive(encode(mentions, []), constraints)
    columns = {
        "forename_sound": soundex(mentions["forename"].combine_chunks()),
        "surname_sound": soundex(mentions["surname"].combine_chunks()),
        "by_record": pa.array(marks.by_record, mask=marks.by_record < 0),
        "by_file": pa.array(marks.by_file, mask=marks.by_file < 0),
    }
    for name, column in columns.items():
        mentions = mentions.append_column(name, column)
    return mentions


def _settings(model: LinkageModel) -> dict[str, object]:
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "mention_id",
        "blocking_rules_to_generate_predictions": [sql for rule in model.blocking for sql in _rules(rule)],
        "comparisons": [_comparison(comparison) for comparison in model.comparisons],
    }


def _comparison(comparison: Comparison) -> dict[str, object]:
    """Without nicknames; and without the surname, that would shut forenames out of blocks on surnames."""
    left_out = our.Swapped | our.ShortFor
    levels = tuple(_plain(level) for level in comparison.levels if not isinstance(level, left_out))
    return comparison_settings(replace(comparison, levels=levels))


def _plain(level: our.Level) -> our.Level:
    """Words as users of Splink part them, at spaces: to leave out particles would cost the peer time."""
    if isinstance(level, our.SharedWords):
        words = f"string_split({level.column}_{{}}, ' ')"
        return level_of(
            f"array_length(list_intersect({words.format('l')}, {words.format('r')})) >= {level.least}"
        )
    return level


def _rules(rule: BlockingRule) -> list[str]:
    """The rule in SQL, without the pairs that a constraint excludes."""
    return [f"{sql} and {POSSIBLE}" for sql in splink_rules(rule)]


def _best_links(mentions: pa.Table, links: pa.Table, least: float) -> pa.Table:
    """Every person on a return with the census row of the strongest link that no constraint forbids.

    Nobody twice in a return; filers and spouses once in the file.
    """
    rows = {
        row["mention_id"]: row
        for row in mentions.select(["mention_id", "source", "record_id", "role"]).to_pylist()
    }
    person = {name: name for name in rows}
    taken: set[tuple[str, str]] = set()
    for link in links.sort_by([("match_weight", "descending"), ("mention_id_l", "ascending")]).to_pylist():
        census, tax = (rows[link[f"mention_id_{side}"]] for side in "lr")
        if link["match_probability"] < least or (census["source"], tax["source"]) != ("census", "tax"):
            continue
        claims = {(census["mention_id"], tax["record_id"])}
        if tax["role"] in ("filer", "spouse"):
            claims.add((census["mention_id"], "filed"))
        if person[tax["mention_id"]] == tax["mention_id"] and not claims & taken:
            person[tax["mention_id"]] = census["mention_id"]
            taken |= claims
    return pa.table({"mention_id": list(person), "person_id": list(person.values())})


if __name__ == "__main__":
    main()
