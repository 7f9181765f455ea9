"""A rich story, made up whole: a hypothetical borough of seven sources, of which one stays shut."""

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pyarrow as pa

from licet.evidence import FINDINGS
from licet.fairness import RATES
from licet.licence import Decision, Kind, Permit, Setting, decide, findings_of_table, grants_of
from licet.programme import Category, Document, Programme, said
from licet.programme.words import CATEGORY_WORDS, DOCUMENT_WORDS
from licet.publish import FamilyStory, LinkageStory, SourceStory, Story

TODAY = date(2026, 11, 22)

GROUPS = {
    "ethnic-group": ("white", "asian", "black", "mixed-or-other"),
    "lone-parent": ("yes", "no"),
    "parent-age": ("under-30", "30-to-39", "40-and-over"),
    "number-of-children": ("one", "two", "three-or-more"),
    "income": ("low", "middle", "high"),
}

SOURCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "pupils": ("Hexley Council, schools", ("education",)),
    "attendance": ("Hexley Council, schools", ("education",)),
    "health-visiting": ("Hexley Community Health", ("early-years",)),
    "surgeries": ("Hexley Primary Care", ("health",)),
    "council-tax-and-benefits": ("Hexley Council, revenues", ("tax", "benefits")),
    "housing": ("Hexley Homes", ("housing",)),
    "police": ("Hexshire Police", ("police",)),
}

CATEGORIES = ("education", "early-years", "health", "housing", "tax", "benefits", "police")

ACCEPT = {
    "education": 0.78, "early-years": 0.74, "health": 0.70, "housing": 0.72, "tax": 0.60, "benefits": 0.71,
    "police": 0.36,
}  # fmt: skip

NEEDS = {
    "absence": ("a child missed a tenth or more of the last two terms", 1, ("education",)),
    "review-missed": ("a young child's health review was missed", 2, ("early-years",)),
    "mental-health": ("a child or carer was referred for their mental health", 3, ("health",)),
    "domestic-abuse": ("a domestic abuse incident in the last twelve months", 8, ("police",)),
    "insecure-home": ("temporary accommodation or an eviction notice", 9, ("housing",)),
    "arrears": ("council tax is in arrears", 10, ("tax",)),
}

AREAS = ("Abbey", "Bridge", "Castle", "Dock", None)


def borough() -> Story:
    """The whole story: a licence with conditions, six sources opened, families and needs."""
    programme = _programme()
    findings = _findings()
    decisions = _decisions(programme, findings)
    return Story(
        programme=programme,
        run="0123456789abcdef",
        today=TODAY,
        invented=True,
        decisions=decisions,
        findings=findings,
        evidence_absent=("evidence/second-wave.csv",),
        permit=_permit(programme, decisions),
        refusal=None,
        sources=_sources(),
        linkage=_linkage(),
        families=_families(),
        papers=((DOCUMENT_WORDS[Document.IMPACT_ASSESSMENT], "Data protection officer", date(2027, 3, 31)),),
        checkpoint={"size": 41, "root": "ab" * 32},
        versions={"licet": "0.1.0", "python": "3.11.2"},
        questions={
            (f"q_{c}", 1): f"How acceptable is it that the council uses {c} records?" for c in CATEGORIES
        },
    )


def refused() -> Story:
    """The same proposal where no governor approved: nothing was linked."""
    reason = said(
        "No governor has approved this programme with this evidence. Somebody other than the proposer "
        "does it with: licet approve DIR --as NAME."
    )
    shut = tuple(
        SourceStory(s.name, s.holder, s.categories, False, said("not opened, because there is no permit"))
        for s in _sources()
    )
    return replace(
        borough(), invented=False, permit=None, refusal=reason, sources=shut, linkage=None, families=None
    )


def without_charter() -> Story:
    """Invented people under a synthetic permit: nobody was asked anything."""
    story = borough()
    programme = story.programme.model_copy(update={"charter": None})
    assert story.permit is not None
    return replace(
        story,
        programme=programme,
        decisions=decide(programme.requested(), [], None, TODAY, _setting(programme), {}),
        findings=FINDINGS.empty_table(),
        permit=replace(story.permit, kind=Kind.SYNTHETIC),
    )


def tiny() -> Story:
    """So few people that nearly every count is hidden."""
    story = borough()
    assert story.linkage is not None
    assert story.families is not None
    few = [{"children": 1, "carers": 1, "lives_elsewhere": False, "families": 3}]
    needs = [{"need": "absence", "words": "x", "outcome": 1, "area": None, "families": 2}]
    linkage = replace(story.linkage, weights=pa.table({"low": [0.0], "high": [2.0], "pairs": [4]}), persons=6)
    families = replace(
        story.families,
        shapes=pa.Table.from_pylist(few),
        needs=pa.Table.from_pylist(needs, schema=story.families.needs.schema),
        flagged=1,
        rates=RATES.empty_table(),
    )
    sources = tuple(
        replace(s, rows=5, set_aside=1, mentions=5, linked=4, excluded={"objection": 1}) if s.opened else s
        for s in story.sources
    )
    return replace(story, linkage=linkage, families=families, sources=sources)


