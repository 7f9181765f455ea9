"""Stand in for the people: a hypothetical survey, a charter, and papers signed yesterday by nobody real.

    python hypothetical.py marlbrook

Real parents take months to ask, and real papers take people to write. What this writes says of itself
that it is hypothetical, and so does the report that rests on it.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pyarrow import csv

from licet.borough.survey import survey
from licet.programme import HEADINGS, Document

TODAY = datetime.now(UTC).date()
ASKED, SIGNED, EXPIRES = (TODAY + timedelta(days=days) for days in (-30, -1, 364))
QUESTIONS = {
    "education": ("q_education", "your child's school records"),
    "early-years": ("q_early_years", "your young child's health visitor records"),
    "housing": ("q_housing", "your housing records"),
}
CHARTER = """
charter:
  n-min: 60
  majority: {at-least: 0.5}
  every-group: {at-least: 0.5}
  opposition: {at-most: 0.4}
  freshness: {months: 24}
  conditions: [consent-asked, in-house]
  groups:
    ethnic-group: [white, asian, black, mixed-or-other]
    lone-parent: ["yes", "no"]
    parent-age: [under-30, 30-to-39, 40-and-over]
    number-of-children: [one, two, three-or-more]
    income: [low, middle, high]
"""
CODEBOOK = f"""# Hypothetical: nobody was asked.
name: Marlbrook parents, hypothetical
basis: design-based
hypothetical: true
population: parents of dependent children
area: Marlbrook
wave: 1
on-date: {ASKED}
design: {{weight: weight, stratum: stratum}}
missing: ["-9"]
groups:
  ethnic-group: {{column: ethnic_group, levels: {{white: [1], asian: [2], black: [3], mixed-or-other: [4]}}}}
  lone-parent: {{column: lone_parent, levels: {{"yes": [1], "no": [2]}}}}
  parent-age: {{column: parent_age, levels: {{under-30: [1], 30-to-39: [2], 40-and-over: [3]}}}}
  number-of-children: {{column: children, levels: {{one: [1], two: [2], three-or-more: [3]}}}}
  income: {{column: income, levels: {{low: [1], middle: [2], high: [3]}}, not-levels: {{refused: [8]}}}}
items:
"""
ITEM = """  - column: {column}
    question: How acceptable is it that the council uses {records}, to offer early help?
    category: {category}
    purpose: offer-early-help
    actor: council
    accept: [4, 5]
    oppose: [1, 2]
    undecided: [3]
"""


def main(folder: Path) -> None:
    """Write the survey, the charter and the papers into a programme's folder."""
    csv.write_csv(survey(seed=1), folder / "evidence" / "survey.csv")
    items = "".join(ITEM.format(category=c, column=q, records=words) for c, (q, words) in QUESTIONS.items())
    (folder / "evidence" / "codebook.yaml").write_text(CODEBOOK + items)
    with (folder / "programme.yaml").open("a") as programme:
        programme.write(CHARTER)
    papers = {kind: "" for kind in Document if kind is not Document.SHARING_AGREEMENT}
    for kind in papers:
        _write(folder / "paperwork" / f"{kind}.yaml", kind)
    for source in ("roll", "visits", "housing"):
        _write(folder / "paperwork" / f"sharing-{source}.yaml", Document.SHARING_AGREEMENT, source)
    print("Wrote a hypothetical survey, a charter, and eight papers signed by nobody real.")


def _write(path: Path, kind: Document, source: str | None = None) -> None:
    lines = ["# Hypothetical: nobody wrote or signed this.", f"document: {kind}", "owner: Nobody real"]
    lines += ["version: '1'", "signed-by: Nobody real", f"signed-on: {SIGNED}", f"expires: {EXPIRES}"]
    lines += [f"source: {source}"] if source else []
    lines += ["contents:", *(f"  {heading}: Hypothetical." for heading in HEADINGS[kind])]
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
