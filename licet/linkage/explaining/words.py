"""The words in which a linkage is explained: one place for all of them, made to be read aloud."""

from collections.abc import Callable
from functools import singledispatch

import numpy as np

from licet.linkage.blocking import BlockingRule
from licet.linkage.comparisons import Comparison
from licet.linkage.encoding import Floats
from licet.linkage.keys import EitherOrder, FirstKnown, Key, Same, Slice, Sounds
from licet.linkage.levels import (
    Both,
    DayMonthSwapped,
    DaysApart,
    Edits,
    Either,
    Exact,
    Formerly,
    Initial,
    JaroWinkler,
    Level,
    Not,
    SameYear,
    SharedWords,
    ShortFor,
    Swapped,
    YearOff,
)

FIELDS = {
    "forename": "first name",
    "birth_date": "date of birth",
    "middle": "middle name",
    "phone": "telephone number",
    "email": "e-mail address",
    "address_key": "address",
    "street_name": "street",
    "street_number": "house number",
    "id_nhs": "NHS number",
    "id_upn": "pupil number",
    "id_nino": "National Insurance number",
    "id_local": "holder's own number",
    "prior": "before comparing",
    "role_expected": "roles",
    "age_expected": "ages",
    "sex_expected": "sexes",
    "family": "the others mentioned with them",
}

TIES = {
    "parent-of": "is a parent of",
    "guardian-of": "is a guardian of",
    "partner-of": "is a partner of",
    "lives-with": "lives with",
}

UNKNOWN = "is not known in one of them, or in neither"
DIFFERS = "differs"
MUCH = 0.9
"""From this similarity on, two spellings are much alike."""

TOO_RARE = "not learnt: too rare"
"""What stands for the points of a level that hardly any pair reached."""

RARE = 1.0
"""Bits from which a value that agrees is called rare or common: half as frequent as most, or twice."""

NOTHING = 0.15
"""Fewer bits than this, either way, say next to nothing: they change the odds by a tenth."""


def field(name: str) -> str:
    """A column, or a part of a match weight, in words."""
    return FIELDS.get(name, name.replace("_", " "))


def heading(name: str) -> str:
    """The same, where it heads a column or a row."""
    return capital(field(name))


def capital(text: str) -> str:
    """The same text, begun as a sentence is."""
    return f"{text[:1].upper()}{text[1:]}"


@singledispatch
def clause(level: Level) -> str:
    """What a level says of two mentions, as the clause of a sentence."""
    return f"it holds that {level}"


def _of_one_column(level_type: type, says: Callable[[Level], str]) -> None:
    def worded(level: Level) -> str:
        return f"the {field(level.columns[0])} {says(level)}"

    clause.register(level_type, worded)


for _type, _says in {
    Exact: lambda _: "is the same",
    JaroWinkler: lambda level: "is spelt much alike" if level.least >= MUCH else "is spelt alike",
    Edits: lambda level: f"differs by {_letters(level.most)}",
    DaysApart: lambda level: f"is at most {level.most:g} days apart",
    DayMonthSwapped: lambda _: "has day and month swapped",
    YearOff: lambda _: "has the same day and month, and another year",
    SameYear: lambda _: "has the same year, and another day",
    SharedWords: lambda level: f"has {_words(level.least)} in common",
    Initial: lambda _: "is an initial in one of them",
    ShortFor: lambda _: "is short for the same name",
    Formerly: lambda _: "is an earlier one of the other, or they had the same before",
    Swapped: lambda level: f"and the {field(level.other)} have changed places",
}.items():
    _of_one_column(_type, _says)


@clause.register
def _both(level: Both) -> str:
    return f"{clause(level.one)}, and {clause(level.other)}"


@clause.register
def _either(level: Either) -> str:
    return f"{clause(level.one)}, or {clause(level.other)}"


@clause.register
def _not(level: Not) -> str:
    return f"it is not so that {clause(level.level)}"


def _letters(most: float) -> str:
    return "one letter or digit" if most == 1 else f"up to {most:g} letters or digits"


def _words(least: float) -> str:
    return "a word" if least <= 1 else f"{least:g} words"


