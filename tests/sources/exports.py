"""Invented exports in the styles of many systems; exports.csv says what each column should be taken for.

Values are made by rule, for nobody. A placement is role.field, record, event, marker, or - for not used.
"""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa

ROWS = 120
FORENAMES = ("Ada", "Kofi", "Ruth", "Siân", "Tomasz", "Aisha", "Ben", "Mei", "Owen", "Zoë", "Ivy", "Omar")
SURNAMES = (
    "Osei",
    "Lane",
    "O'Neil",
    "Rhys-Jones",
    "van Dijk",
    "Khan",
    "Li",
    "Novak",
    "Evans",
    "Smith",
    "Bello",
)
STREETS = ("High Street", "Mill Lane", "Heol y Bont", "Station Road", "Church Walk", "Park Avenue")
TOWNS = ("Wexcombe", "Tref Newydd", "Northam")
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def nhs(n: int) -> str:
    """An NHS number of the range that is nobody's, with its check digit."""
    for last in range(10):
        digits = [int(d) for d in f"999{n * 7919 % 100000:05}{last}"]
        check = 11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return "".join(map(str, digits)) + str(check % 11)
    raise AssertionError


def upn(n: int) -> str:
    """A pupil number with its check letter."""
    digits = f"{n * 104729 % 10**12:012}"
    return UPN_LETTERS[sum(int(d) * w for d, w in zip(digits, range(2, 14), strict=True)) % 23] + digits


def day(n: int) -> tuple[int, int, int]:
    """Year, month and day, with days past twelve among them."""
    return 2005 + n % 17, n % 12 + 1, n * 7 % 28 + 1


def british(n: int) -> str:
    year, month, of_month = day(n)
    return f"{of_month:02}/{month:02}/{year}"


MAKE: Mapping[str, Callable[[int], str | None]] = {
    "forename": lambda n: FORENAMES[n % 12],
    "surname": lambda n: SURNAMES[n * 5 % 11],
    "whole name": lambda n: f"{FORENAMES[n % 12]} {SURNAMES[n * 5 % 11]}",
    "initial": lambda n: FORENAMES[n * 7 % 12][0],
    "nhs": nhs,
    "upn": upn,
    "nino": lambda n: f"AB{n * 8191 % 10**6:06}{'ABCD'[n % 4]}",
    "postcode": lambda n: f"WX{n % 9 + 1} {n % 7 + 1}{'ABDEFGH'[n % 7]}{'JLNPQRS'[n * 3 % 7]}",
    "house": lambda n: str(n % 80 + 1),
    "street": lambda n: STREETS[n % 6],
    "address": lambda n: f"{n % 80 + 1} {STREETS[n % 6]}",
    "whole address": lambda n: f"{n % 80 + 1} {STREETS[n % 6]}, {TOWNS[n % 3]}",
    "town": lambda n: TOWNS[n % 3],
    "flat": lambda n: f"Flat {n % 5 + 1}" if n % 4 == 0 else None,
    "uprn": lambda n: str(100023000 + n),
    "phone": lambda n: f"07700 900{n:03}",
    "email": lambda n: f"person{n}@example.org",
    "sex": lambda n: "MF"[n % 2],
    "sex word": lambda n: ("Male", "Female")[n % 2],
    "sex number": lambda n: "12"[n % 2],
    "british": british,
    "iso": lambda n: "{}-{:02}-{:02}".format(*day(n)),
    "american": lambda n: "{1:02}/{2:02}/{0}".format(*day(n)),
    "compact": lambda n: "{}{:02}{:02}".format(*day(n)),
    "with time": lambda n: f"{british(n)} 00:00:00",
    "age": lambda n: str(n % 18),
    "number": lambda n: str(70001 + n),
    "code": lambda n: ("A", "B", "C", "W")[n % 4],
    "ward": lambda n: TOWNS[n % 3] + " West",
    "relation": lambda n: ("Mother", "Father", "Grandparent", "Mother", "Foster carer")[n % 5],
    "yes": lambda n: "Y" if n % 40 == 0 else "N",
    "words": lambda n: ("to be seen", "closed", "open")[n % 3],
    "school": lambda n: ("Mill Primary", "Northam High")[n % 2],
    "title": lambda n: ("Mr", "Ms", "Dr")[n % 3],
    "percent": lambda n: f"{n % 30}.5",
}

Export = Mapping[str, tuple[str, str]]


def _read() -> dict[str, dict[str, tuple[str, str]]]:
    found: dict[str, dict[str, tuple[str, str]]] = {}
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found.setdefault(line["export"], {})[line["column"]] = (line["values"], line["placement"])
    return found


EXPORTS: Mapping[str, Export] = _read()


def table(export: Export, rows: int = ROWS) -> pa.Table:
    """The rows of an export; equal columns of several people differ."""
    return pa.table(
        {
            name: pa.array([MAKE[made](n + 13 * place) for n in range(rows)], pa.string())
            for place, (name, (made, _)) in enumerate(export.items())
        }
    )
