"""Names and what their bearers are called: two names are alike if they can be short for the same one."""

from functools import cache
from importlib.resources import files

import numpy as np
import pyarrow as pa

from licet.linkage.encoding import Codes


@cache
def _known() -> dict[str, list[int]]:
    """Each name of the list with the numbers of the full names that it can stand for."""
    known: dict[str, list[int]] = {}
    text = files("licet.linkage").joinpath("nicknames.txt").read_text("utf-8")
    for number, line in enumerate(text.splitlines()):
        full, _, short = line.partition(": ")
        for name in (full, *short.split()):
            known.setdefault(name, []).append(number)
    return known


def full_names(names: pa.Array) -> Codes:
    """names × up to as many full names as one can stand for, -1 for none."""
    encoded = names.dictionary_encode()
    known = _known()
    told = [known.get(name, []) for name in encoded.dictionary.to_pylist()]
    width = max((len(one) for one in told), default=0)
    table = np.full((len(told), max(width, 1)), -1, dtype=np.int32)
    for place, one in enumerate(told):
        table[place, : len(one)] = one
    return np.asarray(table[encoded.indices.to_numpy()])
