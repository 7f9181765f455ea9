"""A small made-up town: a list of its people with ages and addresses, and forms that name homes again."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from licet.linkage import Constraints, Linkage, SourceConstraint, link, standard_model

CONSTRAINTS = Constraints(
    {
        "form": SourceConstraint(once_per_record=True, once_in_file=frozenset({"head", "partner"})),
        "list": SourceConstraint(once_per_record=True, once_in_file=frozenset({"resident"})),
    }
)
ROLES = ("head", "partner", "child", "child-2", "child-3")
Person = dict[str, str | None]
Home = list[Person]


def homes(count: int, seed: int) -> list[Home]:
    """Two adults and one to three children each, who share a surname and an address."""
    chance = np.random.default_rng(seed)
    given = _names(chance, 400)
    surnames, streets, letters = _names(chance, 300), _names(chance, 120), list("abcdefghijklmnoprst")
    found = []
    for home in range(count):
        surname, street = chance.choice(surnames), chance.choice(streets)
        children = int(chance.integers(1, 4))
        ages = [*chance.integers(28, 55, 2), *chance.integers(0, 16, children)]
        found.append(
            [
                {
                    "role": ROLES[place],
                    "forename": str(chance.choice(given)),
                    "middle": str(chance.choice(letters)),
                    "surname": str(surname),
                    "age": str(age),
                    "address_key": f"{home % 97 + 1} {street}",
                    "street_number": str(home % 97 + 1),
                    "street_name": str(street),
                }
                for place, age in enumerate(ages)
            ]
        )
    return found


def listed(everybody: Sequence[Home]) -> pa.Table:
    """The list: one row for each person."""
    rows = [
        {**person, "source": "list", "record_id": f"l{h}-{p}", "mention_id": f"l{h}-{p}", "role": "resident"}
        for h, home in enumerate(everybody)
        for p, person in enumerate(home)
    ]
    return pa.Table.from_pylist(rows)


def forms(everybody: Sequence[Home]) -> pa.Table:
    """The forms: one for each home, without ages."""
    rows = [
        {**person, "source": "form", "record_id": f"f{h}", "mention_id": f"f{h}-{p}", "age": None}
        for h, home in enumerate(everybody)
        for p, person in enumerate(home)
    ]
    return pa.Table.from_pylist(rows, schema=listed(everybody).schema)


def both(there: Sequence[Home], here: Sequence[Home]) -> pa.Table:
    """The list of these homes, and the forms of those."""
    return pa.concat_tables([listed(there), forms(here)])


def linked(there: Sequence[Home], here: Sequence[Home], threshold: float = 0.9) -> Linkage:
    """The list of these homes linked to the forms of those."""
    table = both(there, here)
    return link(table, standard_model(table), CONSTRAINTS, threshold=threshold)


def same_person(found: Linkage, one: str, other: str) -> bool:
    """Whether two mentions were put together."""
    persons = dict(
        zip(found.persons["mention_id"].to_pylist(), found.persons["person_id"].to_pylist(), strict=True)
    )
    return persons[one] == persons[other]


def _names(chance: np.random.Generator, count: int) -> list[str]:
    syllables = ["ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "vi", "wa", "zu", "dor", "fin", "gal", "hem"]
    return ["".join(chance.choice(syllables, 3)) for _ in range(count)]
