"""200,000 invented mentions from six sources, linked: seconds per step, peak memory, precision and recall.

Everything here is hypothetical: names are syllables, and the noise is a guess.

    python -m bench.linkage_200k --json [--peer]
"""

import sys
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bench.febrl import score
from bench.harness import Stopwatch, peak_mb, show
from licet.linkage import Constraints, SourceConstraint, link, standard_model

Ints = npt.NDArray[np.int64]
Text = npt.NDArray[np.str_]

FAMILIES = 20_000
SEED = 20_260_101
NAMES, HOME = ["forename", "surname"], ["postcode", "street_number", "street_name"]
FIELDS = [*NAMES, "middle", "birth_date", "sex", *HOME, "phone", "id_nhs", "id_upn", "id_nino"]


@dataclass(frozen=True)
class Source:
    """What a source knows: its fields, how many mentions it takes, of whom, and what may repeat."""

    name: str
    role: str
    mentions: int
    of: str
    fields: frozenset[str]
    constraint: SourceConstraint
    repeats: bool = False
    absent: dict[str, float] = field(default_factory=dict)


def known(*more: str) -> frozenset[str]:
    """Names and address, and more."""
    return frozenset({*NAMES, *HOME, *more})


ONCE = SourceConstraint(
    once_per_record=True, once_in_file=frozenset({"patient", "pupil", "resident", "tenant"})
)
OFTEN = SourceConstraint(once_per_record=False)
SOURCES = (
    Source("register", "resident", 57_000, "all", known("middle", "birth_date", "sex", "id_nhs"), ONCE),
    Source("practice", "patient", 53_000, "all", known("birth_date", "sex", "id_nhs", "phone"), ONCE),
    Source("school", "pupil", 19_000, "child", known("middle", "birth_date", "sex", "id_upn"), ONCE),
    Source("school", "contact", 26_000, "adult", known("phone"), ONCE, repeats=True),
    Source("housing", "tenant", 16_000, "adult", known("birth_date", "id_nino", "phone"), ONCE),
    Source(
        "police",
        "named",
        19_000,
        "all",
        known("birth_date", "sex"),
        OFTEN,
        repeats=True,
        absent={"birth_date": 0.3},
    ),
    Source("care", "child", 10_000, "child", known("birth_date", "sex", "id_nhs"), OFTEN, repeats=True),
)
CONSTRAINTS = Constraints({source.name: source.constraint for source in SOURCES})


