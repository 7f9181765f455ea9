"""An attacker who has the published page alone, knows the public rule, and solves for what is hidden.

Everything comes from the page's own files and sentences. `Knowledge` is what a neighbour might know besides:
which sources hold one person a row, and whether everybody is in exactly one level of every group.
"""

import csv
import io
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby
from urllib.parse import unquote

from tests.publish.solving import STEP, Attack, Found, Name

HIDDEN = "hidden"


@dataclass(frozen=True)
class Knowledge:
    """What the attacker knows that is not on the page."""

    one_a_row: frozenset[str] = frozenset()
    all_in_one_level: bool = False


class Page(HTMLParser):
    """A report: the files that it offers, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.files: dict[str, list[dict[str, str]]] = {}
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, _tag, attrs):
        given = dict(attrs)
        if "download" in given:
            text = unquote(given["href"].partition(",")[2])
            self.files[given["download"].removesuffix(".csv")] = list(csv.DictReader(io.StringIO(text)))

    def handle_data(self, data):
        self.words.append(data)

    def told(self, pattern: str) -> int | None:
        """A number of the opening sentences; None where it is hidden or not there."""
        found = re.search(pattern, " ".join(" ".join(self.words).split()))
        return None if found is None else int(found[1].replace(",", ""))


def attack_on(text: str, knowledge: Knowledge) -> list[Found]:
    """Every hidden count of a report, with the bounds that the attacker finds."""
    page, attack = Page(text), Attack()
    people = ("people",)
    families = ("flagged",)
    if "river" in page.files:
        attack.cell(people, str(page.told(r"speak of about ([\d,]+) people") or ""), small=True)
        _river(page, attack, knowledge)
    for file in ("families", "needs"):
        if file in page.files:
            {"families": _shapes, "needs": _needs}[file](page, attack)
    if "A practitioner may be shown" in " ".join(page.words):
        attack.cell(families, str(page.told(r"may be shown about ([\d,]+) families") or ""), small=True)
    _pairs(page, attack)
    for file in page.files:
        if file.startswith("rates-"):
            _rates(page.files[file], file, attack, knowledge)
        if file.startswith("use-"):
            _answers(page.files[file], file, attack)
    return attack.solve()


def _river(page: Page, attack: Attack, knowledge: Knowledge) -> None:
    sources = [row for row in page.files["river"] if row["Rows"] != "not opened"]
    *sources, last = sources
    fixed = {"Source", "Rows", "Set aside", "Mentions", "Linked", "people", "evidence"}
    causes = [column for column in last if column not in fixed]
    for row in sources:
        source = row["Source"]
        parts = [attack.cell(("linked", source), row["Linked"])]
        parts += [attack.cell(("left out", source, cause), row[cause]) for cause in causes]
        rows = attack.cell(("rows", source), row["Rows"])
        aside = attack.cell(("set aside", source), row["Set aside"], small=True)
        attack.total(parts, row["Mentions"])
        if source in knowledge.one_a_row:
            attack.no_less([*parts, aside], [rows], equal=True)
    linked = [("linked", row["Source"]) for row in sources]
    attack.total(linked, last["Linked"])
    attack.no_less(linked, [("people",)], equal=False)


def _shapes(page: Page, attack: Attack) -> None:
    *shapes, last = page.files["families"]
    parts = [
        attack.cell(
            ("shape", *(row[c] for c in ("Adults who care", "Children", "A parent elsewhere"))),
            row["Families"],
        )
        for row in shapes
    ]
    attack.total(parts, last["Families"])


def _needs(page: Page, attack: Attack) -> None:
    *needs, last = page.files["needs"]
    areas = [column for column in last if column not in ("Need", "Outcome", "All areas", "people")]
    if "All areas" in last and not areas:
        areas = ["All areas"]
    cells = {(row["Need"], a): attack.cell(("need", row["Need"], a), row[a]) for row in needs for a in areas}
    for row in needs:
        if "All areas" not in areas:
            attack.total([cells[row["Need"], area] for area in areas], row["All areas"])
    for area in areas:
        attack.total([cells[row["Need"], area] for row in needs], last[area])
    attack.total(cells.values(), last["All areas"])


def _pairs(page: Page, attack: Attack) -> None:
    *bins, last = page.files.get("match-weights", [{}])
    parts = [attack.cell(("pairs", row["From, points"]), row["Pairs"]) for row in bins]
    if parts:
        attack.total(parts, last["Pairs"])


ELSEWHERE = {"rates-flagged": "flagged", "rates-excluded": "left out", "rates-in-one-record-alone": ""}
ALTOGETHER = {
    "rates-flagged": ("shape",),
    "rates-excluded": ("linked", "left out"),
    "rates-in-one-record-alone": ("people",),
}


def _rates(rows: list[dict[str, str]], file: str, attack: Attack, knowledge: Knowledge) -> None:
    """Those counted and those not: a rate tells both where the rounded numbers allow for one only."""
    counted_there = [name for name in attack.shown if name[0] == ELSEWHERE[file]]
    everybody_there = [name for name in attack.shown if name[0] in ALTOGETHER[file]]

    def variable(row: dict[str, str]) -> str:
        return row["Who"].partition(":")[0].replace("Parents who live as a couple", "Lone parents")

    for _, levels in groupby(rows, key=variable):
        yes, no = [], []
        for row in levels:
            yes.append((file, row["Who"], "yes"))
            no.append((file, row["Who"], "no"))
            _rate(row, yes[-1], no[-1], attack)
        if counted_there:
            attack.no_less(counted_there, yes, equal=knowledge.all_in_one_level)
        if everybody_there:
            attack.no_less(everybody_there, [*yes, *no], equal=knowledge.all_in_one_level)


def _rate(row: dict[str, str], yes: Name, no: Name, attack: Attack) -> None:
    """A shown rate tells those counted and those not, to as many steps as come to its per cent."""
    if not row["Among"].isdigit():
        attack.cell(yes, HIDDEN)
        attack.cell(no, HIDDEN)
        return
    among = int(row["Among"])
    fits = [k for k in range(0, among + 1, STEP) if round(100 * k / among) == int(row["Rate"])]
    attack.told(yes, fits[0], fits[-1])
    attack.told(no, among - fits[-1], among - fits[0])
    attack.total([yes, no], row["Among"])


def _answers(rows: list[dict[str, str]], file: str, attack: Attack) -> None:
    """Not everybody who answers says which level they are of."""
    everyone = attack.cell((file, "All parents"), rows[0]["Answers"])

    def variable(row: dict[str, str]) -> str:
        return row["Who"].partition(":")[0].replace("Parents who live as a couple", "Lone parents")

    for _, levels in groupby(rows[1:], key=variable):
        parts = [attack.cell((file, row["Who"]), row["Answers"]) for row in levels]
        attack.no_less([everyone], parts, equal=False)
