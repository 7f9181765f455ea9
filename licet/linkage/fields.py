"""The fields of a person: how each is compared, from experience of how each goes wrong."""

from collections.abc import Iterable

from licet.linkage.comparisons import Comparison, Rare
from licet.linkage.levels import (
    Both,
    DayMonthSwapped,
    DaysApart,
    Edits,
    Exact,
    Formerly,
    Initial,
    JaroWinkler,
    Level,
    SameYear,
    SharedWords,
    ShortFor,
    Swapped,
    YearOff,
)

ADDRESS = ("address_key", "street_number", "street_name", "postcode")


def forename(column: str = "forename", surname: str = "surname") -> Comparison:
    """Forenames: the same, swapped with the surname, short for the same, an initial, or spelt alike."""
    levels = (
        Exact(column),
        Swapped(column, surname),
        Edits(column, 1),
        ShortFor(column),
        JaroWinkler(column, 0.9),
        Initial(column),
        JaroWinkler(column, 0.8),
    )
    return Comparison(
        "forename", levels, (column,), rare=(Rare(column),), beside=frozenset({surname}), one_script=True
    )


def surname(column: str = "surname", former: str | None = None) -> Comparison:
    """Surnames: the same, now or before, one word of a double name, or spelt alike.

    former: the column of an earlier surname, if there is one.
    """
    before: tuple[Level, ...] = () if former is None else (Formerly(column, former),)
    levels = (
        Exact(column),
        *before,
        Edits(column, 1),
        JaroWinkler(column, 0.9),
        SharedWords(column),
        JaroWinkler(column, 0.8),
    )
    return Comparison("surname", levels, (column,), rare=(Rare(column),), one_script=True)


def middle(column: str = "middle") -> Comparison:
    """Middle names or initials."""
    levels = (Exact(column), Initial(column))
    return Comparison("middle", levels, (column,), rare=(Rare(column),), one_script=True)


def birth_date(column: str = "birth_date") -> Comparison:
    """Dates of birth, and the ways in which they are mistaken."""
    levels = (
        Exact(column),
        DayMonthSwapped(column),
        Edits(column, 1),
        YearOff(column),
        DaysApart(column, 31),
        SameYear(column),
    )
    return Comparison("birth_date", levels, (column,), rare=(Rare(column),))


def sex(column: str = "sex") -> Comparison:
    """Sex as recorded."""
    return Comparison("sex", (Exact(column),), (column,))


def postcode(column: str = "postcode") -> Comparison:
    """Postcodes: the same, or one letter off."""
    return Comparison("postcode", (Exact(column), Edits(column, 1)), (column,), rare=(Rare(column),))


def street_number(column: str = "street_number") -> Comparison:
    """House numbers: the same, or one digit off."""
    return Comparison("street_number", (Exact(column), Edits(column, 1)), (column,), rare=(Rare(column),))


def street_name(column: str = "street_name") -> Comparison:
    """Street names: the same, or spelt alike."""
    levels = (Exact(column), JaroWinkler(column, 0.92), JaroWinkler(column, 0.84), SharedWords(column, 2))
    return Comparison("street_name", levels, (column,), rare=(Rare(column),))


def address(columns: Iterable[str] = ADDRESS) -> Comparison:
    """Key, number, street and postcode as one piece of evidence: apart, one agreement would count thrice.

    columns: those of the address that the mentions have; levels that need another are left out.
    A shared key weighs less the more mentions share it, so a hall of residence says little.
    """
    known = tuple(column for column in ADDRESS if column in set(columns))
    alike = JaroWinkler("street_name", 0.88)
    levels: tuple[Level, ...] = (
        Exact("address_key"),
        Both(Exact("street_number"), alike),
        Both(Exact("street_number"), Exact("postcode")),
        Both(Edits("street_number", 1), alike),
        alike,
        Exact("postcode"),
    )
    held = tuple(level for level in levels if set(level.columns) <= set(known))
    needs = tuple(column for column in known if column != "street_number")
    return Comparison("address", held, needs, rare=(Rare("address_key"),) if "address_key" in known else ())


def exact_or_typing_slip(column: str) -> Comparison:
    """An identifier, telephone number or e-mail address: the same, or one slip in typing."""
    return Comparison(column, (Exact(column), Edits(column, 1)), (column,))
