"""A linkage model: what is compared, on which pairs, and where it learns. Written without data."""

from dataclasses import dataclass

from licet.errors import ScienceError
from licet.linkage.blocking import BlockingRule
from licet.linkage.comparisons import Comparison


@dataclass(frozen=True)
class LinkageModel:
    """Everything that decides a linkage but the mentions and the constraints.

    comparisons: fields as evidence, taken as independent given match or non-match.
    blocking: a pair is compared if any of these rules joins it.
    training: one pass of EM each. Choose rules whose blocks hold few relatives (a forename or a date of
    birth in every rule), and between them leave every column free at least once.
    dependent: pairs of comparisons, by name, on whose values strangers agree together: people of one
    background share forename and surname. Both must begin with an exact level.
    keep: links of a lower match probability are not kept.
    margin: candidates that exclude one another and differ by fewer bits than this are left ambiguous.
    family_pairs: about how many pairs family evidence is learnt from; all are weighed.
    rounds: how often all is learnt again with candidates competing (see `family_evidence`).
    random_pairs: how many pairs u is learnt from. training_pairs: about how many one pass of EM looks at; it
    draws whole blocks where there are more. most_pairs: more candidates than this are refused.
    """

    comparisons: tuple[Comparison, ...]
    blocking: tuple[BlockingRule, ...]
    training: tuple[BlockingRule, ...]
    dependent: tuple[tuple[str, str], ...] = ()
    keep: float = 0.01
    margin: float = 1.0
    family_pairs: int = 1_000_000
    rounds: int = 6
    random_pairs: int = 1_000_000
    training_pairs: int = 5_000_000
    most_pairs: int = 500_000_000

    def __post_init__(self) -> None:
        names = [comparison.name for comparison in self.comparisons]
        if not names or len(set(names)) != len(names):
            raise ScienceError(f"A model needs comparisons with names of their own; it has {names}.")
        if not self.blocking or not self.training:
            raise ScienceError("A model needs at least one blocking rule and one training rule.")
        if not 0 < self.keep < 1 or self.margin < 0:
            raise ScienceError("`keep` is a probability above 0 and below 1; `margin` is 0 bits or more.")
        for rule in self.training:
            if sum(is_free(comparison, rule) for comparison in self.comparisons) < 2:
                # With one free field, any share of matches fits the counts as well as any other.
                raise ScienceError(
                    f"The training rule '{rule}' leaves fewer than two comparisons free: EM needs two."
                )
        for comparison in self.comparisons:
            if not any(is_free(comparison, rule) for rule in self.training):
                raise ScienceError(
                    f"Every training rule blocks on what {comparison.name} compares, so nothing is learnt "
                    "of it. Add a training rule that leaves it free."
                )

    def places(self, names: tuple[str, str]) -> list[int]:
        """Where comparisons of these names stand."""
        return [[comparison.name for comparison in self.comparisons].index(name) for name in names]

    @property
    def columns(self) -> frozenset[str]:
        """The columns of mentions that the model reads."""
        compared = {column for comparison in self.comparisons for column in comparison.columns}
        return frozenset(compared.union(*(rule.reads for rule in (*self.blocking, *self.training))))


def is_free(comparison: Comparison, rule: BlockingRule) -> bool:
    """Whether a block of the rule leaves the comparison free to agree or not."""
    return not rule.columns & (set(comparison.columns) - comparison.beside)
