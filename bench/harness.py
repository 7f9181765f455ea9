"""What every benchmark needs: where the shared data are, a stopwatch, peak memory, one way to print."""

import json
import os
import resource
import sys
import time
from pathlib import Path


def shared(*parts: str) -> Path:
    """A path in the shared data: LICET_SHARED, or the folder `shared` beside the repository."""
    root = os.environ.get("LICET_SHARED") or Path(__file__).resolve().parents[2] / "shared"
    return Path(root).joinpath(*parts)


def peak_mb() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Stopwatch:
    """Seconds per step, told the name of each step as it begins."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._step = ""
        self._since = time.perf_counter()

    def __call__(self, step: str) -> None:
        """End the step under way and begin another; an empty name only ends."""
        now = time.perf_counter()
        if self._step:
            self.seconds[self._step] = round(self.seconds.get(self._step, 0.0) + now - self._since, 3)
        self._step, self._since = step, now

    @property
    def total(self) -> float:
        """Seconds of all ended steps."""
        return round(sum(self.seconds.values()), 3)


def show(figures: dict[str, object]) -> None:
    """Print figures: one line of JSON if asked for, else indented."""
    print(json.dumps(figures, indent=None if "--json" in sys.argv else 2))
