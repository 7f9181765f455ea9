"""What a row asserts of its people, as far as names of roles and columns of relationships tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from licet.sources.guessing import words
from licet.sources.guessing.roles import TO_A_CHILD, Person

PARENTS = ("mother", "father", "parent")
RELATED = {
    "parent": ("parent-of", None),
    "grandparent": ("guardian-of", "grandparent-carer"),
    "sibling": ("guardian-of", "sibling-carer"),
    "foster carer": ("guardian-of", "foster-carer"),
    "guardian": ("guardian-of", "guardian"),
}
"""The tie of each kind of relation, and what the record calls such a carer."""

HEADS = ("claimant", "applicant", "tenant", "liable")

NAMED_SO = "because the role is named so"
SAYS_SO = "because this column says how they are related"
ONE_HOME = "because one {head} record names both"
EVERY_ONE = "is every {role} a parent of the child?"
WHICH_ADULT = "whose {role} is this?"
TOGETHER = "do they live together?"


@dataclass(frozen=True)
class TieGuess:
    """A tie of the draft. column, is_: where it holds only where a column has one of these words.

    because: why it is there. ask: what only the holder knows; then it is no more than proposed.
    """

    from_: str
    to: str
    kind: str
    column: str | None = None
    is_: tuple[str, ...] = ()
    carer_role: str | None = None
    because: str | None = None
    ask: str | None = None


def ties_of(people: Sequence[Person]) -> list[TieGuess]:
    """The ties between a row's people: those that its names tell, and those to ask about."""
    children = [each for each in people if each.is_child]
    adults = [each for each in people if not each.is_child]
    ties = [tie for adult in adults for child in children for tie in _to_child(adult, child)]
    return [*ties, *(tie for other in adults[1:] for tie in _between(adults[0], other))]


def _to_child(adult: Person, child: Person) -> Iterator[TieGuess]:
    if adult.relation is not None:
        for relation, (kind, carer_role) in RELATED.items():
            column, told = adult.relation.column, words.RELATIONS[relation]
            yield TieGuess(adult.role, child.role, kind, column, told, carer_role, because=SAYS_SO)
    elif adult.kind in PARENTS:
        yield TieGuess(adult.role, child.role, "parent-of", because=NAMED_SO)
    elif adult.kind in HEADS:
        yield TieGuess(adult.role, child.role, "lives-with", because=ONE_HOME.format(head=adult.kind))
    elif adult.kind in TO_A_CHILD and adult.kind != "sibling":
        yield TieGuess(adult.role, child.role, "parent-of", ask=EVERY_ONE.format(role=adult.kind))


def _between(first: Person, other: Person) -> Iterator[TieGuess]:
    if other.kind == "partner":
        known = first.kind in HEADS or first.kind in PARENTS
        ask = None if known else WHICH_ADULT.format(role=other.kind)
        because = NAMED_SO if known else None
        yield TieGuess(first.role, other.role, "partner-of", because=because, ask=ask)
    elif other.kind == first.kind and first.kind not in TO_A_CHILD:
        yield TieGuess(first.role, other.role, "lives-with", ask=TOGETHER)
