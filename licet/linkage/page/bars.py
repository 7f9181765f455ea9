"""Bars as a page draws them: shares of a width of 100, whatever the width is on a screen."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """Where a bar begins and how long it is, both of 100; whether it speaks against; and a mark, if any."""

    start: float
    width: float
    against: bool = False
    mark: float | None = None


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high`, as shares of a width of 100."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Where a value stands; what is outside stands at the edge."""
        share = (value - self.low) / max(self.high - self.low, 1e-12)
        return round(100 * min(max(share, 0.0), 1.0), 2)

    def bar(self, start: float, end: float, mark: float | None = None) -> Bar:
        """A bar from one value to another; it speaks against if it goes down."""
        one, other = self.at(min(start, end)), self.at(max(start, end))
        place = None if mark is None else self.at(mark)
        return Bar(one, round(other - one, 2), end < start, place)


SHARE = Scale(0.0, 1.0)
