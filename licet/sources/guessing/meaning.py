"""What a column's name says: which field, of whom, and which of several."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from licet.sources.guessing import words
from licet.sources.guessing.headers import phrases_of, words_of

COMMON = 0.6
"""The share of columns that begin with a word from which it is taken for the name of the table."""

Words = tuple[str, ...]


@dataclass(frozen=True)
class Meaning:
    """What a column's name says.

    field: of a person, or None. phrase: the words that say so. unplaceable: what it is that a layout has no
    field for.
    marker: the safety marker that it is. role, number: whose it is, None where it does not say. rest: words
    that are not known. former: it is of what was, or is also, called something else. strange: it is about
    somebody or something outside the family.
    """

    column: str
    words: Words
    field: str | None = None
    phrase: str = ""
    unplaceable: str | None = None
    marker: str | None = None
    role: str | None = None
    number: int | None = None
    rest: Words = ()
    former: bool = False
    strange: bool = False

    @property
    def plain(self) -> bool:
        """Whether the name says a field in words that mean nothing else."""
        return self.field is not None and self.phrase not in words.AMBIGUOUS

    @property
    def of_a_record(self) -> bool:
        """Whether the name may be that of a number of the record: No, Row No, Pupil No, House Ref."""
        number = self.phrase in words.NUMBERING and (self.role is not None or bool(self.rest))
        return not self.plain and (number or bool(words.NUMBERING & set(self.rest)))

    @property
    def doubts(self) -> int:
        """How far the name is from naming its field plainly; one that only says number is the furthest."""
        return len(self.rest) + (self.phrase in words.AMBIGUOUS) + (self.phrase in words.NUMBERING)


def meanings(header: Sequence[str]) -> list[Meaning]:
    """What each column's name says, beside the others."""
    split = [words_of(column) for column in header]
    begins = Counter(each[0] for each in split if len(each) > 1)
    of_table = {
        word
        for word, count in begins.items()
        if count >= 3 and count >= COMMON * len(split) and not _says_something(word)
    }
    told = zip(header, split, strict=True)
    return [_meaning(column, each[1:] if each[:1] and each[0] in of_table else each) for column, each in told]


def _says_something(word: str) -> bool:
    return any((word,) in table for table in (_phrases("FIELDS"), _phrases("ROLES"), _phrases("MARKERS")))


def _meaning(column: str, said: Words) -> Meaning:
    found = {name: _longest(said, _phrases(name)) for name in ("FIELDS", "UNPLACEABLE", "MARKERS")}
    best = max(found, key=lambda name: _weight(found[name]))
    phrase = found[best]
    left = said if phrase is None else _without(said, phrase)
    role, left = _role(left)
    number, left = _number(left)
    same = [other for other, meant in _phrases(best).items() if phrase and meant == _phrases(best)[phrase]]
    known = words.FORMER | words.OUTSIDERS | words.GLUE
    what = None if phrase is None else _phrases(best)[phrase]
    return Meaning(
        column,
        said,
        field=what if best == "FIELDS" else None,
        phrase=" ".join(phrase or ()),
        unplaceable=what if best == "UNPLACEABLE" else None,
        marker=what if best == "MARKERS" else None,
        role=role,
        number=number,
        rest=tuple(word for word in left if word not in known and (word,) not in same),
        former=bool(words.FORMER & set(left)),
        strange=role is None and bool(words.OUTSIDERS & set(left)),
    )


@cache
def _phrases(name: str) -> Mapping[Words, str]:
    table: Mapping[str, Sequence[str]] = getattr(words, name)
    return {phrase: what for what, each in table.items() for phrase in phrases_of(each)}


def _weight(phrase: Words | None) -> tuple[int, bool, int]:
    """The more words the more telling; then what is not ambiguous; then the longer words."""
    if phrase is None:
        return (0, False, 0)
    return (len(phrase), " ".join(phrase) not in words.AMBIGUOUS, len("".join(phrase)))


def _longest(said: Words, phrases: Iterable[Words]) -> Words | None:
    """The longest phrase that stands in these words."""
    return max((each for each in phrases if _at(said, each) is not None), key=_weight, default=None)


def _at(said: Words, phrase: Words) -> int | None:
    starts = range(len(said) - len(phrase) + 1)
    return next((start for start in starts if said[start : start + len(phrase)] == phrase), None)


def _without(said: Words, phrase: Words) -> Words:
    start = _at(said, phrase) or 0
    return said[:start] + said[start + len(phrase) :]


def _role(said: Words) -> tuple[str | None, Words]:
    """Whose it is, and the other words; where two are named, not the one whom the record is about."""
    found = dict[str, Words]()
    while (phrase := _longest(said, _phrases("ROLES"))) is not None:
        found.setdefault(_phrases("ROLES")[phrase], phrase)
        said = _without(said, phrase)
    others = [role for role in found if role not in words.SUBJECTS or role == "mother"]
    return next(iter([*others, *found]), None), said


def _number(said: Words) -> tuple[int | None, Words]:
    for word in said:
        number = int(word) if word.isdigit() and len(word) < 3 else words.ORDINALS.get(word)
        if number is not None:
            return number, tuple(other for other in said if other != word)
    return None, said