def people(rng: np.random.Generator) -> dict[str, Text]:
    """Some 60,000 people in families who share a surname (mostly) and an address."""
    children = rng.choice(4, FAMILIES, p=[0.25, 0.3, 0.35, 0.1])
    adults = rng.choice([1, 2], FAMILIES, p=[0.3, 0.7])
    family = np.repeat(np.arange(FAMILIES), adults + children)
    place = np.arange(len(family)) - np.repeat(
        np.cumsum(adults + children) - adults - children, adults + children
    )
    adult = place < adults[family]
    own_name = rng.random(len(family)) < np.where(adult & (place > 0), 0.4, 0.05)
    surnames, streets = _words(rng, 9_000, 3), _words(rng, 2_500, 3)
    of_family = _zipf(rng, len(surnames), FAMILIES)
    street, number = rng.integers(0, len(streets), FAMILIES), rng.integers(1, 180, FAMILIES)
    born = np.where(
        adult, rng.integers(-20_000, -9_000, len(family)), rng.integers(12_500, 19_500, len(family))
    )
    made = {
        "forename": _words(rng, 1_500, 2)[_zipf(rng, 1_500, len(family))],
        "surname": surnames[np.where(own_name, _zipf(rng, len(surnames), len(family)), of_family[family])],
        "middle": _words(rng, 600, 2)[_zipf(rng, 600, len(family))],
        "birth_date": (np.datetime64("1970-01-01") + born.astype("timedelta64[D]")).astype(str),
        "sex": rng.choice(["f", "m"], len(family)),
        "street_number": number[family].astype(str),
        "street_name": streets[street[family]],
        "postcode": np.char.add("ZX", (street[family] * 4 + number[family] // 45).astype(str)),
        "phone": np.char.add("07", rng.integers(10**8, 10**9, len(family)).astype(str)),
        "kind": np.where(adult, "adult", "child"),
    }
    for place_of, kind in enumerate(("id_nhs", "id_upn", "id_nino")):
        made[kind] = np.char.add(f"{place_of}", (rng.permutation(len(family)) + 10**6).astype(str))
    return made


def read() -> tuple[pa.Table, pa.Table]:
    """Every source's mentions with noise, and the truth: mention_id -> person."""
    rng = np.random.default_rng(SEED)
    everyone = people(rng)
    parts = [_of_source(rng, everyone, source, at) for at, source in enumerate(SOURCES)]
    table = pa.concat_tables(parts)
    return table.drop_columns(["person"]), table.select(["mention_id", "person"])


def main() -> None:
    """Make, link, score, print."""
    watch = Stopwatch()
    watch("make")
    mentions, truth = read()
    linkage = link(mentions, standard_model(mentions), CONSTRAINTS, progress=watch)
    watch("")
    seconds, memory = round(watch.total - watch.seconds["make"], 2), round(peak_mb())
    figures: dict[str, object] = {
        "bench": "linkage_200k",
        "mentions": mentions.num_rows,
        "candidates": linkage.report.candidates,
        "steps": watch.seconds,
        "seconds": seconds,
        "peak_mb": memory,
        **score(linkage.persons, truth),
        "ambiguous": linkage.report.ambiguous,
    }
    if "--peer" in sys.argv:
        from bench.peer import beside

        figures["peer"] = beside("linkage_200k", seconds, memory)
    show(figures)


def _of_source(rng: np.random.Generator, everyone: dict[str, Text], source: Source, at: int) -> pa.Table:
    able = np.arange(len(everyone["kind"]))
    if source.of != "all":
        able = np.flatnonzero(everyone["kind"] == source.of)
    who = rng.choice(able, source.mentions, replace=source.repeats)
    ids = np.char.add(f"{source.name}-{source.role}-", np.arange(len(who)).astype(str))
    fields = {name: _written(rng, everyone[name][who], source, name) for name in FIELDS}
    moved, elsewhere = rng.random(len(who)) < 0.06, rng.integers(0, len(everyone["kind"]), len(who))
    for name in HOME:
        fields[name] = np.where(moved, everyone[name][elsewhere], fields[name])
    columns = {
        name: pa.array(value.tolist(), pa.string(), mask=value == "") for name, value in fields.items()
    }
    columns["address_key"] = pc.binary_join_element_wise(
        columns["street_number"], columns["street_name"], " "
    )
    return pa.table(
        {
            "mention_id": pa.array(ids.tolist()),
            "source": pa.array([source.name] * len(who)),
            "record_id": pa.array(np.char.add(f"{at}-", np.arange(len(who)).astype(str)).tolist()),
            "role": pa.array([source.role] * len(who)),
            **columns,
            "person": pa.array(who),
        }
    )


def _written(rng: np.random.Generator, value: Text, source: Source, name: str) -> Text:
    """A field as this source wrote it: absent, missing now and then, mistyped now and then."""
    if name not in source.fields:
        return np.full(len(value), "")
    typed = value if name == "sex" else _mistyped(rng, value, 0.03)
    return np.where(rng.random(len(value)) < source.absent.get(name, 0.02), "", typed)


def _mistyped(rng: np.random.Generator, value: Text, share: float) -> Text:
    """One letter changed in a share of the values; digits become digits."""
    width = value.dtype.itemsize // 4
    letters = value.astype(f"U{width}").view(np.uint32).reshape(len(value), width).copy()
    at = rng.integers(0, np.maximum(np.char.str_len(value), 1))
    rows = np.flatnonzero(rng.random(len(value)) < share)
    old = letters[rows, at[rows]]
    digit, letter = rng.integers(48, 58, len(rows)), rng.integers(97, 123, len(rows))
    new = np.where((old >= 48) & (old < 58), digit, letter)
    letters[rows, at[rows]] = np.where(old == ord("-"), old, new)
    return letters.view(f"U{width}").reshape(len(value))


def _words(rng: np.random.Generator, count: int, syllables: int) -> Text:
    """Different words of up to so many syllables."""
    starts = np.array([a + b for a in "bcdfghjklmnprstvw" for b in "aeiou"])
    ends = np.array(["", "n", "r", "s", "l", "th", "ck", "m"])
    made = np.char.add(starts[rng.integers(0, 85, count * 3)], ends[rng.integers(0, 8, count * 3)])
    for _ in range(syllables - 1):
        more = np.char.add(starts[rng.integers(0, 85, count * 3)], ends[rng.integers(0, 8, count * 3)])
        made = np.char.add(made, more)
    return rng.permutation(np.unique(made))[:count]


def _zipf(rng: np.random.Generator, values: int, count: int) -> Ints:
    """Places of values of which some are common and most rare."""
    share = 1 / (np.arange(values) + 20.0)
    return rng.choice(values, count, p=share / share.sum())


if __name__ == "__main__":
    main()
