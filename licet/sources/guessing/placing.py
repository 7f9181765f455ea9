"""Which field a column holds: what its name says, if its values do not deny it, or what its values prove."""

from dataclasses import dataclass

from licet.sources.guessing.meaning import Meaning
from licet.sources.guessing.seen import Seen
from licet.sources.layout import DateFormat

FEWEST = 8
"""Values from which something is told of them: the disclosure rule hides fewer."""

SURE, LIKELY = 0.9, 0.5
"""The share of values from which they prove a field that no name tells, and from which they bear one out."""

PROVING = {
    "id_upn": "pass the pupil number check",
    "id_nhs": "pass the NHS number check",
    "id_nino": "have the form of a National Insurance number",
    "postcode": "have the form of a postcode",
    "email": "have the form of an e-mail address",
    "phone": "have the form of a telephone number",
}
"""The tests that hardly anything passes by chance, in words."""

BEARING_OUT = {
    "forename": "text",
    "middle": "text",
    "surname": "text",
    "id_upn": "id_upn",
    "id_nhs": "id_nhs",
    "id_nino": "id_nino",
    "postcode": "postcode",
    "uprn": "uprn",
    "relationship": "relationship",
    "street_name": "letters",
    "town": "text",
}
DATES = ("birth_date", "expected_date", "valid_from", "valid_to")
ORDERS = (
    (DateFormat.BRITISH, DateFormat.AMERICAN),
    (DateFormat.COMPACT, DateFormat.AMERICAN_COMPACT),
)
"""Forms of which a date can have both, until a day above twelve tells them apart."""

UNPLACEABLE = {
    "whole name": "a whole name in one column: ask the holder for forename and surname apart",
    "whole address": "a whole address in one column: ask the holder for its parts",
    "more address": "more of an address than a layout has room for",
    "title": "a title is no part of a name",
}
"""What to do about what a layout has no field for."""

TOO_FEW = "too few dates to tell how they are written"
BOTH_FIT = "both orders fit"
TWO_DIGITS = "two-digit years, which may mean two centuries: ask the holder for years of four digits"
DENIED = "its name says {field}, but most values do not: ask the holder"
RUNNING = "its name says {field}, but its values run on from row to row as numbers of rows do: ask the holder"
WORDS_UNKNOWN = "its name says {field}, but most of its words are not known: ask the holder what each means"
IN_ONE = {
    "number and street": "begin with a number, and a street follows",
    "no more than number and street": "are a number and a street, and nothing after them",
}
"""What makes number and street one column to be taken apart, in words."""
ONE_AND_TWO = "1 is read as male and 2 as female"


@dataclass(frozen=True)
class Share:
    """How many values pass a test, and how many do not; `said`: what those that pass do, in words."""

    said: str
    passing: int
    failing: int


@dataclass(frozen=True)
class Placed:
    """A column with its field, or with the reason for having none.

    phrase: the words of its name that say so. shares: what its values show. ask: what only its holder knows.
    """

    meaning: Meaning
    field: str | None = None
    why_not: str | None = None
    phrase: str = ""
    shares: tuple[Share, ...] = ()
    date: DateFormat | None = None
    codes: tuple[tuple[str, str], ...] = ()
    drop_bad: bool = False
    ask: str | None = None

    @property
    def column(self) -> str:
        """The column's name."""
        return self.meaning.column


def place(meaning: Meaning, seen: Seen) -> Placed:
    """The field of one column."""
    if meaning.strange and meaning.role is None:
        return Placed(meaning, why_not="about somebody outside the family")
    if meaning.unplaceable is not None:
        return _line(meaning, seen) or Placed(meaning, why_not=UNPLACEABLE[meaning.unplaceable])
    if meaning.marker is not None:
        return Placed(meaning)
    named = None if meaning.field is None else _by_name(meaning, meaning.field, seen)
    if named is not None and named.field is not None:
        return named
    return _by_values(meaning, seen) or named or Placed(meaning)


