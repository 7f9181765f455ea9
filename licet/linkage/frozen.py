"""A frozen model: everything that a linkage learnt, by which later mentions are weighed as these were.

What is measured of all mentions (how frequent values and full names are, which sexes and ages there are, how
large the sources are) is frozen with what was learnt. So what a pair weighs depends on nobody but those who
are mentioned with the two.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.linkage.encoding import Codes, Encoded
from licet.linkage.homes import Homes
from licet.linkage.kinds import SEXES, UNCLEAR
from licet.linkage.namesakes import FullNames
from licet.linkage.priors import Prior
from licet.linkage.training import Trained, TrainingPass


@dataclass(frozen=True)
class FrozenModel:
    """Everything learnt and measured.

    sources, roles: the names that there may be. values, measures: as in `Encoded`. trained, first: m, u and
    the prior of single pairs; prior: after family evidence. homes: none where nobody excluded anybody.
    """

    sources: tuple[str, ...]
    roles: tuple[str, ...]
    values: pa.Array
    measures: Mapping[Hashable, Any]
    trained: Trained
    passes: tuple[TrainingPass, ...]
    first: Prior
    homes: Homes | None
    prior: Prior

    def measured_on(self, encoded: Encoded) -> Encoded:
        """These mentions under the measures of this model.

        Raises ScienceError for a source or role that it does not know.
        """
        known = replace(
            encoded,
            source=_placed("source", encoded.source, encoded.source_names, self.sources),
            role=_placed("role", encoded.role, encoded.role_names, self.roles),
            source_names=self.sources,
            role_names=self.roles,
        )
        place = pc.index_in(encoded.values, value_set=self.values).fill_null(-1).to_numpy()
        later = pc.index_in(self.values, value_set=encoded.values).fill_null(-1).to_numpy()
        for what, measure in self.measures.items():
            known.measures[what] = _translated(what, measure, place, later)
        return known

    def held_by(self, encoded: Encoded) -> "FrozenModel":
        """The model as it is kept once these mentions are linked: values that nobody has are gone."""
        return replace(self, values=encoded.values, measures=encoded.measures)


def _placed(what: str, codes: Codes, names: tuple[str, ...], known: tuple[str, ...]) -> Codes:
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise ScienceError(
            f"The frozen model knows no {what} called {', '.join(unknown)}. Link everything anew to learn it."
        )
    return np.array([known.index(name) for name in names], dtype=np.int32)[codes]


def _translated(what: Hashable, measure: Any, place: Codes, later: Codes) -> Any:
    """A measure by the codes of other mentions.

    place: where each of their values is among the model's, -1 for nowhere; later: the other way round.
    """
    if isinstance(what, tuple) and what[0] == "frequencies":
        # A value that nobody had is as rare as any that somebody has; null is nobody's, behind the last.
        rarest = measure[measure > 0].min(initial=1.0)
        return np.append(np.where(place >= 0, measure[place], rarest), 0.0)
    if what == "sexes":
        return np.append(measure, SEXES)[place]
    if what == "sex by forename":
        return np.append(measure, UNCLEAR)[place]
    if isinstance(measure, FullNames):
        return _renamed(measure, len(later), later, len(place))
    return measure


def _renamed(told: FullNames, before: int, later: Codes, now: int) -> FullNames:
    """Full names by other codes; those that nobody has any more are left out."""
    first, second = (later[part] for part in np.divmod(told.names, max(1, before)))
    held = (first >= 0) & (second >= 0) & (told.names >= 0)
    names = first[held] * np.int64(now) + second[held]
    order = np.argsort(names)
    return replace(told, names=names[order], seen=told.seen[held][order])
