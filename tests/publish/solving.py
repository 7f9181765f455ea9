"""Solving for what is hidden: every count that is shown or not, and every line that binds counts."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from scipy.optimize import linprog

STEP, OFF, SMALL = 5, 2, 7
MOST = 10**7

Name = tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """The least and the greatest value of a hidden count; how many steps of rounding apart they may be."""

    name: Name
    least: int
    greatest: int
    steps: int

    @property
    def is_recovered(self) -> bool:
        """Known as well as a count that is shown: its step is known, or its very value."""
        return self.steps == 0 or self.least == self.greatest


@dataclass
class Attack:
    """Unknown counts, what is shown of each, and every line that binds them.

    shown: the least and the most that a shown count may be when rounded, the same where the count itself is
    shown, further apart where a shown rate leaves open which it is; None where it is hidden. small: hidden
    cells that must be small. rounded: lines over rounded counts, and what they come to. true: lines over true
    counts, and the most.
    """

    shown: dict[Name, tuple[int, int] | None] = field(default_factory=dict)
    small: set[Name] = field(default_factory=set)
    rounded: list[tuple[list[Name], int]] = field(default_factory=list)
    true: list[tuple[Mapping[Name, int], float]] = field(default_factory=list)

    def cell(self, name: Name, value: str, *, small: bool = False) -> Name:
        """Enter a cell of a file."""
        self.shown[name] = (int(value), int(value)) if value.isdigit() else None
        if small and self.shown[name] is None:
            self.small.add(name)
        return name

    def told(self, name: Name, least: int, most: int) -> Name:
        """Enter a count that a file does not show, and tells within steps of rounding."""
        self.shown[name] = least, most
        return name

    def total(self, parts: Iterable[Name], value: str) -> None:
        """A shown total adds up the rounded parts."""
        if value.isdigit():
            self.rounded.append((list(parts), int(value)))

    def no_less(self, left: Iterable[Name], right: Iterable[Name], *, equal: bool) -> None:
        """One sum of true counts is no less than another, or the same."""
        line = dict.fromkeys(left, 1) | dict.fromkeys(right, -1)
        if all(name in self.shown for name in line):
            self.true.append((line, 0 if equal else MOST))

    def solve(self) -> list[Found]:
        """The least and the greatest of every hidden count."""
        return [each for part in self._parts() for each in self._solved(part)]

    def _solved(self, part: Sequence[Name]) -> list[Found]:
        """One part; where a hidden count was not small after all, without guessing that any is."""
        found = _Programme(self, part, self.small).solve()
        return _Programme(self, part, set()).solve() if found is None else found

    def _parts(self) -> list[list[Name]]:
        """Cells that hang together."""
        label = {name: k for k, name in enumerate(self.shown)}
        lines = [names for names, _ in self.rounded] + [list(line) for line, _ in self.true]
        for _ in range(len(self.shown)):
            before = dict(label)
            for names in lines:
                label |= dict.fromkeys(names, min(label[name] for name in names))
            if label == before:
                break
        ordered = sorted(label, key=lambda name: (label[name], name))
        return [list(names) for _, names in groupby(ordered, key=lambda name: label[name])]


class _Programme:
    """One part's integer programme: every true count, then every rounded count in steps."""

    def __init__(self, attack: Attack, names: Sequence[Name], small: Set[Name]) -> None:
        self.names, self.attack, self.small = names, attack, small
        n, at = len(names), {name: k for k, name in enumerate(names)}
        above, most, same, value = [], [], [], []
        for line, top in attack.true:
            if next(iter(line)) in at:
                row = np.zeros(2 * n)
                row[[at[name] for name in line]] = list(line.values())
                above += [-row] if top else []
                most += [0.0] if top else []
                same += [] if top else [row]
                value += [] if top else [0]
        for parts, total in attack.rounded:
            if parts[0] in at:
                row = np.zeros(2 * n)
                row[[n + at[name] for name in parts]] = STEP
                same.append(row)
                value.append(total)
        ties = np.hstack([np.eye(n), -STEP * np.eye(n)])
        self.lines = {
            "A_ub": np.vstack([*above, ties, -ties]),
            "b_ub": np.array([*most, *[OFF] * (2 * n)]),
            "A_eq": np.vstack(same) if same else None,
            "b_eq": np.array(value) if same else None,
        }
        self.bounds = [self._bounds(name) for name in names] + [self._steps(name) for name in names]

    def _bounds(self, name: Name) -> tuple[int, int]:
        shown = self.attack.shown[name]
        if shown is not None:
            return max(shown[0] - OFF, SMALL + 1), shown[1] + OFF
        return 0, SMALL if name in self.small else MOST

    def _steps(self, name: Name) -> tuple[int, int]:
        shown = self.attack.shown[name]
        return (0, MOST) if shown is None else (shown[0] // STEP, shown[1] // STEP)

    def solve(self) -> list[Found] | None:
        """The hidden counts of this part; None where the guesses contradict the page."""
        found = []
        for place, name in enumerate(self.names):
            if self.attack.shown[name] is None:
                places = (place, len(self.names) + place)
                ends = [self._end(sign, at) for at in places for sign in (1, -1)]
                if None in ends:
                    assert self.small, "what the attacker knows is not true of this page"
                    return None
                least, greatest, low, high = ends
                found.append(Found(name, least, greatest, high - low))
        return found

    def _end(self, sign: int, place: int) -> int | None:
        aim = np.zeros(len(self.bounds))
        aim[place] = sign
        done = linprog(aim, bounds=self.bounds, integrality=np.ones(len(aim)), **self.lines)
        return None if done.status == 2 else round(sign * done.fun)
