"""Changed copies of records, to be weighed and thrown away: no copy is anybody's record."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from licet.errors import ScienceError
from licet.linkage.encoding import Bools
from licet.linkage.hypothesis.cases import Case

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Copies:
    """Copies as mentions. of: the mention that each was made of."""

    mentions: pa.Table
    of: pa.ChunkedArray


def copied(
    mentions: pa.Table, own: pa.Table, case: Case, name: str, found_in: str, chance: np.random.Generator
) -> Copies:
    """The copies of a case: records of one mention each, in the source `found_in`.

    own: the mentions to copy, of those that the case is about. name: a mark of the case, for the copies' ids.
    Raises ScienceError where nobody has what the copies should have of somebody else.
    """
    own = own.filter(_holds(own, [column for column in case.of if column in own.column_names]))
    given = [column for column in case.others if column in own.column_names]
    if given:
        others, differs = _others(mentions, own, given, chance)
        own, others = own.filter(differs), others.filter(differs)
    ids = pc.binary_join_element_wise(own["mention_id"], name, "/")
    copy = own
    for column in own.column_names:
        if column in ("mention_id", "record_id"):
            values = ids
        elif column == "source":
            values = pa.array([found_in] * len(own), pa.string())
        elif column in given:
            values = others[column]
        elif column.startswith(case.empty):
            values = pa.nulls(len(own), pa.string())
        else:
            continue
        copy = copy.set_column(copy.column_names.index(column), column, values)
    return Copies(copy, own["mention_id"])


def _others(
    mentions: pa.Table, own: pa.Table, given: list[str], chance: np.random.Generator
) -> tuple[pa.Table, Bools]:
    """For each copy somebody who has these columns, and whether the first of them differs."""
    whole = mentions.filter(_holds(mentions, [column for column in given if column != "address_key"]))
    if not len(whole):
        raise ScienceError(f"Nobody has all of {', '.join(given)}, so nobody can be given them.")
    others = whole.select(given).take(pa.array(chance.integers(0, len(whole), len(own))))
    differs = [pc.fill_null(pc.not_equal(others[column], own[column]), True) for column in given]
    return others, np.any([np.asarray(each) for each in differs], axis=0)


def _holds(mentions: pa.Table, columns: list[str]) -> pa.Array:
    held = np.ones(len(mentions), dtype=np.bool_)
    for column in columns:
        held &= mentions[column].is_valid().to_numpy()
    return pa.array(held)
