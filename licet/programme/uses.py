"""A use of data as a value, and patterns that speak about many uses at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from licet.errors import ProgrammeError
from licet.programme.sentence import in_turn, said
from licet.programme.vocabulary import Actor, Category, Choice, Operation, Purpose, Safeguard
from licet.programme.words import (
    ACTOR_WORDS,
    CATEGORY_WORDS,
    CHOICE_WORDS,
    OPERATION_WORDS,
    PURPOSE_WORDS,
    SAFEGUARD_WORDS,
)


@dataclass(frozen=True)
class Use:
    """One use of one category of data, by one actor, on one basis of choice."""

    category: Category
    operation: Operation
    purpose: Purpose
    actor: Actor
    choice: Choice
    safeguards: frozenset[Safeguard] = frozenset()

    def in_words(self) -> str:
        """The use as a parent reads it."""
        promises = [SAFEGUARD_WORDS[each] for each in in_order(self.safeguards)]
        use = said(
            "{records} {operation} {purpose} {actor}, with {choice}",
            records=CATEGORY_WORDS[self.category],
            operation=OPERATION_WORDS[self.operation],
            purpose=PURPOSE_WORDS[self.purpose],
            actor=ACTOR_WORDS[self.actor],
            choice=CHOICE_WORDS[self.choice],
        )
        return in_turn([use, *promises])

    def key(self) -> str:
        """One line that names the use in the vocabulary's words; equal uses have equal keys."""
        return " ".join(
            (self.category, self.operation, self.purpose, self.actor, self.choice, *in_order(self.safeguards))
        )


@dataclass(frozen=True)
class Pattern:
    """A use with some fields left open; an open field means any."""

    category: Category | None = None
    operation: Operation | None = None
    purpose: Purpose | None = None
    actor: Actor | None = None
    choice: Choice | None = None
    safeguards: frozenset[Safeguard] = frozenset()

    @property
    def closed_fields(self) -> int:
        """How specific the pattern is: closed fields, each safeguard counting one."""
        fields = (self.category, self.operation, self.purpose, self.actor, self.choice)
        return sum(field is not None for field in fields) + len(self.safeguards)


def covers(pattern: Pattern, use: Use) -> bool:
    """Whether a pattern speaks about a use; its safeguards cover a use that has at least those."""
    return (
        pattern.category in (None, use.category)
        and pattern.operation in (None, use.operation)
        and pattern.purpose in (None, use.purpose)
        and pattern.actor in (None, use.actor)
        and pattern.choice in (None, use.choice)
        and pattern.safeguards <= use.safeguards
    )


def pattern_of(
    category: str, operation: str, purpose: str, actor: str, choice: str, safeguards: str
) -> Pattern:
    """Read a pattern from six columns of text, empty meaning any; an unknown word is refused."""
    try:
        return Pattern(
            Category(category) if category else None,
            Operation(operation) if operation else None,
            Purpose(purpose) if purpose else None,
            Actor(actor) if actor else None,
            Choice(choice) if choice else None,
            frozenset(Safeguard(word) for word in safeguards.split()),
        )
    except ValueError as unknown:
        raise ProgrammeError(
            f"Evidence speaks of a use in words that the vocabulary does not have: {unknown}. "
            "See GLOSSARY.md for the words of each field."
        ) from None


def in_order(safeguards: Iterable[Safeguard]) -> list[Safeguard]:
    """Safeguards in the vocabulary's order."""
    return sorted(safeguards, key=list(Safeguard).index)
