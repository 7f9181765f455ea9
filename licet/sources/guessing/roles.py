"""Whose each column is: columns gathered into the people of a row."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase, digits

from licet.sources.guessing import words
from licet.sources.guessing.placing import Placed

NAMES = ("forename", "surname")
NAMING = (*NAMES, "birth_date", "expected_date", "id_nhs", "id_upn", "id_nino")
TO_A_CHILD = ("mother", "father", "parent", "guardian", "carer", "contact", "kin", "sibling")
WHOSE = "nothing in its name says whose it is"
NO_PERSON = "no name, date of birth or identifier of this person is there"
ALSO = "another column is nearer to the same field"

LETTERS_OF_ROLES = frozenset(ascii_lowercase + digits + "-")

Key = tuple[str | None, int | None, tuple[str, ...]]
"""Whose a column is: role, which of several, and unknown words, which may be a role that no table has."""


@dataclass(frozen=True)
class Person:
    """One of the people of a row: the columns that tell of them, by field.

    kind: the role without its number. relation: the column that says how they are related.
    unknown: whether their role is in words that no table has.
    """

    role: str
    kind: str
    fields: Mapping[str, Placed]
    relation: Placed | None = None
    unknown: bool = False

    @property
    def is_child(self) -> bool:
        """Whether this is a child."""
        return self.kind == "child"


def people_of(placed: Sequence[Placed]) -> tuple[list[Person], list[Placed]]:
    """The people of a row, the one whom it is about first, and the columns that are nobody's."""
    groups = dict[Key, list[Placed]]()
    for each in placed:
        if each.field is not None:
            groups.setdefault(_key(each), []).append(each)
    subject = _subject(groups)
    gathered = dict[Key, list[Placed]]()
    for key, columns in groups.items():
        whose, doubted = _whose(key, groups, subject)
        gathered.setdefault(whose, []).extend(map(_doubted, columns) if doubted else columns)
    ordered = sorted(gathered, key=lambda key: (key != subject, list(gathered).index(key)))
    made = [_person(key, gathered[key]) for key in ordered]
    people = _related([person for person, _ in made if set(NAMING) & set(person.fields)])
    homeless = [each for person, _ in made if not set(NAMING) & set(person.fields) for each in _all(person)]
    left = [
        replace(each, field=None, why_not=NO_PERSON) for each in homeless if each not in _relations(people)
    ]
    return people, [*left, *(each for _, rest in made for each in rest)]


def _key(placed: Placed) -> Key:
    said = placed.meaning
    # Everybody is a person: the word says no more than none.
    role = None if said.role == "person" else said.role
    return (role, said.number, () if said.role else said.rest)


def _named(columns: Iterable[Placed]) -> bool:
    return set(NAMES) <= {each.field for each in columns if not each.meaning.former}


def _subject(groups: Mapping[Key, Sequence[Placed]]) -> Key:
    """Whom the record is about: a role that its columns name, or else the one that fits the others."""
    plain = groups.get((None, None, ()), [])
    told = [key for key in groups if key[0] in words.SUBJECTS]
    for key in sorted(told, key=lambda key: (key[1] or 0, words.SUBJECTS.index(str(key[0])))):
        several = any(other[0] == key[0] and other[1] != key[1] for other in groups)
        if not (_named(plain) and (several or _named(groups[key]))):
            return key
    nobodys = [each for key, columns in groups.items() if key[0] is None for each in columns]
    pupils = any(each.field == "id_upn" for each in nobodys)
    if pupils or (any(key[0] in TO_A_CHILD for key in groups) and not _has_child(groups)):
        return ("child", None, ())
    return ("person", None, ())


def _has_child(groups: Iterable[Key]) -> bool:
    return any(key[0] == "child" for key in groups)


def _whose(key: Key, groups: Mapping[Key, Sequence[Placed]], subject: Key) -> tuple[Key, bool]:
    """The person whom a group of columns is about, and whether that is a guess."""
    role, number, rest = key
    if role is not None:
        alone = not any(other[0] == role and other[1] not in (None, number) for other in groups)
        same = (role, None, ())
        # A second telephone is no second person.
        another = number is None or (number > 1 and _named(groups[key]))
        return (same, False) if alone and not another and same in groups else (key, False)
    if rest and _named(groups[key]):
        return key, True
    if number is not None and number > 1 and _named(groups[key]):
        return ("person", number, ()), False
    if number == 1 and any(
        other[0] is None and (other[1] or 0) > 1 and _named(groups[other]) for other in groups
    ):
        return ("person", 1, ()), False
    return subject, bool(rest)


def _doubted(placed: Placed) -> Placed:
    return placed if placed.ask else replace(placed, ask=f"{WHOSE}, or it has words that are not known")


def _person(key: Key, columns: Sequence[Placed]) -> tuple[Person, list[Placed]]:
    """A person, each field from the column that is nearest to it, and the columns left over."""
    role, number, rest = key
    kind = role or _as_role("-".join(rest))
    fields, left = dict[str, Placed](), list[Placed]()
    for each in sorted(columns, key=lambda each: (each.meaning.former, each.meaning.doubts)):
        if each.meaning.former and each.field == "surname" and "former_surname" not in fields:
            fields["former_surname"] = replace(each, field="former_surname")
        elif each.field in fields or (each.meaning.former and each.field != "relationship"):
            left.append(replace(each, field=None, why_not=ALSO))
        else:
            fields[str(each.field)] = each
    relation = fields.pop("relationship", None)
    name = kind if number is None else f"{kind}-{number}"
    return Person(name, kind, fields, relation, unknown=role is None), left


def _as_role(said: str) -> str:
    """Words in whatever script as a layout can name a role; different words stay different."""
    plain = "".join(letter if letter in LETTERS_OF_ROLES else f"u{ord(letter):x}" for letter in said)
    return plain if plain[:1].isalpha() else f"person-{plain}"


def _related(people: list[Person]) -> list[Person]:
    """A relationship told of nobody in particular is the one adult's beside a child, if it has none yet."""
    if not people or people[0].relation is None:
        return people
    adults = [place for place, each in enumerate(people) if each.kind in TO_A_CHILD]
    if not people[0].is_child or len(adults) != 1 or people[adults[0]].relation is not None:
        return people
    told = list(people)
    told[adults[0]] = replace(people[adults[0]], relation=people[0].relation)
    told[0] = replace(people[0], relation=None)
    return told


def _all(person: Person) -> list[Placed]:
    return [*person.fields.values(), *([person.relation] if person.relation else [])]


def _relations(people: Collection[Person]) -> list[Placed]:
    return [each.relation for each in people if each.relation is not None]
