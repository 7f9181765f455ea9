"""The tables of the page as its template reads them: text, numbers as people write them, and bars."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.linkage.blocking import RuleCount
from licet.linkage.encoding import Bools
from licet.linkage.explaining import Linked, words
from licet.linkage.page.bars import SHARE, Bar, Scale
from licet.linkage.page.completeness import completeness
from licet.linkage.page.doubting import rules_told
from licet.linkage.unlinkable import unlinkable


@dataclass(frozen=True)
class Cell:
    """A number in words, and its bar."""

    words: str
    bar: Bar


@dataclass(frozen=True)
class Line:
    """A row of a table: what it is about, and its cells."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Level:
    """A level of a comparison: among one person's mentions, among others', and what it weighs, if learnt."""

    says: str
    m: Cell | None
    u: Cell | None
    points: Cell | None


@dataclass(frozen=True)
class Compared:
    """A comparison with its levels."""

    name: str
    levels: tuple[Level, ...]


def completeness_lines(linked: Linked) -> tuple[tuple[str, ...], tuple[Line, ...]]:
    """The sources; and a row for each column with a share for each source."""
    rows = completeness(linked.mentions, linked.model).to_pylist()
    sources = tuple(dict.fromkeys(row["source"] for row in rows))
    lines = tuple(
        Line(words.heading(column), tuple(share_cell(row["share"]) for row in part))
        for column, part in groupby(rows, key=lambda row: str(row["column"]))
    )
    return sources, lines


def blocking_lines(linked: Linked, rules: Sequence[RuleCount]) -> tuple[Line, ...]:
    """A row for each blocking rule: the pairs that no earlier rule gave, and mentions left out for size."""
    told = rules_told(linked.model.blocking)
    most = Scale(0.0, float(max((rule.pairs for rule in rules), default=1)))
    return tuple(
        Line(
            words.capital(told.get(rule.rule, rule.rule)),
            (
                Cell(f"{rule.pairs:,}", most.bar(0.0, rule.pairs)),
                _plain(rule.mentions_skipped),
            ),
        )
        for rule in rules
    )


def levels_shown(linked: Linked) -> tuple[Compared, ...]:
    """Every comparison with its levels, as they were learnt."""
    rows = {
        name: list(part) for name, part in groupby(linked.levels.to_pylist(), lambda row: row["comparison"])
    }
    weights = [row["weight"] for part in rows.values() for row in part]
    scale = Scale(min(0.0, *weights), max(0.0, *weights))
    return tuple(
        Compared(
            words.heading(comparison.name),
            tuple(
                _levels(rows.get(comparison.name, []), words.clauses(comparison), linked.reached[c], scale)
            ),
        )
        for c, comparison in enumerate(linked.model.comparisons)
    )


def _levels(
    rows: Sequence[dict[str, Any]], says: Sequence[str], reached: Bools, scale: Scale
) -> Iterator[Level]:
    for row, clause, any_pair in zip(rows, says, reached, strict=False):
        yield Level(
            clause,
            None if row["m"] is None else share_cell(row["m"]),
            None if row["u"] is None else share_cell(row["u"]),
            Cell(words.points(row["weight"]), scale.bar(0.0, row["weight"], 0.0)) if any_pair else None,
        )


def unlinkable_lines(linked: Linked) -> tuple[Line, ...]:
    """A row for each source and one for all: mentions, and those that nothing they say could link."""
    found = unlinkable(
        linked.encoded, linked.model, linked.marks, linked.trained, linked.prior, linked.threshold
    )
    lost = found.column("unlinkable").to_numpy().astype(np.float64)
    source, names = linked.encoded.source, linked.encoded.source_names
    many = np.bincount(source, minlength=len(names))
    some = np.bincount(source, weights=lost, minlength=len(names))
    lines = [_unlinkable(name, int(n), int(k)) for name, n, k in zip(names, many, some, strict=True)]
    return (*lines, _unlinkable("all sources", len(source), int(lost.sum())))


def _unlinkable(name: str, mentions: int, lost: int) -> Line:
    share = share_cell(lost / max(mentions, 1))
    return Line(name, (_plain(mentions), _plain(lost), share))


def _plain(number: int) -> Cell:
    """A number that is not drawn."""
    return Cell(f"{number:,}", Bar(0.0, 0.0))


def share_cell(share: float) -> Cell:
    """A share as a percentage; what is not nothing never reads as nothing, nor what is not all as all."""
    return Cell(_percent(100 * share), SHARE.bar(0.0, share))


def _percent(percent: float) -> str:
    """To a tenth, and below one to a hundredth, for most chances of agreeing are small."""
    if percent in (0.0, 100.0):
        return f"{percent:.0f}%"
    if percent < 0.01:
        return "<0.01%"
    if percent >= 99.95:
        return ">99.9%"
    return f"{percent:.2f}%" if percent < 0.995 else f"{percent:.1f}%"


def counts(linked: Linked) -> dict[str, int]:
    """The numbers of the first sentence: mentions, sources, people, and mentions that were left open."""
    return {
        "mentions": len(linked.encoded),
        "sources": len(linked.encoded.source_names),
        "people": len(pc.unique(linked.best.column("person_id"))),
        "open": int(pc.sum(linked.best.column("ambiguous")).as_py() or 0),
    }


def sampled(curve: pa.Table, needed: float) -> pa.Table:
    """Some thresholds of a curve, for a table that can be read: the one that was used among them."""
    wanted = [0.0, 1.0, 2.0, 3.0, needed, 4.0, 5.0, 6.5, 8.0, 10.0]
    return curve.filter(pc.is_in(curve.column("weight"), pa.array(sorted({*wanted}))))
