"""Why two mentions are not one person: the same questions, in the same order, as `clusters` asks them."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.linkage.blocking import Blocked
from licet.linkage.encoding import Codes, Encoded
from licet.linkage.expectation import bits, probability
from licet.linkage.explaining.linked import Linked


class Reason(StrEnum):
    """Why two mentions are apart."""

    FORBIDDEN = "forbidden"
    NEVER_COMPARED = "never-compared"
    NOT_KEPT = "not-kept"
    TOO_WEAK = "too-weak"
    EXCLUDED = "excluded"
    OUTWEIGHED = "outweighed"
    RIVALLED = "rivalled"


ANOTHER_RECORD = (
    "Another record, which is with one of the two, fits as well, and both cannot be right: "
    "it is left open rather than guessed."
)
SOMEBODY_ELSE = "Somebody else fits as well, and both cannot be right: it is left open rather than guessed."


@dataclass(frozen=True)
class Apart:
    """A reason, and in words what it rests on here. rival: the person_id of who fits as well, if known."""

    reason: Reason
    words: str
    rival: str | None = None


def why_apart(linked: Linked, one: str, other: str, weight: float | None) -> Apart:
    """Why two mentions of two persons are apart.

    weight: of the link between them; none if none was kept.
    """
    ends = linked.places(pa.array([one, other]))
    names_once = _names_once(linked, ends[:1], ends[1:])
    if names_once:
        return Apart(Reason.FORBIDDEN, f"They cannot be one person: {names_once}.")
    if weight is None:
        return _not_kept(linked, ends)
    if weight < linked.needed:
        return _rivalled(linked, one, other, weight) or Apart(
            Reason.TOO_WEAK, "The evidence is too weak: it does not reach the line."
        )
    return _kept_apart(linked, one, other, weight)


def _not_kept(linked: Linked, ends: Codes) -> Apart:
    blocks = Blocked.by(linked.encoded, linked.model.blocking).codes[ends]
    if not ((blocks[0] >= 0) & (blocks[0] == blocks[1])).any():
        return Apart(
            Reason.NEVER_COMPARED,
            "They were never compared by themselves: they agree on nothing that records are looked up by.",
        )
    return Apart(
        Reason.NOT_KEPT,
        "They were compared, and a chance of less than 1 in 100 was left once everybody was weighed.",
    )


def _kept_apart(linked: Linked, one: str, other: str, weight: float) -> Apart:
    """Why a link that reaches the line was not taken."""
    mine, theirs = (linked.members(linked.person_of(end)) for end in (one, other))
    names_once = _names_once(linked, linked.places(mine), linked.places(theirs))
    if names_once:
        return Apart(Reason.EXCLUDED, f"Their other records cannot be one person's: {names_once}.")
    if _balance(linked, mine, theirs) < 0:
        return Apart(Reason.OUTWEIGHED, "Their other records, taken together, speak against it.")
    return _rivalled(linked, one, other, weight) or Apart(Reason.RIVALLED, SOMEBODY_ELSE)


def _rivalled(linked: Linked, one: str, other: str, weight: float) -> Apart | None:
    """If a mention that was left open has this link and another as good, or one that shares its chance."""
    rivals = [
        rival
        for mine, theirs in ((one, other), (other, one))
        if linked.is_open(mine)
        for rival in _rivals(linked, mine, theirs)
        if _shares(linked, weight, rival[0])
    ]
    if not rivals:
        return None
    rival = max(rivals)[1]
    if rival in (linked.person_of(one), linked.person_of(other)):
        return Apart(Reason.RIVALLED, ANOTHER_RECORD)
    return Apart(Reason.RIVALLED, SOMEBODY_ELSE, rival)


def _rivals(linked: Linked, mention: str, other: str) -> list[tuple[float, str]]:
    """The links of a mention to those who cannot be the other: each with its weight, and whose it is."""
    rows = linked.links_of(pa.array([mention])).to_pylist()
    ends = ("mention_id_l", "mention_id_r")
    theirs = [next(row[end] for end in ends if row[end] != mention) for row in rows]
    place, places = linked.places(pa.array([other])), linked.places(pa.array(theirs, pa.string()))
    marks = (linked.marks.by_record, linked.marks.by_file)
    excluded = np.logical_or.reduce([(mark[places] == mark[place]) & (mark[place] >= 0) for mark in marks])
    return [
        (row["match_weight"], linked.person_of(each))
        for row, each, apart in zip(rows, theirs, excluded, strict=True)
        if apart and each != other
    ]


def _shares(linked: Linked, weight: float, rival: float) -> bool:
    """Whether a rival comes within the margin, or both together would reach the line that neither reaches."""
    together = float(probability(np.array([weight, rival])).sum())
    divided = max(weight, rival) < linked.needed and together >= linked.threshold
    return abs(weight - rival) < linked.model.margin or divided


def _names_once(linked: Linked, mine: Codes, theirs: Codes) -> str:
    """What a source can contain that keeps these mentions apart, in words; empty if nothing does."""
    marks, encoded = linked.marks, linked.encoded
    for mark, within in ((marks.by_record, _within_record), (marks.by_file, "{} names nobody twice")):
        one, other = np.nonzero((mark[mine][:, None] == mark[theirs][None, :]) & (mark[mine][:, None] >= 0))
        if len(one):
            i, j = mine[one[0]], theirs[other[0]]
            says = within if isinstance(within, str) else within(encoded, i, j)
            return f"{says.format(encoded.source_names[encoded.source[i]])}, and it names both"
    return ""


def _within_record(encoded: Encoded, i: int, j: int) -> str:
    """A mark of a record is that of its address where two records share it (see `Exclusive`)."""
    if encoded.record[i] == encoded.record[j]:
        return "one record of {} names nobody twice"
    return "{} names nobody twice at one address"


def _balance(linked: Linked, mine: pa.Array, theirs: pa.Array) -> float:
    """The weights of all pairs between two persons, added; a pair that was not kept counts as missing."""
    between = linked.links_of(mine)
    ends = [pc.is_in(between.column(name), theirs) for name in ("mention_id_l", "mention_id_r")]
    found = between.filter(pc.or_(*ends)).column("match_weight")
    missing = len(mine) * len(theirs) - len(found)
    return float((pc.sum(found).as_py() or 0.0) + missing * bits(linked.model.keep))
