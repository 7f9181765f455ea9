"""What a linkage would take, before it is done: pairs per blocking rule, time and memory."""

from dataclasses import dataclass

import pyarrow as pa

from licet.linkage.blocking import RuleCount, pairs_per_rule
from licet.linkage.constraints import Constraints, exclusive
from licet.linkage.model import LinkageModel
from licet.linkage.prepared import encoded_for

SECONDS_PER_MENTION, SECONDS_PER_PAIR = 40e-6, 1.3e-6
BYTES_AT_LEAST, BYTES_PER_MENTION, BYTES_PER_PAIR = 500 * 2**20, 1_200, 50
"""Measured on two cores with invented boroughs of 200,000 to four million mentions (`make bench`)."""


@dataclass(frozen=True)
class Forecast:
    """What linking would take. rules: pairs that each rule adds; seconds and mebibytes are about right."""

    mentions: int
    rules: tuple[RuleCount, ...]
    seconds: float
    mebibytes: float

    @property
    def pairs(self) -> int:
        """Pairs to compare, each once."""
        return sum(rule.pairs for rule in self.rules)


def forecast(mentions: pa.Table, model: LinkageModel, constraints: Constraints) -> Forecast:
    """Count the pairs that the model would compare, and tell about how long and how much memory that takes.

    mentions, model, constraints: as `link` takes them. Raises ScienceError as `link` would.
    """
    encoded = encoded_for(mentions, model, constraints)
    rules = pairs_per_rule(encoded, model.blocking, exclusive(encoded, constraints))
    pairs, count = sum(rule.pairs for rule in rules), len(encoded)
    return Forecast(
        mentions=count,
        rules=rules,
        seconds=SECONDS_PER_MENTION * count + SECONDS_PER_PAIR * pairs,
        mebibytes=(BYTES_AT_LEAST + BYTES_PER_MENTION * count + BYTES_PER_PAIR * pairs) / 2**20,
    )
