"""A person explained: by which links their mentions hang together, and who else they might have been."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.linkage.explaining import words
from licet.linkage.explaining.chains import bonds
from licet.linkage.explaining.linked import Linked
from licet.linkage.explaining.reasons import why_apart

MOST = 3
"""So many alternatives are told, the nearest first."""

ALTERNATIVES = pa.schema(
    [
        ("person_id", pa.string()),
        ("mention_id", pa.string()),
        ("mention_id_other", pa.string()),
        ("match_weight", pa.float64()),
        ("match_probability", pa.float64()),
        ("reason", pa.string()),
        ("words", pa.string()),
        ("rival", pa.string()),
    ]
)


@dataclass(frozen=True)
class Person:
    """Why these mentions are one person.

    mentions: mention_id, support, ambiguous. bonds: the strongest links that hold them together (see
    `bonds`). alternatives: the best link to each other person (mention_id is ours, person_id and
    mention_id_other theirs), why it lost, and to whom if rivals are left open (rival), the nearest first.
    rivals: who else fits the mentions that were left open. sentences: about the mentions and bonds.
    """

    mentions: pa.Table
    bonds: pa.Table
    alternatives: pa.Table
    rivals: tuple[str, ...]
    sentences: tuple[str, ...]


def explain_person(linked: Linked, person_id: str) -> Person:
    """Explain a person. Raises ScienceError if there is none of this id."""
    members = linked.members(person_id)
    mine = linked.best.filter(pc.equal(linked.best.column("person_id"), person_id))
    held, others = bonds(linked, members), _alternatives(linked, members)
    return Person(
        mine.select(["mention_id", "support", "ambiguous"]),
        held,
        others,
        _rivals(linked, mine, members),
        tuple(_sentences(mine, held)),
    )


def _alternatives(linked: Linked, members: pa.Array) -> pa.Table:
    leaving = _outwards(linked, members)
    order = leaving.sort_by([("match_weight", "descending"), ("mention_id", "ascending")])
    _, first = np.unique(order.column("person_id").to_numpy(zero_copy_only=False), return_index=True)
    best = order.take(pa.array(np.sort(first)[:MOST]))
    why = [
        why_apart(linked, row["mention_id"], row["mention_id_other"], row["match_weight"])
        for row in best.to_pylist()
    ]
    reasons = {
        "reason": [str(each.reason) for each in why],
        "words": [each.words for each in why],
        "rival": [each.rival for each in why],
    }
    for name, values in reasons.items():
        best = best.append_column(name, pa.array(values, pa.string()))
    return best.select(ALTERNATIVES.names).cast(ALTERNATIVES)


def _rivals(linked: Linked, mine: pa.Table, members: pa.Array) -> tuple[str, ...]:
    """The other persons to whom those who were left open have their strongest links."""
    left_open = mine.filter(mine.column("ambiguous")).column("mention_id").combine_chunks()
    leaving = _outwards(linked, members).sort_by([("match_weight", "descending"), ("person_id", "ascending")])
    rows = leaving.filter(pc.is_in(leaving.column("mention_id"), left_open)).to_pylist()
    strongest: dict[str, str] = {}
    for row in rows:
        strongest.setdefault(row["mention_id"], row["person_id"])
    return tuple(sorted(set(strongest.values())))


def _outwards(linked: Linked, members: pa.Array) -> pa.Table:
    """The links of which one end is among the members, from their side; with the other end's person."""
    links = linked.links_of(members)
    left_is_ours = pc.is_in(links.column("mention_id_l"), members)
    right_is_ours = pc.is_in(links.column("mention_id_r"), members)
    leaving = pc.xor(left_is_ours, right_is_ours)
    links, ours = links.filter(leaving), left_is_ours.filter(leaving)
    left, right = links.column("mention_id_l"), links.column("mention_id_r")
    turned = pa.table(
        {
            "mention_id": pc.if_else(ours, left, right),
            "mention_id_other": pc.if_else(ours, right, left),
            "match_weight": links.column("match_weight"),
            "match_probability": links.column("match_probability"),
        }
    )
    theirs = linked.best.select(["mention_id", "person_id"]).rename_columns(["mention_id_other", "person_id"])
    return turned.join(theirs, "mention_id_other", join_type="inner")


def _sentences(mine: pa.Table, held: pa.Table) -> list[str]:
    many = mine.num_rows
    said = [f"{many} records are taken as this person." if many > 1 else "One record alone is this person."]
    if held.num_rows:
        weakest = words.chance(float(held.column("match_probability")[-1].as_py()))
        said.append(f"The weakest link among those that hold them together has a chance of {weakest}.")
    if pc.any(mine.column("ambiguous")).as_py():
        which = "some of them" if many > 1 else "it"
        said.append(f"For {which} somebody else fits as well: that was left open rather than guessed.")
    return said


def alternatives_told(person: Person, named: Container[str] = ()) -> tuple[str, ...]:
    """Who else somebody might have been, and why each is not, in sentences. named: who may be named."""
    rows = person.alternatives.to_pylist()
    if not rows:
        return ("No other person comes near.",)
    places = ["The nearest other person", *["Another person"] * (len(rows) - 1)]
    return tuple(
        f"{place}{_name(row, named)} has a link with a chance of {words.chance(row['match_probability'])}. "
        f"{with_rival(row['words'], row['rival'], named)}"
        for place, row in zip(places, rows, strict=True)
    )


def rivals_told(person: Person, named: Container[str]) -> tuple[str, ...]:
    """Who else fits what was left open, of those who may be named, in a sentence if there is anybody."""
    rivals = [rival for rival in person.rivals if rival in named]
    return (f"Who fits as well: {', '.join(rivals)}.",) if rivals else ()


def _name(row: dict[str, Any], named: Container[str]) -> str:
    return f", {row['person_id']}," if row["person_id"] in named else ""


def with_rival(reason: str, rival: str | None, named: Container[str]) -> str:
    """A reason with the person who fits as well, if that person may be named."""
    return f"{reason} The other is {rival}." if rival is not None and rival in named else reason