def _programme() -> Programme:
    asked = [
        {"operation": operation, "categories": list(CATEGORIES), "actor": "council"}
        for operation in ("link", "find-needs", "publish")
    ]
    sources = {
        name: {
            "holder": holder,
            "file": f"sources/{name}.csv",
            "layout": f"layouts/{name}.yaml",
            "gateway": "law",
        }
        for name, (holder, _) in SOURCES.items()
    }
    needs = {
        name: {"words": words, "outcome": outcome, "categories": list(categories), "sql": "SELECT 1"}
        for name, (words, outcome, categories) in NEEDS.items()
    }
    body: dict[str, Any] = {
        "licet": 1,
        "name": "hexley",
        "title": "Early help in Hexley",
        "controller": {"name": "Hexley Council", "actor": "council"},
        "proposed-by": "Early Help team",
        "area": "Hexley",
        "population": "parents of dependent children",
        "purpose": "offer-early-help",
        "offer": "A family worker calls and asks whether help is wanted.",
        "choice": "told",
        "safeguards": ["human-review", "no-sale"],
        "uses": asked,
        "sources": sources,
        "as-of": "2026-09-01",
        "ends": "2028-03-31",
        "needs": needs,
        "charter": {
            "groups": {name: list(levels) for name, levels in GROUPS.items()},
            "n-min": 60,
            "majority": {"at-least": 0.5},
            "every-group": {"at-least": 0.5},
            "opposition": {"at-most": 0.35},
            "freshness": {"months": 24},
            "conditions": ["may-object"],
        },
    }
    return Programme.model_validate(body)


def _setting(programme: Programme) -> Setting:
    return Setting(programme.population, programme.area, programme.controller.actor)


def _findings() -> pa.Table:
    levels = [f"{name}={level}" for name, each in GROUPS.items() for level in each]
    rows = [
        _finding(category, choice, group, measure, 1500 if group == "everyone" else 240 + 10 * place)
        for category, choice, (place, group), measure in product(
            CATEGORIES, ("", "may-object"), enumerate(["everyone", *levels]), ("accept", "oppose")
        )
        if choice == "" or category in ("tax", "benefits")
    ]
    return pa.Table.from_pylist(rows, schema=FINDINGS)


def _finding(category: str, choice: str, group: str, measure: str, n: int) -> dict[str, Any]:
    accept = ACCEPT[category] + (0.12 if choice else 0) - (0.06 if group == "lone-parent=yes" else 0)
    estimate = accept if measure == "accept" else (1 - accept) * 0.6
    if category == "housing" and group == "ethnic-group=black":
        n = 41
    return {
        "category": category, "operation": "", "purpose": "", "actor": "", "choice": choice, "safeguards": "",
        "group": group, "measure": measure, "estimate": estimate, "ci_low": estimate - 0.06,
        "ci_high": estimate + 0.06, "level": 0.95, "method": "made up", "n": n, "n_effective": n / 1.4,
        "basis": "design-based", "population": "parents of dependent children", "area": "Hexley", "wave": 1,
        "question": f"q_{category}", "on_date": date(2026, 5, 15), "hypothetical": True,
    }  # fmt: skip


def _decisions(programme: Programme, findings: pa.Table) -> tuple[Decision, ...]:
    heard = findings_of_table(findings)
    return decide(programme.requested(), heard, programme.charter, TODAY, _setting(programme), {})


def _permit(programme: Programme, decisions: tuple[Decision, ...]) -> Permit:
    return Permit(
        kind=Kind.LICENSED,
        programme=programme.name,
        programme_digest="d" * 64,
        evidence_digest="e" * 64,
        grants=grants_of(decisions),
        reasons={},
        until=date(2027, 3, 31),
        approved_by="A. Governor",
        invented=True,
        source_digests={},
    )


def _sources() -> tuple[SourceStory, ...]:
    counts = {
        #                   rows, set aside, mentions, objected, do not link
        "pupils": (3120, 12, 8200, 41, 12),
        "attendance": (9400, 3, 9397, 0, 30),
        "health-visiting": (1210, 0, 2400, 5, 2),
        "surgeries": (7030, 25, 7005, 60, 4),
        "council-tax-and-benefits": (4100, 9, 7300, 88, 15),
        "housing": (520, 2, 1300, 3, 1),
    }
    told = []
    for name, (holder, categories) in SOURCES.items():
        about = tuple(Category(category) for category in categories)
        if name not in counts:
            reason = said(
                "not opened, because linking {records} is withheld: {why}",
                records=CATEGORY_WORDS[Category.POLICE],
                why=said("nobody asked to link them"),
            )
            told.append(SourceStory(name, holder, about, False, reason))
            continue
        rows, aside, mentions, objected, marked = counts[name]
        excluded = {"do-not-link": marked, "objection": objected}
        linked = mentions - objected - marked
        told.append(SourceStory(name, holder, about, True, "", rows, aside, mentions, excluded, linked))
    return tuple(told)


