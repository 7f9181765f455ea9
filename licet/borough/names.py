"""Names of several cultures, invented streets and identifiers that belong to nobody."""

from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import pyarrow.csv as pv

Text = npt.NDArray[np.str_]
Integers = npt.NDArray[np.int64]

CULTURES = ("british", "south-asian", "african", "east-european", "chinese", "arabic")

COINED = (
    "Ash Brad Hart Whit Wood Stan Thorn Led Hol Win Ather Bever Cald Dun Elm Fair Gold Haw Kirk Lang "
    "Mar Nor Oak Pem Quar Rad Shel Tarn Ul Wex",
    "ford ley ton well den by combe wick stead worth field more",
)
STREETS = (
    "Alder Beacon Cloth Drovers Ferry Glebe Hopyard Ivy Jubilee Kiln Lower Mill North Orchard Priory Quarry "
    "Rope Station Tanner Upper Vicar Water Yew Abbey Bridge Castle Dean East Forge Grange Harbour Market "
    "Meadow Paddock River School Temple Weaver Canal Chapel",
    "Street Road Lane Close Avenue Gardens Terrace",
)
INWARD = "ABDEFGHJLNPQRSTUWXYZ"


@cache
def pools() -> dict[tuple[str, str], Text]:
    """Names by (culture, f, m or surname), common ones first; nicknames by ("nickname", forename)."""
    with resources.files("licet.borough").joinpath("names.csv").open("rb") as file:
        rows = pv.read_csv(file).to_pylist()
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault((row["culture"], row["kind"]), []).append(row["name"])
    coined = [one + two for one in COINED[0].split() for two in COINED[1].split()]
    found["british", "surname"] += coined
    return {key: np.array(names) for key, names in found.items()}


def drawn(rng: np.random.Generator, cultures: Text, kind: Text | str) -> Text:
    """A name for each person, by culture and kind; the k-th most common has weight 1 / (k + 10)."""
    kinds = np.broadcast_to(np.asarray(kind), cultures.shape)
    names = np.empty(len(cultures), dtype="U24")
    for (culture, which), pool in pools().items():
        if culture not in CULTURES:
            continue
        here = (cultures == culture) & (kinds == which)
        weight = 1 / (np.arange(len(pool)) + 10)
        names[here] = rng.choice(pool, size=int(here.sum()), p=weight / weight.sum())
    return names


def streets() -> tuple[Text, Text, Text]:
    """Every street's name, postcode and ward. WX is no postal area, so nobody lives there."""
    names = [f"{one} {two}" for two in STREETS[1].split() for one in STREETS[0].split()]
    number = np.arange(len(names))
    letters = np.array(list(INWARD))
    codes = [f"WX{1 + n % 9} {1 + n // 9 % 9}{letters[n % 20]}{letters[(n // 20 + 7) % 20]}" for n in number]
    wards = np.array(["Harbour", "Minster", "Northfield", "Castle Hill", "Weir"])[number % 5]
    return np.array(names), np.array(codes), wards


def nhs_numbers(serials: Integers) -> tuple[Text, npt.NDArray[np.bool_]]:
    """Numbers of the range 999 that is kept for tests, with their check digit, and which of them exist."""
    digits = np.concatenate([np.full((len(serials), 3), 9), _digits(serials, 6)], axis=1)
    check = (11 - (digits * np.arange(10, 1, -1)).sum(axis=1) % 11) % 11
    text = _joined(np.concatenate([digits, check[:, None]], axis=1))
    return text, check != 10


def pupil_numbers(serials: Integers) -> Text:
    """Unique pupil numbers with their check letter, of a local authority that does not exist (000)."""
    digits = np.concatenate([np.zeros((len(serials), 3), dtype=int), _digits(serials, 9)], axis=1)
    alphabet = np.array(list("ABCDEFGHJKLMNPQRTUVWXYZ"))
    letter = alphabet[(digits * np.arange(2, 14)).sum(axis=1) % 23]
    return np.char.add(letter, _joined(digits))


def insurance_numbers(serials: Integers) -> Text:
    """National Insurance numbers by shape."""
    return np.char.add(np.char.add("ZA", _joined(_digits(serials, 6))), "C")


def _digits(serials: Integers, width: int) -> Integers:
    powers = 10 ** np.arange(width - 1, -1, -1)
    return serials[:, None] // powers % 10


def _joined(digits: Integers) -> Text:
    codes = (digits + ord("0")).astype(np.uint32)
    return np.ascontiguousarray(codes).view(f"U{digits.shape[1]}")[:, 0]
