"""A finding as the gate reads it: what a group of people said about a pattern of use."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pyarrow as pa

from licet.errors import ProgrammeError
from licet.programme import Pattern, digest_of, pattern_of

EVERYONE = "everyone"


class Basis(StrEnum):
    """Where a finding comes from; it says what the finding may grant and withhold."""

    DESIGN = "design-based"
    MODEL = "model-based"
    DELIBERATION = "deliberation"
    CODED = "coded"
    BEHAVIOUR = "behaviour"


MAY_WITHHOLD = frozenset({Basis.DESIGN, Basis.MODEL, Basis.DELIBERATION, Basis.BEHAVIOUR})


class Measure(StrEnum):
    """What a finding estimates the share of."""

    ACCEPT = "accept"
    OPPOSE = "oppose"
    STAY_AWAY = "would-stay-away"
    CONCERN = "raises-concern"
    TRUSTS = "trusts"
    KNOWS = "knows"
    OBJECTS = "objects"


@dataclass(frozen=True)
class Finding:
    """An estimated share with its interval; level is the one-sided level of each bound."""

    pattern: Pattern
    group: str
    measure: Measure
    estimate: float
    ci_low: float
    ci_high: float
    level: float
    n: int
    n_effective: float
    basis: Basis
    population: str
    area: str
    wave: int
    question: str
    on_date: date
    hypothetical: bool = False

    def __post_init__(self) -> None:
        bounds = (self.ci_low, self.estimate, self.ci_high)
        if not (0 <= self.ci_low <= self.estimate <= self.ci_high <= 1):
            raise ProgrammeError(
                f"A finding on {self.question or self.measure} has an estimate outside its interval or an "
                f"interval outside 0 to 1 ({len(bounds)} numbers expected in order: low, estimate, high)."
            )

    def key(self) -> str:
        """A short name by which decisions cite the finding; equal findings have equal names."""
        return digest_of([_plain(getattr(self, name)) for name in self.__dataclass_fields__])[:12]


def findings_of_table(table: pa.Table) -> list[Finding]:
    """Read the rows of a `findings` table, in a stated order.

    Raises ProgrammeError where a row speaks of a use, basis or measure that the vocabulary does not have.
    """
    findings = [_finding(row) for row in table.to_pylist()]
    return sorted(findings, key=Finding.key)


def _finding(row: dict[str, Any]) -> Finding:
    pattern = pattern_of(
        row["category"], row["operation"], row["purpose"], row["actor"], row["choice"], row["safeguards"]
    )
    try:
        measure, basis = Measure(row["measure"]), Basis(row["basis"])
    except ValueError as unknown:
        raise ProgrammeError(
            f"A finding has a measure or basis that Licet does not know: {unknown}."
        ) from None
    rest = {name: row[name] for name in _COPIED}
    return Finding(pattern=pattern, measure=measure, basis=basis, **rest)


_COPIED = tuple(name for name in Finding.__dataclass_fields__ if name not in ("pattern", "measure", "basis"))


def _plain(value: Any) -> Any:
    if isinstance(value, Pattern):
        return [getattr(value, name) for name in value.__dataclass_fields__]
    return value
