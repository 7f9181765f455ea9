"""Calibration: among links given 0.9, are nine in ten right? On an invented borough, and on tax returns.

    python -m bench.calibrated --families 5000 --json

Bands of a tenth of the probabilities above 0.5, and the expected calibration error over them.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench import tax_census
from bench.draws import linked
from bench.harness import show
from licet.linkage import link, standard_model
from licet.linkage.calibration import calibration, expected_error


def judged(links: pa.Table, truth: pa.Table) -> dict[str, object]:
    """Bands and error of all links. truth: mention_id, person; who is not in it is wrong anywhere."""
    names = truth["mention_id"].combine_chunks()
    person = truth["person"].combine_chunks()
    of = [
        person.take(pc.index_in(links[end].combine_chunks(), names))
        for end in ("mention_id_l", "mention_id_r")
    ]
    right = pc.fill_null(pc.equal(*of), False).to_numpy(zero_copy_only=False).astype(np.float64)
    bands = calibration(links["match_probability"].to_numpy(), right)
    rounded = [
        {name: round(value, 4) if isinstance(value, float) else value for name, value in band.items()}
        for band in bands.to_pylist()
    ]
    return {"expected_error": round(expected_error(bands), 5), "bands": rounded}


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=int, default=5_000)
    parser.add_argument("--json", action="store_true", help="one JSON line")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        borough = linked(Path(place) / "borough", given.families, seed=1, draws=0)
    town = tax_census.read()
    returns = link(town.mentions, standard_model(town.mentions), tax_census.CONSTRAINTS, threshold=0.5)
    show(
        {
            "bench": "calibrated",
            "borough": judged(borough.linkage.links, borough.truth),
            "tax_census": judged(returns.links, town.truth),
        }
    )


if __name__ == "__main__":
    main()