def _by_name(meaning: Meaning, name: str, seen: Seen) -> Placed | None:
    """What the name says, or why the values deny it; nothing where an ambiguous name is not borne out."""
    if name in DATES:
        return _date(meaning, name, seen)
    if name == "sex":
        return _sex(meaning, seen)
    if name == "street_number" and _counts_rows(meaning, seen):
        return Placed(meaning, why_not=RUNNING.format(field=meaning.phrase)) if meaning.plain else None
    test = BEARING_OUT.get(name) or (None if meaning.plain else name)
    if test is None or test not in seen.passing or seen.filled < FEWEST:
        return Placed(meaning, name, phrase=meaning.phrase)
    if name == "street_name" and _most(seen, "number and street"):
        return _in_one("number and street", meaning, seen)
    if seen.share(test) < LIKELY:
        why_not = WORDS_UNKNOWN if name == "relationship" else DENIED
        return Placed(meaning, why_not=why_not.format(field=meaning.phrase)) if meaning.plain else None
    if not meaning.plain and name == "forename" and seen.share("one word") < LIKELY:
        return Placed(meaning, why_not=UNPLACEABLE["whole name"])
    shares = (_share(PROVING[name], test, seen),) if name in PROVING else ()
    drop = name.startswith("id_") and _many_fail(test, seen)
    return Placed(meaning, name, phrase=meaning.phrase, shares=shares, drop_bad=drop)


def _counts_rows(meaning: Meaning, seen: Seen) -> bool:
    """Whether what may be the number of a house is that of a row."""
    own = seen.filled >= FEWEST and (seen.running or (not meaning.plain and seen.distinct == seen.rows))
    return meaning.of_a_record or own


def _line(meaning: Meaning, seen: Seen) -> Placed | None:
    """A whole address that is no more than a number and a street."""
    test = "no more than number and street"
    # Whole addresses would be taken for streets, so that hardly any may be among the values.
    sure = seen.filled >= FEWEST and seen.share(test) >= SURE
    return _in_one(test, meaning, seen) if sure and meaning.unplaceable == "whole address" else None


def _in_one(test: str, meaning: Meaning, seen: Seen) -> Placed:
    shares = (_share(IN_ONE[test], test, seen),)
    return Placed(meaning, "number_and_street", phrase=meaning.phrase, shares=shares)


def _by_values(meaning: Meaning, seen: Seen) -> Placed | None:
    for name, said in PROVING.items():
        if seen.filled >= FEWEST and seen.distinct >= FEWEST and seen.share(name) >= SURE:
            return Placed(meaning, name, shares=(_share(said, name, seen),))
    return None


def form_of(seen: Seen) -> tuple[DateFormat, DateFormat | None]:
    """The form in which most values can be read as dates; and another, where hardly any value tells which."""
    form = max(DateFormat, key=lambda each: seen.passing[each])
    pair = next((each for each in ORDERS if form in each), None)
    if pair is None or abs(seen.passing[pair[0]] - seen.passing[pair[1]]) >= FEWEST:
        return form, None
    # The first of the two is how these are written in the United Kingdom.
    return pair


def _date(meaning: Meaning, name: str, seen: Seen) -> Placed:
    phrase = meaning.phrase
    if seen.filled >= FEWEST and all(seen.share(each) < LIKELY for each in DateFormat):
        short = seen.share("two-digit year") >= LIKELY
        return Placed(meaning, why_not=TWO_DIGITS if short else DENIED.format(field=phrase))
    form, other = form_of(seen)
    if seen.passing[form] < FEWEST:
        # Only a declared type may answer: what so few cells are would tell whether there are any.
        return Placed(meaning, name, phrase=phrase, ask=None if seen.dated else TOO_FEW)
    fits = _share(f"can be read as {form}", form, seen)
    ask = None if other is None else f"{BOTH_FIT}: {form} or {other}"
    drop = _many_fail(form, seen)
    return Placed(meaning, name, phrase=phrase, shares=(fits,), date=form, drop_bad=drop, ask=ask)


def _sex(meaning: Meaning, seen: Seen) -> Placed:
    if _most(seen, "sex in numbers"):
        return Placed(meaning, "sex", phrase=meaning.phrase, codes=(("1", "m"), ("2", "f")), ask=ONE_AND_TWO)
    return Placed(meaning, "sex", phrase=meaning.phrase)


def _share(said: str, test: str, seen: Seen) -> Share:
    return Share(said, seen.passing[test], seen.filled - seen.passing[test])


def _most(seen: Seen, test: str) -> bool:
    return seen.passing[test] >= FEWEST and seen.share(test) >= LIKELY


def _many_fail(test: str, seen: Seen) -> bool:
    """Whether more fail than may be typing errors, and enough of them for it to be told."""
    return seen.share(test) < SURE and seen.filled - seen.passing[test] >= FEWEST
