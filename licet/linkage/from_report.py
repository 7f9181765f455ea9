"""What a linkage learnt, read back from the tables of its report."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.linkage.comparisons import Comparison
from licet.linkage.encoding import Encoded, Floats
from licet.linkage.priors import Prior
from licet.linkage.training import Trained


def trained_of(comparisons: Sequence[Comparison], levels: pa.Table) -> Trained:
    """m and u of every comparison, as `Report.levels` tells them.

    levels: comparison, level, m, u (null if nothing was learnt). What strangers agree on together is not
    told. Raises ScienceError if they are of another model.
    """
    parts = [_levels_of(comparison, levels) for comparison in comparisons]
    return Trained(
        m=tuple(_shares(part, "m") for part in parts),
        u=tuple(_shares(part, "u") for part in parts),
        learnt=tuple(part.column("m").null_count == 0 for part in parts),
    )


def _levels_of(comparison: Comparison, levels: pa.Table) -> pa.Table:
    part = levels.filter(pc.equal(levels.column("comparison"), comparison.name))
    if part.column("level").to_pylist() != list(comparison.labels()):
        raise ScienceError(
            f"What was learnt is of another model: it does not have the levels of {comparison.name}. "
            "Give the model that the mentions were linked with."
        )
    return part


def _shares(levels: pa.Table, name: str) -> Floats:
    # Of what nothing was learnt the shares are never used; one half keeps logarithms finite.
    return np.asarray(pc.fill_null(levels.column(name).cast(pa.float64()), 0.5).to_numpy())


def prior_of(encoded: Encoded, priors: pa.Table) -> Prior:
    """The match weight before anything is compared, as `Report.priors` tells it.

    priors: source_l, source_r, weight. Raises ScienceError if a source of the mentions is not among them.
    """
    names = pa.array(encoded.source_names)
    weight = np.full((len(names), len(names)), np.nan)
    known = pc.and_(pc.is_in(priors.column("source_l"), names), pc.is_in(priors.column("source_r"), names))
    told = priors.filter(known)
    one, other = (pc.index_in(told.column(name), names).to_numpy() for name in ("source_l", "source_r"))
    weight[one, other] = weight[other, one] = told.column("weight").to_numpy()
    if np.isnan(weight).any():
        raise ScienceError("What was learnt is of other sources than these mentions come from.")
    return Prior(weight)