def _linkage() -> LinkageStory:
    weights = {
        "forename": (("the same", 8.1), ("edits at most 1", 4.0), ("anything else", -4.3)),
        "surname": (("the same", 9.2), ("edits at most 1", 6.1), ("anything else", -5.0)),
        "birth_date": (("the same", 12.6), ("the same year", -2.0), ("anything else", -5.6)),
        "address": (("the same", 8.4), ("anything else", -2.2)),
        "id_nhs": (("the same", 13.5), ("anything else", -6.5)),
        "phone": (("the same", 0.0), ("anything else", 0.0)),
    }
    levels = [
        {"comparison": name, "level": f"{name}: {level}", "m": 0.9, "u": 0.01, "weight": weight}
        for name, each in weights.items()
        for level, weight in each
    ]
    pairs = [
        0,
        0,
        900,
        2400,
        4100,
        2600,
        800,
        300,
        120,
        44,
        6,
        80,
        240,
        900,
        2500,
        3900,
        2600,
        900,
        120,
        9,
        1,
        0,
    ]
    bins = [{"low": -10.0 + 2 * k, "high": -8.0 + 2 * k, "pairs": n} for k, n in enumerate(pairs)]
    return LinkageStory(
        levels=pa.Table.from_pylist(levels),
        priors=pa.table({"source_l": ["pupils"], "source_r": ["attendance"], "weight": [-12.4]}),
        weights=pa.Table.from_pylist(bins),
        threshold=0.9,
        persons=9812,
        warnings=("Training on 'birth_date' had not settled after 25 rounds: its weights are rough.",),
    )


def _families() -> FamilyStory:
    shapes = [
        {"children": children, "carers": carers, "lives_elsewhere": elsewhere, "families": count}
        for (carers, children, elsewhere), count in {
            (0, 1, False): 22, (1, 1, False): 431, (1, 1, True): 160, (1, 2, False): 202, (1, 2, True): 88,
            (2, 1, False): 503, (2, 2, False): 611, (2, 3, False): 140, (2, 4, False): 31, (3, 2, False): 14,
            (3, 4, False): 4,
        }.items()
    ]  # fmt: skip
    found = {
        "absence": (88, 71, 93, 66, 5),
        "review-missed": (21, 3, 18, 9, 40),
        "mental-health": (60, 55, 71, 49, 30),
        "insecure-home": (2, 0, 6, 4, 1),
        "arrears": (34, 40, 38, 29, 33),
    }
    needs = [
        {"need": name, "words": NEEDS[name][0], "outcome": NEEDS[name][1], "area": area, "families": count}
        for name, counts in found.items()
        for area, count in zip(AREAS, counts, strict=True)
    ]
    return FamilyStory(
        shapes=pa.Table.from_pylist(shapes),
        needs=pa.Table.from_pylist(needs),
        flagged=131,
        not_run={
            "domestic-abuse": said(
                "finding needs in {records} is not granted", records=(CATEGORY_WORDS[Category.POLICE],)
            )
        },
        rates=_rates(),
    )


def _rates() -> pa.Table:
    told = {
        #                      flagged, families
        ("ethnic-group", "asian"): (22, 310),
        ("ethnic-group", "black"): (19, 205),
        ("ethnic-group", "mixed-or-other"): (4, 130),
        ("ethnic-group", "white"): (86, 1561),
        ("lone-parent", "no"): (51, 1310),
        ("lone-parent", "yes"): (80, 896),
        ("income", "low"): (11, 12),
        ("income", "middle"): (None, 9),
    }
    rows = []
    for (group, level), (flagged, n) in told.items():
        share = None if flagged is None else flagged / n
        reference = level in ("white", "no", "low")
        few = flagged is None
        ends = (None, None) if share is None else (max(share - 0.03, 0.0), min(share + 0.03, 1.0))
        base = {"group": group, "level": level, "n": n, "reference": reference, "too_few": few}
        rows.append({**base, "measure": "flagged", "estimate": share, "ci_low": ends[0], "ci_high": ends[1]})
        apart = {"estimate": 0.01, "ci_low": -0.02, "ci_high": 0.04}
        rows.append({**base, "measure": "flagged difference", **apart})
    return pa.Table.from_pylist(rows, schema=RATES)
