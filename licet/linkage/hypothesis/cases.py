"""What may have happened to somebody between two records, as differences between the records."""

from dataclasses import dataclass

from licet.linkage.fields import ADDRESS


@dataclass(frozen=True)
class Case:
    """What differs in the copy of a record. same: whether the copy still means the same person.

    others: columns that hold somebody else's values. empty: columns, or beginnings of their names, that the
    copy does not have. of: columns that a record must hold for the case to be about it.
    """

    name: str
    others: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    same: bool = True


NUMBERS = ("id_", "phone", "email")
CASES = (
    Case("nothing changed"),
    Case("no numbers known", empty=NUMBERS),
    Case("moved", others=ADDRESS, empty=NUMBERS, of=("postcode",)),
    Case("new surname", others=("surname",), empty=NUMBERS, of=("surname",)),
    Case("moved, new surname", others=(*ADDRESS, "surname"), empty=NUMBERS, of=("postcode", "surname")),
    Case("one name only", empty=("forename", "middle", *NUMBERS), of=("forename", "surname")),
    Case("no date of birth", empty=("birth_date", *NUMBERS), of=("birth_date",)),
    Case("a twin's record", others=("forename",), empty=("middle", *NUMBERS), of=("birth_date",), same=False),
)
"""Numbers settle most cases where both records have them: all cases but the first are without."""
