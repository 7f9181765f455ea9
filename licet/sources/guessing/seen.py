"""What a column's values show: how many pass each test, and in which forms its dates could be read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.sources import dates, identifiers
from licet.sources.guessing import words
from licet.sources.identifiers import BoolArray, matches
from licet.sources.layout import DateFormat
from licet.sources.lines import BEGINS_WITH_A_NUMBER, NOTHING_AFTER_THE_STREET
from licet.sources.names import plain

EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
PHONE = r"^(\+?44|0)[\d\s\-()]{8,14}$"
HOUSE = r"^\d{1,5}\s?[a-zA-Z]?([-/]\d+\s?[a-zA-Z]?)?$"
TEXT = r"^\P{N}*\p{L}\P{N}*$"
ONE_WORD = r"^\S+$"
LETTERS_OF_SEX = ("m", "f", "male", "female", "boy", "girl", "u", "unknown")
WORDS_OF_RELATION = tuple(word for each in words.RELATIONS.values() for word in each)
NEARLY_ALL = 0.9

Test = Callable[[pa.Array], BoolArray]


def _one_of(known: tuple[str, ...]) -> Test:
    return lambda values: pc.is_in(plain(values), pa.array(known)).to_numpy(zero_copy_only=False)


def _like(pattern: str) -> Test:
    return lambda values: matches(pc.utf8_trim_whitespace(values), pattern)


def _as_plain(pattern: str) -> Test:
    return lambda values: matches(plain(values), pattern)


TESTS: Mapping[str, Test] = {
    "id_nhs": lambda values: identifiers.nhs_number_ok(identifiers.compact(values)),
    "id_upn": lambda values: identifiers.upn_ok(identifiers.compact(values)),
    "id_nino": lambda values: identifiers.nino_ok(identifiers.compact(values)),
    "postcode": lambda values: identifiers.postcode_ok(identifiers.spaced_postcode(values)),
    "uprn": lambda values: identifiers.uprn_ok(identifiers.compact(values)),
    "email": _like(EMAIL),
    "phone": _like(PHONE),
    "street_number": _like(HOUSE),
    "text": _like(TEXT),
    "letters": _like(r"\p{L}"),
    "number and street": _as_plain(BEGINS_WITH_A_NUMBER),
    "no more than number and street": _as_plain(NOTHING_AFTER_THE_STREET),
    "one word": _like(ONE_WORD),
    "sex": _one_of(LETTERS_OF_SEX),
    "sex in numbers": _like(r"^[0129]$"),
    "relationship": _one_of(WORDS_OF_RELATION),
    "two-digit year": _like(dates.TWO_DIGIT_YEAR),
    **{
        str(form): lambda values, form=form: ~dates.is_bad(values, dates.iso_dates(values, form))  # type: ignore[misc]
        for form in DateFormat
    },
}


@dataclass(frozen=True)
class Seen:
    """Counts of rows: all, those with a value, and those that pass each test; and of distinct values.

    running: whether nearly every value is a number above the one before it, as numbers of rows are.
    dated: whether the column's declared type says that they are dates.
    """

    rows: int
    filled: int
    distinct: int
    passing: Mapping[str, int]
    running: bool
    dated: bool

    def share(self, test: str) -> float:
        """The share of values that pass a test; 0 where there are none."""
        return self.passing[test] / self.filled if self.filled else 0.0


def seen(column: pa.Array, *, dated: bool = False) -> Seen:
    """What the values of a column show; distinct ones are looked at once."""
    filled = column.drop_null()
    counted = pc.value_counts(filled)
    values, counts = counted.field("values"), counted.field("counts").to_numpy()
    passing = {name: int(counts[np.asarray(test(values))].sum()) for name, test in TESTS.items()}
    return Seen(len(column), len(filled), len(values), passing, _running(filled), dated)


def _running(values: pa.Array) -> bool:
    texts = pc.utf8_trim_whitespace(values)
    numbers = texts.filter(pa.array(matches(texts, r"^\d{1,18}$"))).cast(pa.int64()).to_numpy()
    if min(len(numbers), len(np.unique(numbers))) < NEARLY_ALL * len(values):
        return False
    return len(numbers) > 1 and bool((np.diff(numbers) > 0).mean() >= NEARLY_ALL)


def looks_like_a_record(header: list[str]) -> bool:
    """Whether a header holds what only a row of data does."""
    cells = pa.array(header, pa.string())
    telling = ("id_nhs", "id_upn", "id_nino", "postcode", "email", "phone", "two-digit year", *DateFormat)
    return any(TESTS[str(name)](cells).any() for name in telling) or bool(matches(cells, r"^\d{3,}$").any())
