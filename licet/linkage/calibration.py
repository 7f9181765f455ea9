"""Calibration: among links given 0.9, about nine in ten are right."""

import numpy as np
import pyarrow as pa

from licet.linkage.encoding import Floats

BANDS = 10


def calibration(probability: Floats, right: Floats, *, above: float = 0.5) -> pa.Table:
    """Links above a probability in ten equal bands of it: what was promised, and what was so.

    probability: of each link. right: 1 where it is one person, else 0. Returns low, high, links, promised,
    right (both mean shares; none in an empty band), in order.
    """
    chosen = probability > above
    width = (1 - above) / BANDS
    band = np.clip(((probability[chosen] - above) / width).astype(np.int64), 0, BANDS - 1)
    links = np.bincount(band, minlength=BANDS)
    sums = [np.bincount(band, weights=values[chosen], minlength=BANDS) for values in (probability, right)]
    low = above + width * np.arange(BANDS)
    none = links == 0
    shares = [pa.array(total / np.maximum(links, 1), mask=none) for total in sums]
    return pa.table(
        {"low": low, "high": low + width, "links": links, "promised": shares[0], "right": shares[1]}
    )


def expected_error(bands: pa.Table) -> float:
    """The expected calibration error: how far bands are from their promise, on average over links.

    bands: as `calibration` gives them. Source: Naeini et al. 2015, "Obtaining well calibrated probabilities
    using Bayesian binning".
    """
    links = bands["links"].to_numpy()
    apart = np.abs(bands["promised"].to_numpy() - bands["right"].to_numpy())
    return float(np.nansum(links * np.nan_to_num(apart)) / max(1, links.sum()))
