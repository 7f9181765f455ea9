"""`licet check`: every file that people write, read and weighed; no source is opened."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from licet import sources
from licet.analysis import Rule, check_rule
from licet.errors import LicetError, ProgrammeError
from licet.evidence import Codebook
from licet.licence import read_origin, vouches_for
from licet.programme import Folder, lacking, open_folder, read_yaml
from licet.run import today_of


@dataclass(frozen=True)
class Checked:
    """What a check found, for people and for programs."""

    answer: dict[str, Any]
    lines: list[str]


def check_folder(root: Path) -> Checked:
    """Read the programme, layouts, codebooks, needs and papers; list what stands in the way of a permit.

    Raises ProgrammeError with every problem of the written files, one line each.
    """
    folder = open_folder(root)
    layouts = sources.layouts(folder)
    _raise_all(folder)
    today = today_of(folder, read_origin(root))
    programme = folder.programme
    in_the_way = []
    if programme.charter is None:
        in_the_way.append("There is no charter: nothing is linked, unless these are invented people.")
    if not programme.evidence:
        in_the_way.append("There is no evidence of what parents accept: every use is withheld.")
    in_the_way += [
        f"Evidence: {survey.answers} is not there yet, so it speaks for nobody."
        for survey in programme.evidence
        if not (root / survey.answers).is_file()
    ]
    in_the_way += [
        f"Paperwork: {problem}." for problem in lacking(folder.papers, list(programme.sources), today)
    ]
    if vouches_for(read_origin(root), folder) is not None:
        in_the_way.append(
            "A run asks for a second person's yes to exactly this proposal and evidence: "
            f"licet approve {root} --as NAME."
        )
    categories = {name: sorted(layout.categories()) for name, layout in layouts.items()}
    asked = {use.category for use in programme.requested()}
    in_the_way += [
        f"Source '{name}' holds {', '.join(found)} records, which no use asks for: it stays shut."
        for name, found in categories.items()
        if not asked & set(found)
    ]
    counts = f"{len(programme.requested())} uses of {len(layouts)} sources, {len(programme.needs)} needs"
    lines = [
        f"{programme.title}: {counts}.",
        "The files are in order.",
        *in_the_way,
        f"Next: licet run {root}",
    ]
    return Checked({"ok": True, "in_the_way": in_the_way, "categories": categories}, lines)


def _raise_all(folder: Folder) -> None:
    problems = []
    for survey in folder.programme.evidence:
        try:
            read_yaml(folder.root / survey.codebook, Codebook, survey.codebook)
        except ProgrammeError as wrong:
            problems.append(str(wrong))
    for name, need in folder.programme.needs.items():
        try:
            check_rule(Rule(name, need.outcome, frozenset(need.categories), need.sql))
        except LicetError as wrong:
            problems.append(f"programme.yaml  {wrong}")
    if problems:
        raise ProgrammeError("\n".join(problems))
