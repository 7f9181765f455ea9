"""Making an invented borough: a whole programme on disk, with its truth kept apart."""

from datetime import date
from importlib import resources
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

from licet.borough.agencies import SCHOOL, File, age_of, files, is_child
from licet.borough.planting import AS_EVER, Planting, in_words
from licet.borough.population import Town, town
from licet.borough.recording import written
from licet.borough.survey import survey
from licet.errors import ProgrammeError
from licet.licence import Origin, digests_of, write_origin
from licet.programme import HEADINGS, PROGRAMME_FILE, Document

TODAY = date(2026, 11, 22)
OBJECTING = 0.012
RECORD_ID = {
    "pupils": "pupil_ref", "benefits": "claim", "council-tax": "account", "housing": "application",
    "police": "incident",
}  # fmt: skip
TRUTH = ["source", "record_id", "role", "person", "ethnic-group"]
PAPERS = {
    "impact-assessment": "Chief information officer",
    "record-of-processing": "Data protection officer",
    "equality-impact-assessment": "Equality lead",
    "transparency-record": "Director of children's services",
    "appropriate-policy-document": "Data protection officer",
}


def make_borough(
    folder: Path, families: int, seed: int, today: date = TODAY, planting: Planting = AS_EVER
) -> Town:
    """Write a borough: programme, layouts, sources, survey, papers, objections, origin; truth apart.

    The same families, seed and planting give the same files. planting: whom its agencies write down worse.
    Raises ProgrammeError where the folder has something in it already, or for a planting of nobody there.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ProgrammeError(f"{folder} is not empty. Name a new folder, or empty it first.")
    invented = town(families, seed, today, planting)
    made = files(invented, seed)
    for name in ("sources", "truth", "evidence", "paperwork", "layouts"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    _copy_templates(folder)
    for file in made:
        _write_csv(file.rows, folder / "sources" / f"{file.name}.csv")
    _write_csv(survey(seed), folder / "evidence" / "survey.csv")
    _write_papers(folder, made, today)
    objectors = _write_objections(folder, invented, seed)
    truth = pa.concat_tables([_truth(invented, file) for file in made])
    pq.write_table(truth, folder / "truth" / "truth.parquet", compression="zstd")
    _write_csv(pa.table({"person": [f"t{who}" for who in objectors]}), folder / "truth" / "objectors.csv")
    listed = [PROGRAMME_FILE, *(f"sources/{file.name}.csv" for file in made)]
    worse = "".join(f" --worse {words}" for words in in_words(planting))
    made_by = f"licet make-borough --families {families} --seed {seed}{worse}"
    write_origin(folder, Origin(made_by, True, today, digests_of(folder, listed)))
    return invented


def _copy_templates(folder: Path) -> None:
    templates = resources.files("licet.borough") / "templates"
    with resources.as_file(templates) as root:
        for path in sorted(root.rglob("*.yaml")):
            target = folder / path.relative_to(root)
            target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")


def _write_csv(table: pa.Table, path: Path) -> None:
    pv.write_csv(table, path, pv.WriteOptions(quoting_style="needed"))


def _write_papers(folder: Path, made: list[File], today: date) -> None:
    signed, expires = today.replace(year=today.year - 1, day=1), today.replace(year=today.year + 1, day=1)
    papers = {name: (name, owner, "") for name, owner in PAPERS.items()}
    papers |= {
        f"sharing-{file.name}": ("sharing-agreement", "Information governance lead", file.name)
        for file in made
    }
    for name, (document, owner, source) in papers.items():
        lines = [
            "# Invented paperwork of an invented borough.",
            f"document: {document}",
            f"owner: {owner}, Wexcombe",
            "version: '1'",
            "signed-by: A. Guardian",
            f"signed-on: {signed}",
            f"expires: {expires}",
            *([f"source: {source}"] if source else []),
            "contents:",
            *(f"  {heading}: Invented." for heading in HEADINGS[Document(document)]),
        ]
        (folder / "paperwork" / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_objections(folder: Path, invented: Town, seed: int) -> list[int]:
    """Some adults object to everything, with the details that they give of themselves."""
    rng = np.random.default_rng([seed, 11])
    adult = np.flatnonzero((age_of(invented) >= 18) & ~is_child(invented))
    who = np.sort(rng.choice(adult, size=max(1, int(len(adult) * OBJECTING)), replace=False))
    said = written(rng, invented, who, SCHOOL)
    people = invented.people
    table = pa.table(
        {
            "forename": people.forename[who].astype(str),
            "surname": people.surname[who].astype(str),
            "birth_date": people.born[who].astype(str),
            "postcode": said["postcode"].astype(str),
            "uses": ["all"] * len(who),
            "lodged_on": [str(invented.today)] * len(who),
        }
    )
    _write_csv(table, folder / "objections.csv")
    return [int(each) for each in who]


def _truth(invented: Town, file: File) -> pa.Table:
    """Who each role of each row means: source, record_id, role, person, and the groups of the person."""
    parts = []
    for role, who in file.meant.items():
        there = np.flatnonzero(who >= 0)
        key = RECORD_ID.get(file.name)
        ids = file.rows.column(key).take(there) if key else pa.array((there + 1).astype(str))
        columns = (
            [file.name] * len(there),
            ids,
            [role] * len(there),
            [f"t{each}" for each in who[there]],
            invented.people.ethnic[who[there]].astype(str),
        )
        # Typed by hand: a small borough may have nobody in a role.
        typed = [pa.array(values).cast(pa.string()) for values in columns]
        parts.append(pa.table(typed, names=TRUTH))
    return pa.concat_tables(parts)
