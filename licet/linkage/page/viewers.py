"""What the viewers show: pairs with their waterfalls, and persons with their mentions and links."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from licet.linkage.comparisons import Comparison
from licet.linkage.explaining import (
    Linked,
    TwoMentions,
    alternatives_told,
    explain_mentions,
    explain_person,
    rivals_told,
    words,
)
from licet.linkage.page.bars import Bar, Scale
from licet.linkage.page.choosing import bands, pairs_drawn, persons_drawn, shown_whole
from licet.linkage.page.graphs import Graph, graph_of


@dataclass(frozen=True)
class Row:
    """One step of a waterfall: what both records say, what that says, its points, and its bar."""

    field: str
    points: str
    sum: str
    here: str
    there: str
    says: str
    bar: Bar
    known: bool


@dataclass(frozen=True)
class Pair:
    """A pair as it is shown. name: the sources and roles of both. chance: that they are one person."""

    name: str
    chance: str
    sentences: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Band:
    """Pairs of one band of chances, and the band in words."""

    name: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Member:
    """One mention of a person, as it is shown."""

    number: int
    where: str
    values: tuple[str, ...]
    support: str


@dataclass(frozen=True)
class Drawn:
    """A person as it is shown. links: the strongest that hold the mentions together."""

    person_id: str
    why: str
    sentences: tuple[str, ...]
    alternatives: tuple[str, ...]
    graph: Graph
    members: tuple[Member, ...]
    links: tuple[tuple[int, int, str], ...]


def bands_shown(linked: Linked, drawn: pa.Table, seed: int) -> tuple[Band, ...]:
    """Some pairs of each band. drawn: what may be shown of which mentions, in the columns that they have."""
    chosen = pairs_drawn(linked, drawn.column("mention_id").combine_chunks(), seed)
    values = _values(
        drawn, [links.column(end) for links in chosen for end in ("mention_id_l", "mention_id_r")]
    )
    named = zip(bands(linked.threshold), chosen, strict=True)
    return tuple(
        Band(
            _band(low, high),
            tuple(_pair(linked, row, values) for row in links.to_pylist()),
        )
        for (low, high), links in named
    )


def _band(low: float, high: float) -> str:
    if low == 0.0:
        return f"Up to {100 * high:g} in 100"
    return f"{100 * low:g} to {100 * high:g} in 100" if high < 1.0 else f"{100 * low:g} in 100 and more"


def _pair(linked: Linked, link: dict[str, Any], values: dict[str, dict[str, Any]]) -> Pair:
    one, other = link["mention_id_l"], link["mention_id_r"]
    found = explain_mentions(linked, one, other)
    return Pair(
        name=f"{_where(values[one])} and {_where(values[other])}",
        chance=words.chance(link["match_probability"]),
        sentences=found.sentences,
        rows=tuple(_rows(linked, found, values[one], values[other])),
    )


def _rows(linked: Linked, found: TwoMentions, here: dict[str, Any], there: dict[str, Any]) -> Iterator[Row]:
    columns = {comparison.name: _own(comparison) for comparison in linked.model.comparisons}
    steps = found.steps.to_pylist()
    sums = [0.0, linked.needed, *(step["sum"] for step in steps)]
    scale, before = Scale(min(sums), max(sums)), 0.0
    for step in steps:
        compared = columns.get(step["part"], ())
        yield Row(
            field=words.heading(step["part"]),
            here=_text(here, compared),
            there=_text(there, compared),
            says=_says(step),
            points=_points(step),
            sum=words.points(step["sum"]),
            bar=scale.bar(before, step["sum"], linked.needed),
            known=step["known"],
        )
        before = step["sum"]


def _says(step: dict[str, Any]) -> str:
    """What a step says, and what a rare or common value has to do with its points."""
    rarity = words.rarity(step["rare"]) if step["known"] else ""
    if not rarity:
        return str(step["says"])
    does = "adds {} points" if step["rare"] > 0 else "takes {} points away"
    changed = f"{abs(step['rare']):.1f}"
    return f"{step['says']}{rarity}, which {does.format(changed)}"


def _points(step: dict[str, Any]) -> str:
    if not step["known"]:
        return "–"
    told = words.points(step["weight"])
    return told if step["learnt"] else f"{told} ({words.TOO_RARE})"


def _own(comparison: Comparison) -> tuple[str, ...]:
    """The columns of a comparison but for those of other fields, and for keys of what else is there."""
    own = tuple(column for column in comparison.columns if column not in comparison.beside)
    return tuple(column for column in own if not column.endswith("_key")) or own


def persons_shown(linked: Linked, drawn: pa.Table) -> tuple[Drawn, ...]:
    """The persons worth a look, all of whose mentions may be shown."""
    chosen = persons_drawn(linked, drawn.column("mention_id").combine_chunks())
    values = _values(drawn, [linked.members(person) for people in chosen.values() for person in people])
    named = shown_whole(linked, drawn.column("mention_id").combine_chunks())
    return tuple(
        _drawn(linked, person, why, values, named) for why, people in chosen.items() for person in people
    )


def fields_shown(linked: Linked) -> tuple[str, ...]:
    """The columns of mentions that are compared and that people read, in the model's order."""
    named = (column for comparison in linked.model.comparisons for column in _own(comparison))
    return tuple(dict.fromkeys(named))


def _drawn(
    linked: Linked, person: str, why: str, values: dict[str, dict[str, Any]], named: Container[str]
) -> Drawn:
    found = explain_person(linked, person)
    members = found.mentions.column("mention_id").combine_chunks()
    numbers = {mention: place for place, mention in enumerate(members.to_pylist(), 1)}
    return Drawn(
        person_id=person,
        why=why,
        sentences=(*found.sentences, *rivals_told(found, named)),
        alternatives=alternatives_told(found, named),
        graph=graph_of(linked, members),
        members=tuple(_members(linked, found.mentions, values)),
        links=tuple(
            (
                numbers[row["mention_id_l"]],
                numbers[row["mention_id_r"]],
                words.chance(row["match_probability"]),
            )
            for row in found.bonds.to_pylist()
        ),
    )


def _members(linked: Linked, mentions: pa.Table, values: dict[str, dict[str, Any]]) -> Iterator[Member]:
    for number, row in enumerate(mentions.to_pylist(), 1):
        said = values[row["mention_id"]]
        shown = tuple(_text(said, (column,)) for column in fields_shown(linked))
        yield Member(number, _where(said), shown, words.chance(row["support"]))


def _values(drawn: pa.Table, ids: list[Any]) -> dict[str, dict[str, Any]]:
    """What may be shown of these mentions."""
    parts = [part for each in ids for part in (each.chunks if isinstance(each, pa.ChunkedArray) else [each])]
    wanted = pa.chunked_array(parts, pa.string()).combine_chunks()
    rows = drawn.filter(pc.is_in(drawn.column("mention_id"), wanted)).to_pylist()
    return {row["mention_id"]: row for row in rows}


def _where(row: dict[str, Any]) -> str:
    return f"{row['source']} ({row['role']})"


def _text(row: dict[str, Any], columns: tuple[str, ...]) -> str:
    return ", ".join(str(row[column]) for column in columns if row.get(column)) or "–"
