"""Everything that a report may tell, gathered before a line of it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from licet.licence import Decision, Permit
from licet.programme import Category, Programme


@dataclass(frozen=True)
class SourceStory:
    """One source on its way: opened or shut and why; counts as `sources` and `linkage` made them.

    excluded: mentions by cause. linked: kept mentions that ended in persons.
    """

    name: str
    holder: str
    categories: tuple[Category, ...]
    opened: bool
    reason: str = ""
    rows: int = 0
    set_aside: int = 0
    mentions: int = 0
    excluded: Mapping[str, int] = field(default_factory=dict)
    linked: int = 0


@dataclass(frozen=True)
class LinkageStory:
    """The trained model and what it gave.

    levels: comparison, level, m, u, weight (bits). priors: source_l, source_r, weight (bits).
    weights: low, high, pairs (a histogram of match weights, in bits). threshold: a match probability.
    """

    levels: pa.Table
    priors: pa.Table
    weights: pa.Table
    threshold: float
    persons: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class FamilyStory:
    """Families and needs whose publication is granted, as counts still to be disclosure-controlled.

    shapes: children, carers, lives_elsewhere (bool), families. needs: need, words, outcome, area, families.
    flagged: families flagged, None where not every category behind flags may be published.
    not_run: need name -> why it was not looked for. rates: the table of `fairness`.
    """

    shapes: pa.Table
    needs: pa.Table
    flagged: int | None
    not_run: Mapping[str, str]
    rates: pa.Table


@dataclass(frozen=True)
class Story:
    """One run, for the report. linkage and families are None where nothing was linked.

    questions: the wording of what was asked, by the question and the wave that findings name.
    """

    programme: Programme
    run: str
    today: date
    invented: bool
    decisions: tuple[Decision, ...]
    findings: pa.Table
    evidence_absent: tuple[str, ...]
    permit: Permit | None
    refusal: str | None
    sources: tuple[SourceStory, ...]
    linkage: LinkageStory | None
    families: FamilyStory | None
    papers: tuple[tuple[str, str, date], ...]
    checkpoint: Mapping[str, Any]
    versions: Mapping[str, str]
    questions: Mapping[tuple[str, int], str] = field(default_factory=dict)
