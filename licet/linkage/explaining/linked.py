"""Everything that explaining a linkage needs: what it was given, what it learnt, and what came of it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.linkage.constraints import Constraints, Exclusive, exclusive
from licet.linkage.encoding import Bools, Codes, Encoded
from licet.linkage.expectation import bits
from licet.linkage.explaining.reached import levels_reached
from licet.linkage.from_report import prior_of, trained_of
from licet.linkage.link import Linkage
from licet.linkage.model import LinkageModel
from licet.linkage.prepared import as_table, encoded_for
from licet.linkage.priors import Prior
from licet.linkage.training import Trained


@dataclass(frozen=True)
class Linked:
    """A linkage as plain tables: from a `Linkage`, or from what a run keeps of one.

    mentions, model, constraints, threshold: what `link` was given. links, persons: as `Linkage` has them; of
    several draws the best answer counts. levels, priors: as `Report` has them.
    """

    mentions: pa.Table
    model: LinkageModel
    constraints: Constraints
    links: pa.Table
    persons: pa.Table
    levels: pa.Table
    priors: pa.Table
    threshold: float

    @classmethod
    def of(
        cls,
        mentions: pa.Table,
        model: LinkageModel,
        constraints: Constraints,
        linkage: Linkage,
        threshold: float,
    ) -> "Linked":
        """What `link` was given, and what it gave back."""
        report = linkage.report
        return cls(
            as_table(mentions),
            model,
            constraints,
            linkage.links,
            linkage.persons,
            report.levels,
            report.priors,
            threshold,
        )

    @property
    def needed(self) -> float:
        """The match weight from which two mentions may be joined."""
        return bits(self.threshold)

    @cached_property
    def encoded(self) -> Encoded:
        """The mentions as they were compared."""
        return encoded_for(self.mentions, self.model, self.constraints)

    @cached_property
    def marks(self) -> Exclusive:
        """Which mentions exclude one another."""
        return exclusive(self.encoded, self.constraints)

    @cached_property
    def trained(self) -> Trained:
        """What was learnt of every level."""
        return trained_of(self.model.comparisons, self.levels)

    @cached_property
    def reached(self) -> tuple[Bools, ...]:
        """Of every level, whether any match or random pair can have reached it: else its points are rough."""
        left, right = (self.places(self.links.column(f"mention_id_{side}")) for side in "lr")
        matched = self.links.column("match_probability").to_numpy()
        return levels_reached(self.encoded, self.model, self.marks, self.trained, (left, right), matched)

    @cached_property
    def prior(self) -> Prior:
        """What was learnt of every two sources."""
        return prior_of(self.encoded, self.priors)

    @cached_property
    def best(self) -> pa.Table:
        """The best answer: mention_id, person_id, support, ambiguous, in order of mention_id."""
        chosen = self.persons.filter(pc.equal(self.persons.column("draw"), 0))
        return chosen.sort_by("mention_id")

    def places(self, mention_ids: pa.Array) -> Codes:
        """Where these mentions stand. Raises ScienceError if one is not among them."""
        found = pc.index_in(mention_ids, self.encoded.ids)
        if found.null_count:
            raise ScienceError("Somebody is asked for who is not among the mentions that were linked.")
        if isinstance(found, pa.ChunkedArray):
            found = found.combine_chunks()
        return np.asarray(found.to_numpy()).astype(np.int32)

    def members(self, person_id: str) -> pa.Array:
        """The mentions of a person, in order. Raises ScienceError if there is no such person."""
        mine = self.best.filter(pc.equal(self.best.column("person_id"), person_id)).column("mention_id")
        if not len(mine):
            raise ScienceError("There is no such person_id.")
        return mine.combine_chunks()

    def person_of(self, mention_id: str) -> str:
        """The person to whom a mention belongs. Raises ScienceError if there is no such mention."""
        row = self.best.filter(pc.equal(self.best.column("mention_id"), mention_id))
        if not row.num_rows:
            raise ScienceError("There is no such mention_id.")
        return str(row.column("person_id")[0].as_py())

    def is_open(self, mention_id: str) -> bool:
        """Whether a mention was left open between several."""
        row = self.best.filter(pc.equal(self.best.column("mention_id"), mention_id))
        return bool(pc.any(row.column("ambiguous")).as_py())

    def links_of(self, mention_ids: pa.Array) -> pa.Table:
        """The kept links of which at least one end is among these mentions."""
        ends = [pc.is_in(self.links.column(name), mention_ids) for name in ("mention_id_l", "mention_id_r")]
        return self.links.filter(pc.or_(*ends))

    def links_within(self, mention_ids: pa.Array) -> pa.Table:
        """The kept links of which both ends are among these mentions."""
        ends = [pc.is_in(self.links.column(name), mention_ids) for name in ("mention_id_l", "mention_id_r")]
        return self.links.filter(pc.and_(*ends))
