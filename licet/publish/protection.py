"""Hiding enough: from all that is shown and known, no hidden count follows.

A hidden count follows where every filling of the hidden cells that agrees with the page rounds it alike. The
fillings are searched by integer programming: first those that agree with the totals, then those that agree
with the facts as well.
"""

import numpy as np

from licet.publish.fillings import Fillings
from licet.publish.systems import HIDE_UP_TO, ROUND_TO, BoolArray, FloatArray, Hiding, IntArray, System


def protected(system: System) -> Hiding:
    """Hide small cells and small totals, then as many others as it takes until no hidden cell follows."""
    hiding = Hiding(
        cells=(system.counts <= HIDE_UP_TO) | system.unsaid,
        totals=system.totals @ system.steps * ROUND_TO <= HIDE_UP_TO,
        safe=np.zeros((2, len(system.counts)), dtype=bool),
    )
    while _hides_more(system, hiding):
        pass
    return hiding


def _hides_more(system: System, hiding: Hiding) -> bool:
    """Whether some hidden cell followed, and one more cell or total could be hidden for it."""
    if (cells := _following(system, hiding, facts=False)).size:
        return _hide(system, hiding, cells, system.totals[~hiding.totals])
    if len(system.facts) and (cells := _following(system, hiding, facts=True)).size:
        return _hide(system, hiding, cells, system.facts)
    return False


def _hide(system: System, hiding: Hiding, cells: IntArray, lines: FloatArray) -> bool:
    """Hide one more cell of the lines by which cells follow, or the totals about them, or one further off."""
    near = lines[(lines[:, cells] != 0).any(axis=1)]
    free = ~hiding.cells & ~system.held
    about = (system.totals * (near != 0).any(axis=0) > 0).any(axis=1) & ~hiding.totals
    if (free & (near != 0)).any():
        hiding.cells[_next(system, hiding, near, free)] = True
    elif about.any():
        hiding.totals |= about
    elif (free & (lines != 0)).any():
        hiding.cells[_next(system, hiding, lines, free)] = True
    else:
        # What still follows is known without the page.
        return False
    return True


def _next(system: System, hiding: Hiding, lines: FloatArray, free: BoolArray) -> int:
    """Of the line that hides fewest, a free cell that exposes no new total, is in few, is small; by place."""
    candidates = free & (lines != 0)
    hides = ((lines != 0) & hiding.cells).sum(axis=1)
    line = min(np.flatnonzero(candidates.any(axis=1)), key=lambda k: (hides[k], k))
    shown = system.totals[~hiding.totals]
    exposes = (shown[shown @ hiding.cells == 0]).sum(axis=0)
    among = shown.sum(axis=0)
    places = np.flatnonzero(candidates[line])
    return int(min(places, key=lambda k: (exposes[k], among[k], system.counts[k], k)))


def _following(system: System, hiding: Hiding, *, facts: bool) -> IntArray:
    """The hidden cells whose rounded count is the same in every filling."""
    safe = hiding.safe[int(facts)]
    search = Fillings.of(system, hiding, facts=facts)
    follows = []
    for cell in np.flatnonzero(hiding.cells):
        if safe[cell]:
            continue
        others = search.another(system.steps, int(cell))
        if others is None:
            follows.append(cell)
        else:
            safe |= others
    return np.array(follows, dtype=np.int64)
