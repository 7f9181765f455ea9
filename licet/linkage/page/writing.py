"""The page: a linkage in one HTML file that needs no network, and no script for anything essential."""

from typing import Any

import pyarrow as pa
from jinja2 import Environment, PackageLoader, StrictUndefined

from licet.linkage.blocking import pairs_per_rule
from licet.linkage.constraints import Constraints, exclude_any
from licet.linkage.explaining import Linked, words
from licet.linkage.link import Linkage
from licet.linkage.model import LinkageModel
from licet.linkage.page import tables
from licet.linkage.page.doubting import doubts_shown
from licet.linkage.page.pictures import histogram_of, tool_of, true_lines_of
from licet.linkage.page.thresholds import thresholds, true_thresholds
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
    blocking = pairs_per_rule(linked.encoded, linked.model.blocking, linked.marks)
    values = {
        **_found(linked, drawn, seed),
        **_sure(linked, truth),
        "linked": linked,
        "banner": banner,
        "blocking": tables.blocking_lines(linked, blocking),
        "warnings": doubts_shown(linked, blocking, warnings),
        "too_rare": words.TOO_RARE,
        "rough": not exclude_any(linked.marks),
    }
    return _templates().get_template("page.html").render(**values)


def _found(linked: Linked, drawn: pa.Table, seed: int) -> dict[str, Any]:
    """What went in and how it was weighed, and the examples."""
    sources, complete = tables.completeness_lines(linked)
    return {
        "counts": tables.counts(linked),
        "sources": sources,
        "completeness": complete,
        "compared": tables.levels_shown(linked),
        "unlinkable": tables.unlinkable_lines(linked),
        "shows_records": drawn.num_rows > 0,
        "bands": bands_shown(linked, drawn, seed),
        "people": persons_shown(linked, drawn),
        "fields": tuple(words.heading(column) for column in fields_shown(linked)),
    }


def _sure(linked: Linked, truth: pa.Table | None) -> dict[str, Any]:
    """How sure it is: the histogram, and what every threshold would come to."""
    needed = linked.needed
    curve, picture = thresholds(linked.links, needed), histogram_of(linked.links)
    tool = tool_of(curve, needed, picture.across)
    true = None if truth is None else true_thresholds(linked.links, needed, truth)
    return {
        "histogram": picture,
        "tool": tool,
        "used": tool["rows"][tool["used"]],
        "curve": tables.sampled(curve, needed).to_pylist(),
        "true_curve": None if true is None else tables.sampled(true, needed).to_pylist(),
        "true_lines": None if true is None else true_lines_of(true, needed),
    }


def _expected(number: float) -> str:
    """An expected number: to a tenth where it is small."""
    return f"{number:,.1f}" if number < 99.95 else f"{number:,.0f}"


def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("licet.linkage.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "chance": words.chance,
        "points": words.points,
        "expected": _expected,
        "counted": "{:,}".format,
        "share": "{:.4f}".format,
    }
    return templates
