"""The page of tables: what a run publishes, with every column and its type, read from a run."""

import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from licet.borough import make_borough
from licet.programme import open_folder
from licet.register import open_register
from licet.run import Progress, RunStore, run_programme

MEANING = {
    "mentions": "One row for each person that a record names, in standard form.",
    "addresses": "Where mentions live or lived.",
    "ties": "What records assert between two of their mentions.",
    "quarantine": "Rows and values set aside: where, and by which rule; never the value.",
    "links": "Pairs of mentions that were likely at all, with the weight of each comparison in bits.",
    "persons": "Which mentions are judged to be one person. `draw` 0 is the best answer.",
    "person_changes": "What became of numbers since the run before: kept, split, merged, moved, new, gone.",
    "family_changes": "The same of families: how many children each change is about.",
    "draws": "Plausible linkages: where mentions belong in each, as far as that is open.",
    "findings": "What parents say: estimates with intervals, by the use that each speaks about.",
    "exclusions": "How many mentions of each group level there were, and how many left.",
    "events": "Dated things that records say of persons.",
    "groups": "Group levels that persons' records carry; the latest wins.",
    "restrictions": "Operations that persons objected to.",
    "people": "Each person's age, and whether they are a dependent or expected child.",
    "relations": "Ties gathered over records, with how probable each is.",
    "households": "Who lives at an address together, and when.",
    "families": "Carers and the children they care for, as of the programme's day.",
    "needs": "Needs that were found, with the numbers of the events behind each.",
    "flags": "Families with needs under enough outcomes to be shown to a practitioner.",
    "ranges": "Counts of the best answer, and what 95 of 100 plausible linkages lie within.",
    "flag_draws": "In how many plausible linkages each family is flagged.",
    "rates": "How often each outcome happens in each group, with intervals.",
}
FAMILIES = 60


def page() -> str:
    """Every table of a run, in its half, with its columns."""
    lines = ["# Tables of a run", ""]
    lines += [
        "`identity` holds names, identifiers and addresses; `payload` holds neither. Parquet, zstd.",
        "",
    ]
    with tempfile.TemporaryDirectory() as folder:
        store = _run(Path(folder) / "borough")
        for half in ("identity", "payload"):
            for path in sorted(store.halves[half].glob("*.parquet")):
                lines += [
                    f"## {half}/{path.stem}",
                    "",
                    MEANING[path.stem],
                    "",
                    "| column | type |",
                    "|---|---|",
                ]
                lines += [f"| `{field.name}` | {field.type} |" for field in pq.read_schema(path)]
                lines += [""]
    return "\n".join(lines)


def _run(folder: Path) -> RunStore:
    make_borough(folder, FAMILIES, seed=1)
    opened = open_folder(folder)
    quiet = Progress(begin=lambda _: None, say=lambda _: None, end=lambda _: None)
    return run_programme(open_register(opened.var), opened, quiet, draws=2).store
