"""`licet check`: every file that people write, read and weighed; no source is opened."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from licet import run as job
from licet import sources
from licet.analysis import Rule, check_rule
from licet.errors import LicetError, ProgrammeError
from licet.evidence import Codebook
from licet.programme import Folder, check_there, open_folder, read_yaml


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
    check_there(root, folder.programme, "sources", "evidence")
    layouts = sources.layouts(folder)
    _raise_all(folder)
    programme = folder.programme
    in_the_way = job.in_the_way(folder)
    categories = {name: sorted(layout.categories()) for name, layout in layouts.items()}
    counts = ", ".join(
        [
            f"{_counted(len(programme.requested()), 'use')} of {_counted(len(layouts), 'source')}",
            _counted(len(programme.needs), "need"),
        ]
    )
    lines = [
        f"{programme.title}: {counts}.",
        "The files are in order.",
        *in_the_way,
        f"Next: put these right. A run lists them in its report as well: licet run {root}"
        if in_the_way
        else f"Next: licet run {root}",
    ]
    return Checked({"ok": True, "in_the_way": in_the_way, "categories": categories}, lines)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


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
