"""The page: a linkage in one HTML file that needs no network, and no script for anything essential."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
from jinja2 import Environment, PackageLoader, StrictUndefined

from licet.linkage.constraints import Constraints, exclude_any
from licet.linkage.explaining import Linked, words
from licet.linkage.link import Linkage
from licet.linkage.model import LinkageModel
from licet.linkage.page import tables
from licet.linkage.page.bars import Bar, Scale
from licet.linkage.page.thresholds import LEAST, MOST, histogram, thresholds, true_thresholds
from licet.linkage.page.viewers import bands_shown, fields_shown, persons_shown


def page_of(
    mentions: pa.Table,
    model: LinkageModel,
    constraints: Constraints,
    linkage: Linkage,
    *,
    threshold: float = 0.9,
    records: bool = True,
    truth: pa.Table | None = None,
    banner: str = "",
) -> str:
    """A linkage as one page of HTML: how complete, how compared, how sure, and examples.

    The first four are what `link` was given, and what it gave back; threshold: the one that it was given.
    records: whether examples are shown, with what their records say: such a page is as private as they are.
    truth: mention_id, person (the true one), where it is known. banner: a warning at its top, such as that
    nobody in it exists.
    """
    linked = Linked.of(mentions, model, constraints, linkage, threshold)
    drawn = mentions if records else mentions.slice(0, 0)
    return page(linked, drawn, linkage.report.warnings, truth=truth, banner=banner)


def page(
    linked: Linked,
    drawn: pa.Table,
    warnings: tuple[str, ...],
    *,
    truth: pa.Table | None = None,
    banner: str = "",
    seed: int = 0,
) -> str:
    """The same, from tables. drawn: the mentions that examples may show, as they may be shown."""
    shown = _Page(linked, drawn, warnings, truth, banner, seed)
    return (
        _templates()
        .get_template("page.html")
        .render(page=shown, chance=words.chance, points=words.points, expected=_expected)
    )


@dataclass(frozen=True)
class _Page:
    """What the template reads."""

    linked: Linked
    drawn: pa.Table
    warnings: tuple[str, ...]
    truth: pa.Table | None
    banner: str
    seed: int

    @cached_property
    def rough(self) -> bool:
        """Whether chances are rough, because nobody competes: no mention excludes another."""
        return not exclude_any(self.linked.marks)

    @cached_property
    def completeness(self) -> Any:
        return tables.completeness_lines(self.linked)

    @cached_property
    def blocking(self) -> Any:
        return tables.blocking_lines(self.linked)

    @cached_property
    def levels(self) -> Any:
        return tables.levels_shown(self.linked)

    @cached_property
    def unlinkable(self) -> Any:
        return tables.unlinkable_lines(self.linked)

    @cached_property
    def curve(self) -> pa.Table:
        return thresholds(self.linked.links, self.linked.needed)

    @cached_property
    def true_curve(self) -> pa.Table | None:
        if self.truth is None:
            return None
        return true_thresholds(self.linked.links, self.linked.needed, self.truth)

    @cached_property
    def true_lines(self) -> list[tuple[str, str, str]]:
        """Precision and recall by threshold: what each is called, its name in the style, and its points."""
        high = Scale(self.lowest, 1.0)
        rows = self.true_curve.to_pylist() if self.true_curve is not None else []
        named = {"precision": "Right among the links", "recall": "Found of all true pairs"}
        return [
            (words, name, " ".join(
                f"{self.tried.at(row['weight'])},{round(100 - high.at(row[name]), 2)}"
                for row in rows if row[name] is not None
            ))
            for name, words in named.items()
        ]  # fmt: skip

    @cached_property
    def lowest(self) -> float:
        """The share at which the truth's picture begins: a tenth below all that it shows."""
        rows = self.true_curve.to_pylist() if self.true_curve is not None else []
        shares = [row[name] for row in rows for name in ("precision", "recall") if row[name] is not None]
        return math.floor(10 * min(shares, default=0.0)) / 10

    @cached_property
    def tried(self) -> Scale:
        """The thresholds that are tried, as the truth's picture spans them."""
        return Scale(LEAST, max(MOST, self.linked.needed))

    @cached_property
    def used(self) -> dict[str, Any]:
        """What the threshold that was used comes to."""
        curve = self.curve
        rows = curve.filter(pa.compute.equal(curve.column("weight"), self.linked.needed)).to_pylist()
        row: dict[str, Any] = rows[0]
        return row

    def some(self, curve: pa.Table) -> list[dict[str, Any]]:
        """The rows of a curve that a table shows."""
        rows: list[dict[str, Any]] = tables.sampled(curve, self.linked.needed).to_pylist()
        return rows

    @cached_property
    def bins(self) -> list[tuple[dict[str, Any], Bar, float]]:
        """Each bin of the histogram with its place across, and its height as tenfold steps."""
        rows = histogram(self.linked.links).to_pylist()
        tall = Scale(0.0, max((_tenfold(row["pairs"]) for row in rows), default=1.0))
        return [
            (row, self.across.bar(row["low"], row["high"]), tall.at(_tenfold(row["pairs"]))) for row in rows
        ]

    @cached_property
    def across(self) -> Scale:
        """The match weights that the histogram spans: every threshold that can be tried is among them."""
        shown = histogram(self.linked.links)
        edges = [*shown.column("low").to_pylist(), *shown.column("high").to_pylist()]
        return Scale(min([LEAST, *edges]), max([MOST, *edges]))

    @cached_property
    def ticks(self) -> list[tuple[int, float]]:
        """Where the histogram's axis is labelled."""
        low, high = self.across.low, self.across.high
        step = 10 if high - low > 25 else 5
        first = int(-(-low // step) * step)
        return [(value, self.across.at(value)) for value in range(first, int(high) + 1, step)]

    @cached_property
    def bands(self) -> Any:
        return bands_shown(self.linked, self.drawn, self.seed)

    @cached_property
    def persons(self) -> Any:
        return persons_shown(self.linked, self.drawn)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return tuple(words.heading(column) for column in fields_shown(self.linked))

    @cached_property
    def counts(self) -> dict[str, int]:
        """The numbers of the first sentence."""
        return {
            "mentions": len(self.linked.encoded),
            "people": tables.people(self.linked),
            "sources": len(self.linked.encoded.source_names),
            "open": tables.ambiguous(self.linked),
            "pairs": self.linked.links.num_rows,
        }

    @cached_property
    def tool(self) -> dict[str, Any]:
        """What the threshold tool knows."""
        rows = [
            {
                **row,
                "chance": words.chance(row["probability"]),
                "points": words.points(row["weight"]),
                "at": self.across.at(row["weight"]),
            }
            for row in self.curve.to_pylist()
        ]
        used = next(place for place, row in enumerate(rows) if row["weight"] == self.linked.needed)
        return {"rows": rows, "used": used}


def _expected(number: float) -> str:
    """An expected number: to a tenth where it is small."""
    return f"{number:,.1f}" if number < 99.95 else f"{number:,.0f}"


def _tenfold(pairs: int) -> float:
    """A count on a scale on which ten times as many are one step, so that few are seen beside many."""
    return math.log10(1 + pairs)


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("licet.linkage.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
