"""What a stage of the main job may use, and what it publishes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa

from licet import sources
from licet.licence import Permit, is_permitted
from licet.programme import Category, Folder, Operation
from licet.run.numbering import Numbers
from licet.run.store import RunStore
from licet.run.weigh import Weighed

Say = Callable[[str], None]


@dataclass(frozen=True)
class Job:
    """What a stage may use: the proposal, what the gate said, and what is already published.

    draws: how many plausible linkages are wanted beside the best answer. numbers: what it goes on from.
    """

    folder: Folder
    weighed: Weighed
    permit: Permit
    store: RunStore
    say: Say
    draws: int = 0
    numbers: Numbers = field(default_factory=Numbers)

    @cached_property
    def gathered(self) -> sources.Gathered:
        """What arrived. Kept in memory alone: nobody who objects may be on disk before they are taken out."""
        return sources.gather(self.folder, self.permit, self.weighed.today, self.say)

    def may(self, operation: Operation) -> frozenset[Category]:
        """The categories that the permit grants for an operation today."""
        return frozenset(
            use.category
            for use in self.folder.programme.requested()
            if use.operation is operation and is_permitted(self.permit, use, self.weighed.today)
        )


@dataclass(frozen=True)
class Made:
    """What a stage publishes, and what it came to in words, for whoever watches the run."""

    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    told: str = ""