def clauses(comparison: Comparison) -> tuple[str, ...]:
    """What each level of a comparison says; then what the last one says; then that nothing is known."""
    subject = f"the {field(comparison.needs[0])}"
    return (*map(clause, comparison.levels), f"{subject} {DIFFERS}", f"{subject} {UNKNOWN}")


def rarity(rare: float) -> str:
    """What a value adds to a clause for being rare or common. rare: the bits of it."""
    if abs(rare) < RARE:
        return ""
    return ", and it is a rare one" if rare > 0 else ", though it is a common one"


def rule(found_by: BlockingRule) -> str:
    """A blocking rule as what two mentions must agree on."""
    return " + ".join(map(key, found_by.keys))


@singledispatch
def key(blocked_by: Key) -> str:
    """A blocking key in words."""
    return str(blocked_by)


@key.register
def _same(blocked_by: Same) -> str:
    return field(blocked_by.column)


@key.register
def _slice(blocked_by: Slice) -> str:
    return f"{blocked_by.letters} of {field(blocked_by.column)}"


@key.register
def _sounds(blocked_by: Sounds) -> str:
    return f"sound of {field(blocked_by.column)}"


@key.register
def _first_known(blocked_by: FirstKnown) -> str:
    return f"{field(blocked_by.column)}, or else {field(blocked_by.other)}"


@key.register
def _either_order(blocked_by: EitherOrder) -> str:
    return f"{field(blocked_by.column)} and {field(blocked_by.other)} in either order"


EXPECTED = {
    "role_expected": ("their roles in the two records go together", "their roles seldom go together"),
    "age_expected": ("their ages go with their roles", "their ages seldom go with their roles"),
    "sex_expected": (
        "their sexes, or what first names let one expect, go together",
        "their sexes, or what first names let one expect, seldom go together",
    ),
    "family": (
        "the others mentioned with them fit",
        "the others mentioned with them do not fit, or somebody else fits better",
    ),
}
"""What a part that compares no field says where it is for, and where it is against."""


def expected(part: str, weight: Floats) -> list[str]:
    """What such a part says of each pair."""
    speaks_for, against = EXPECTED[part]
    little = f"{field(part)}: next to nothing"
    said = np.select([np.abs(weight) < NOTHING, weight > 0], [little, speaks_for], against)
    found: list[str] = said.tolist()
    return found


def before(source: str, other: str, weight: float) -> str:
    """The prior as a clause."""
    sources = f"two records of {source}" if source == other else f"a record of {source} and one of {other}"
    return f"of all pairs of {sources}, one in {count(1 + 2.0**-weight)} is one person"


def times(weight: float) -> str:
    """Bits as how many times likelier, either way."""
    many = count(2.0 ** min(abs(weight), 60.0))
    more = "likelier" if weight > 0 else "less likely"
    return f"That makes it {many} times {more} that they are one person."


def held_by(mentions: int, kept: int, weak: int) -> str:
    """How many pairs of a person's mentions were kept, and how many of these do not reach the line."""
    pairs = mentions * (mentions - 1) // 2
    kept_of = f"{kept} of their {pairs} pairs were kept" if pairs > 1 else "their one pair was kept"
    short = f"{weak} do not reach the line by themselves" if weak else "all reach the line by themselves"
    if weak == 1 or kept == 1:
        short = f"{weak or 'it'} {'does not reach' if weak else 'reaches'} the line by itself"
    return f"{mentions} mentions; {kept_of}; {short}."


def count(value: float) -> str:
    """A number to two figures, as people say it."""
    if value >= 1e6:
        return "more than a million"
    if value >= 100:
        return f"about {float(f'{value:.2g}'):,.0f}"
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}".removesuffix(".0")


def chance(probability: float) -> str:
    """A probability as a chance in 100; never a certainty."""
    if probability > 0.9995:
        return "more than 99.9 in 100"
    if probability < 0.0005:
        return "less than 0.1 in 100"
    return f"{100 * probability:.1f}".removesuffix(".0") + " in 100"


def points(weight: float) -> str:
    """Bits with their sign; no sum is ever minus nothing."""
    return f"{weight + 0.0:+.1f}".replace("-", "−").replace("+0.0", "0.0").replace("−0.0", "0.0")


def sentence(text: str) -> str:
    """A clause as a sentence."""
    return f"{capital(text)}."
