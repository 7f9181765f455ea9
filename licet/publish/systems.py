"""The counts of a sheet as arrays, in parts that hang together; and the steps in which they are rounded."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import connected_components

from licet.publish.sheet import Name, Sheet

HIDE_UP_TO = 7
ROUND_TO = 5
OFF = ROUND_TO // 2
"""How far a shown count is from the count, at most."""

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class System:
    """Cells that hang together, as arrays; totals and facts are lines × cells.

    held: cells that are never hidden to protect another. unsaid: cells that are hidden in any case.
    """

    names: tuple[Name, ...]
    total_names: tuple[Name, ...]
    counts: IntArray
    totals: FloatArray
    facts: FloatArray
    held: BoolArray
    unsaid: BoolArray

    @property
    def steps(self) -> IntArray:
        """Each cell in steps of rounding."""
        return (self.counts + OFF) // ROUND_TO


@dataclass
class Hiding:
    """What is hidden so far: cells and totals; and which cells are safe, without the facts and with them.

    To hide more only ever allows more fillings, so a cell that is safe stays safe.
    """

    cells: BoolArray
    totals: BoolArray
    safe: BoolArray


def systems(sheet: Sheet) -> Iterator[System]:
    """The parts of a sheet that share neither total nor fact."""
    names, total_names = list(sheet.cells), list(sheet.totals)
    place = {name: k for k, name in enumerate(names)}
    lines = np.zeros((len(total_names) + len(sheet.facts), len(names)))
    for k, parts in enumerate(sheet.totals.values()):
        lines[k, [place[part] for part in parts]] = 1
    for k, fact in enumerate(sheet.facts, len(total_names)):
        lines[k, [place[name] for name in fact]] = list(fact.values())
    for cells, rows in _apart(lines):
        its_totals, its_facts = rows[rows < len(total_names)], rows[rows >= len(total_names)]
        its = tuple(names[k] for k in cells)
        yield System(
            names=its,
            total_names=tuple(total_names[k] for k in its_totals),
            counts=np.array([sheet.cells[name] for name in its], dtype=np.int64),
            totals=lines[np.ix_(its_totals, cells)],
            facts=lines[np.ix_(its_facts, cells)],
            held=np.array([name in sheet.kept for name in its], dtype=bool),
            unsaid=np.array([name in sheet.unsaid for name in its], dtype=bool),
        )


def _apart(lines: FloatArray) -> Iterator[tuple[IntArray, IntArray]]:
    """Cells and lines of each connected part."""
    count, width = lines.shape
    graph = np.zeros((count + width, count + width), dtype=bool)
    graph[:count, count:] = lines != 0
    parts, label = connected_components(graph, directed=False)
    for part in range(parts):
        yield np.flatnonzero(label[count:] == part), np.flatnonzero(label[:count] == part)
