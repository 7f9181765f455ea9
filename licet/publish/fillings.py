"""The fillings of hidden cells that agree with a page: what a reader with every means could still think.

Totals bind the rounded counts, which they add up. Facts bind the counts themselves.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from licet.publish.systems import HIDE_UP_TO, OFF, ROUND_TO, BoolArray, Hiding, IntArray, System


@dataclass(frozen=True)
class Fillings:
    """The integer programme of all fillings: steps of the hidden cells, then, with facts, every count."""

    hidden: IntArray
    constraints: tuple[LinearConstraint, ...]
    bounds: Bounds

    @classmethod
    def of(cls, system: System, hiding: Hiding, *, facts: bool) -> "Fillings":
        """Set it up: a small cell in no total is known to be small, any other hidden one may be anything."""
        hidden = np.flatnonzero(hiding.cells)
        steps, width = system.steps, len(system.counts)
        totals = system.totals[~hiding.totals][:, hidden]
        most = np.full(len(hidden), steps.sum() + 2)
        lone = (system.totals[:, hidden].sum(axis=0) == 0) & (system.counts[hidden] <= HIDE_UP_TO)
        most[lone] = HIDE_UP_TO // ROUND_TO
        left = totals @ steps[hidden]
        if not facts:
            return cls(hidden, (LinearConstraint(totals, left, left),), Bounds(0, most))
        shown = ~hiding.cells
        low = np.where(shown, np.maximum(steps * ROUND_TO - OFF, HIDE_UP_TO + 1), 0)
        high = np.where(shown, steps * ROUND_TO + OFF, (steps.sum() + 3) * ROUND_TO)
        high[hidden[lone]] = HIDE_UP_TO
        counts = np.eye(width)[hidden]
        constraints = (
            LinearConstraint(np.hstack([totals, np.zeros((len(totals), width))]), left, left),
            LinearConstraint(np.hstack([-ROUND_TO * np.eye(len(hidden)), counts]), -OFF, OFF),
            LinearConstraint(
                np.hstack([np.zeros((len(system.facts), len(hidden))), system.facts]), 0, np.inf
            ),
        )
        bounds = Bounds(np.concatenate([np.zeros(len(hidden)), low]), np.concatenate([most, high]))
        return cls(hidden, constraints, bounds)

    def another(self, steps: IntArray, cell: int) -> BoolArray | None:
        """The cells that differ from the truth in some filling where this one does; None if there is none."""
        place = int(np.flatnonzero(self.hidden == cell)[0])
        aim = np.zeros(len(self.bounds.ub))
        aim[place] = 1
        for sign in (-1, 1):
            found = milp(
                sign * aim, integrality=np.ones(len(aim)), bounds=self.bounds, constraints=self.constraints
            )
            filled = np.rint(found.x[: len(self.hidden)]).astype(np.int64)
            differs = np.zeros(len(steps), dtype=bool)
            differs[self.hidden] = filled != steps[self.hidden]
            if differs[cell]:
                return differs
        return None
