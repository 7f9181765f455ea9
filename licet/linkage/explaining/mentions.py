"""Two mentions explained: whether they are one person, of what that is made, and why they are if not."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from licet.linkage.explaining.chains import chain
from licet.linkage.explaining.linked import Linked
from licet.linkage.explaining.reasons import Apart, Reason, why_apart
from licet.linkage.explaining.sentences import sentences
from licet.linkage.explaining.waterfalls import waterfalls


@dataclass(frozen=True)
class TwoMentions:
    """What the linkage made of two mentions.

    steps: their waterfall (see `waterfalls`), without the prior where they cannot be one person. apart: why
    they are two persons; none if they are one. through: the links that lead from one to the other, where they
    are one person for the sake of others. sentences: the answer, then what it is made of.
    """

    steps: pa.Table
    apart: Apart | None
    through: pa.Table | None
    sentences: tuple[str, ...]


def explain_mentions(linked: Linked, one: str, other: str) -> TwoMentions:
    """Explain two mentions, by their mention_ids.

    Raises ScienceError if one is not among the mentions.
    """
    steps = waterfalls(linked, pa.array([one]), pa.array([other]))
    kept = bool(steps.column("kept")[0].as_py())
    weight = float(steps.column("sum")[-1].as_py()) if kept else None
    apart, through = None, None
    if linked.person_of(one) != linked.person_of(other):
        apart = why_apart(linked, one, other, weight)
    elif weight is None or weight < linked.needed:
        through = chain(linked, one, other)
    if apart is not None and apart.reason is Reason.FORBIDDEN:
        steps = _without_prior(steps)
    return TwoMentions(steps, apart, through, (_answer(apart, through), *sentences(steps, linked.threshold)))


def _without_prior(steps: pa.Table) -> pa.Table:
    """What the fields say alone: no number of pairs that cannot be one person is one in so many."""
    prior, rest = steps.slice(0, 1).column("weight")[0], steps.slice(1)
    place = rest.column_names.index("sum")
    return rest.set_column(place, "sum", pc.subtract(rest.column("sum"), prior))


def _answer(apart: Apart | None, through: pa.Table | None) -> str:
    if apart is not None:
        return f"The two records are taken as two people. {apart.words}"
    if through is not None:
        return (
            "The two records are taken as one person because of others: "
            f"{through.num_rows} stronger links lead from one to the other."
        )
    return "The two records are taken as one person."
