"""The files of an invented borough's agencies, each a table of text, with who is meant beside it.

Stated process of what is recorded:
- absence, missed reviews, mental health, treatment, temporary housing, arrears and worklessness grow with a
  family's hardship, whatever its ethnic group;
- health visitors miss families who moved (MISSED_CONTACT);
- the police record black families' incidents OVER_RECORDED times as often as others' at equal hardship.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from licet.borough.population import NOBODY, Town
from licet.borough.recording import Agency, text_dates, written

Array = npt.NDArray[Any]

OVER_RECORDED = 1.6
MISSED_CONTACT = 0.25
DETAILS = ("forename", "surname", "birth_date")
PLACE = ("unit", "number", "street", "postcode")

SCHOOL = Agency(slips=1.0, lag=120)
SURGERY = Agency(slips=0.6, lag=400, nicknames=0.02)
HEALTH_VISITOR = Agency(slips=1.0, lag=150)
BENEFIT_OFFICE = Agency(slips=0.8, lag=100, nicknames=0.02)
REVENUES = Agency(slips=0.8, lag=90, nicknames=0.03)
POLICE = Agency(slips=2.5, lag=300, nicknames=0.15, knows_numbers=0.0)
LANDLORD = Agency(slips=1.2, lag=60)


@dataclass(frozen=True)
class File:
    """One file and the truth about it: for each role, the position of the person whom each row means."""

    name: str
    rows: pa.Table
    meant: dict[str, Array]


def files(town: Town, seed: int) -> list[File]:
    """Every agency's file, in a stated order, each with its own stream of chance."""
    streams = np.random.SeedSequence(seed).spawn(len(_AGENCIES))
    return [make(np.random.default_rng(s), town) for make, s in zip(_AGENCIES, streams, strict=True)]


def age_of(town: Town) -> Array:
    """Age in years today; negative for children who are expected."""
    days = (np.datetime64(town.today, "D") - town.people.born).astype(float)
    return np.where(np.isnat(town.people.born), -1.0, days / 365.25)


def is_child(town: Town) -> Array:
    """Whether somebody is a child of a family, born or expected."""
    people = town.people
    return (people.parent_a >= 0) | (people.parent_b >= 0)


def chance(town: Town, who: Array, base: float, slope: float = 0.9) -> Array:
    """A probability that grows with hardship; people without children have a hardship of -0.5."""
    families = len(town.hardship)
    family = town.people.family[who]
    hardship = np.where(family < families, town.hardship[np.minimum(family, families - 1)], -0.5)
    odds = base / (1 - base) * np.exp(slope * hardship)
    return odds / (1 + odds)


def pupils(rng: np.random.Generator, town: Town) -> File:
    """Children on roll with up to two contacts; a contact elsewhere has an address of their own."""
    people = town.people
    who = np.flatnonzero(is_child(town) & (age_of(town) >= 4) & (age_of(town) < 18))
    first, second, kinds = _contacts(rng, town, who)
    child, one, two = (written(rng, town, each, SCHOOL) for each in (who, first, second))
    elsewhere = (second >= 0) & (people.home[np.maximum(second, 0)] != people.home[who])
    columns = {
        "pupil_ref": [f"P{number:06d}" for number in rng.permutation(len(who))],
        "upn": child["upn"],
        **_named("", child),
        "sex": child["sex"],
        "ethnicity": np.where(rng.random(len(who)) < 0.05, "REFU", child["ethnic"]),
        **{name: child[name] for name in PLACE},
        "address_since": child["since"],
        "address_kind": child["kind"],
        "ward": child["ward"],
        "address_protected": child["protected"],
        "do_not_link": _hidden(town, who),
        "contact_1_forename": one["forename"],
        "contact_1_surname": one["surname"],
        "contact_1_is": kinds[0],
        "contact_2_forename": two["forename"],
        "contact_2_surname": two["surname"],
        "contact_2_is": kinds[1],
        **{f"contact_2_{name}": np.where(elsewhere, two[name], child[name]) for name in PLACE},
        "contact_2_cares": np.where(people.second_home[who] >= 0, "yes", ""),
    }
    return File("pupils", _table(columns), {"child": who, "contact-1": first, "contact-2": second})


def attendance(rng: np.random.Generator, town: Town) -> File:
    """Three terms of absence and suspensions for each pupil."""
    pupils_ = np.flatnonzero(is_child(town) & (age_of(town) >= 4) & (age_of(town) < 18))
    who = np.repeat(pupils_, 3)
    persistent = (rng.random(len(pupils_)) < chance(town, pupils_, 0.12)).repeat(3)
    rate = np.clip(rng.gamma(2, 2, len(who)) + persistent * rng.gamma(4, 3, len(who)), 0, 100)
    suspended = rng.binomial(4, chance(town, who, 0.02))
    child = written(rng, town, who, SCHOOL)
    columns = {
        "upn": child["upn"],
        **_named("", child),
        "term_ended": np.tile(["2025-12-19", "2026-03-27", "2026-07-22"], len(pupils_)),
        "absence_percent": np.round(rate, 1).astype(str),
        "suspensions": suspended.astype(str),
        "do_not_link": _hidden(town, who),
    }
    return File("attendance", _table(columns), {"child": who})


def surgery(rng: np.random.Generator, town: Town) -> File:
    """Everybody registered with a doctor, with what their family may need help with."""
    who = np.flatnonzero((age_of(town) >= 0) & (rng.random(len(town.people)) < 0.97))
    person = written(rng, town, who, SURGERY)
    mental = rng.random(len(who)) < chance(town, who, 0.06)
    substance = (rng.random(len(who)) < chance(town, who, 0.012)) & (age_of(town)[who] > 16)
    columns = {
        "nhs_number": person["nhs"],
        **_named("", person),
        "sex": person["sex"],
        "ethnicity": person["ethnic"],
        **{name: person[name] for name in PLACE},
        "registered_on": person["since"],
        "address_kind": person["kind"],
        "address_protected": person["protected"],
        "do_not_link": _hidden(town, who),
        "mental_health_referral": np.where(mental, _recent(rng, town, len(who)), ""),
        "treatment_start": np.where(substance, _recent(rng, town, len(who)), ""),
    }
    return File("surgery", _table(columns), {"patient": who})


def health_visits(rng: np.random.Generator, town: Town) -> File:
    """Children under five and expected ones, each with a mother; reviews missed more often after a move."""
    people, age = town.people, age_of(town)
    who = np.flatnonzero(is_child(town) & (age < 5) & (people.parent_a >= 0))
    mother = people.parent_a[who]
    child, parent = written(rng, town, who, HEALTH_VISITOR), written(rng, town, mother, HEALTH_VISITOR)
    moved = people.old_home[mother] >= 0
    missed = rng.random(len(who)) < np.clip(chance(town, who, 0.08) + MISSED_CONTACT * moved, 0, 1)
    delayed = (rng.random(len(who)) < chance(town, who, 0.05)) & (age[who] >= 2)
    columns = {
        "child_nhs_number": np.where(age[who] < 0, "", child["nhs"]),
        **_named("child_", child),
        "expected_on": text_dates(people.expected[who]),
        "sex": np.where(age[who] < 0, "", child["sex"]),
        "mother_nhs_number": parent["nhs"],
        **_named("mother_", parent),
        **{name: parent[name] for name in PLACE},
        "address_kind": parent["kind"],
        "address_protected": parent["protected"],
        "do_not_link": _hidden(town, who),
        "review_missed_on": np.where(missed & (age[who] >= 0), _recent(rng, town, len(who)), ""),
        "delay_found_on": np.where(delayed, _recent(rng, town, len(who)), ""),
        "extra_support_asked_on": np.where(
            (age[who] < 0) & (rng.random(len(who)) < chance(town, who, 0.3)), _recent(rng, town, len(who)), ""
        ),
    }
    return File("health-visits", _table(columns), {"child": who, "mother": mother})


def benefits(rng: np.random.Generator, town: Town) -> File:
    """Claims: a claimant, a partner, up to four children; no adult in work where hardship is high."""
    claimant, partner, children = _households(rng, town, base=0.45)
    lead = written(rng, town, claimant, BENEFIT_OFFICE)
    other = written(rng, town, partner, BENEFIT_OFFICE)
    kids = [written(rng, town, children[:, place], BENEFIT_OFFICE) for place in range(4)]
    workless = rng.random(len(claimant)) < chance(town, claimant, 0.15, 1.2)
    columns = {
        "claim": [f"C{number:06d}" for number in rng.permutation(len(claimant))],
        "nino": lead["nino"],
        **_named("", lead),
        "sex": lead["sex"],
        **{name: lead[name] for name in PLACE},
        "address_since": lead["since"],
        "address_kind": lead["kind"],
        "address_protected": lead["protected"],
        "do_not_link": _hidden(town, claimant),
        "income_band": _income(town, claimant),
        "partner_nino": other["nino"],
        **_named("partner_", other),
        **{f"child_{place + 1}_{name}": kid[name] for place, kid in enumerate(kids) for name in DETAILS},
        "no_adult_in_work_since": np.where(workless, _recent(rng, town, len(claimant)), ""),
    }
    meant = {"claimant": claimant, "partner": partner}
    meant |= {f"child-{place + 1}": children[:, place] for place in range(4)}
    return File("benefits", _table(columns), meant)


def council_tax(rng: np.random.Generator, town: Town) -> File:
    """Who is liable for each home: up to two adults, no dates of birth, and arrears."""
    liable, partner, _ = _households(rng, town, base=None)
    one, two = written(rng, town, liable, REVENUES), written(rng, town, partner, REVENUES)
    arrears = rng.random(len(liable)) < chance(town, liable, 0.09, 1.0)
    columns = {
        "account": [f"T{number:06d}" for number in rng.permutation(len(liable))],
        "forename": one["forename"],
        "surname": one["surname"],
        "second_forename": two["forename"],
        "second_surname": two["surname"],
        **{name: one[name] for name in PLACE},
        "liable_since": one["since"],
        "address_protected": one["protected"],
        "do_not_link": _hidden(town, liable),
        "arrears_since": np.where(arrears, _recent(rng, town, len(liable)), ""),
    }
    return File("council-tax", _table(columns), {"liable": liable, "second": partner})


def housing(rng: np.random.Generator, town: Town) -> File:
    """Applications for housing: an applicant, a partner and up to two children; hostels above all."""
    applicant, partner, children = _households(rng, town, base=0.10)
    lead, other = written(rng, town, applicant, LANDLORD), written(rng, town, partner, LANDLORD)
    kids = [written(rng, town, children[:, place], LANDLORD) for place in range(2)]
    hostel = town.homes.kind[town.people.home[applicant]] == "hostel"
    temporary = hostel | (rng.random(len(applicant)) < chance(town, applicant, 0.12))
    evicted = rng.random(len(applicant)) < chance(town, applicant, 0.10)
    columns = {
        "application": [f"H{number:05d}" for number in rng.permutation(len(applicant))],
        **_named("", lead),
        **{name: lead[name] for name in PLACE},
        "address_kind": lead["kind"],
        "address_protected": lead["protected"],
        "do_not_link": _hidden(town, applicant),
        **_named("partner_", other),
        **{f"child_{place + 1}_{name}": kid[name] for place, kid in enumerate(kids) for name in DETAILS},
        "temporary_since": np.where(temporary, _recent(rng, town, len(applicant)), ""),
        "eviction_notice_on": np.where(evicted, _recent(rng, town, len(applicant)), ""),
    }
    meant = {"applicant": applicant, "partner": partner}
    meant |= {f"child-{place + 1}": children[:, place] for place in range(2)}
    return File("housing", _table(columns), meant)


def police(rng: np.random.Generator, town: Town) -> File:
    """Incidents with a suspect and perhaps a victim, badly written down; some groups are over-recorded."""
    grown = np.flatnonzero((age_of(town) >= 12) & (age_of(town) < 70))
    black = np.where(town.people.ethnic[grown] == "black", OVER_RECORDED, 1.0)
    who = np.repeat(grown, rng.poisson(0.06 * black * (chance(town, grown, 0.3) * 2)))
    victim = np.where(rng.random(len(who)) < 0.4, town.people.partner[who], NOBODY)
    suspect, other = written(rng, town, who, POLICE), written(rng, town, victim, POLICE)
    kinds = np.array(["offence", "anti-social-behaviour", "domestic-abuse", "missing"])
    columns = {
        "incident": [f"I{number:06d}" for number in rng.permutation(len(who))],
        "recorded_on": _recent(rng, town, len(who)),
        "kind": np.where(victim >= 0, "domestic-abuse", rng.choice(kinds, len(who), p=[0.5, 0.3, 0.1, 0.1])),
        **_named("suspect_", suspect),
        **{name: suspect[name] for name in PLACE},
        **_named("victim_", other),
    }
    return File("police", _table(columns), {"suspect": who, "victim": victim})


_AGENCIES: tuple[Callable[[np.random.Generator, Town], File], ...] = (
    pupils, attendance, surgery, health_visits, benefits, council_tax, housing, police,
)  # fmt: skip


def _contacts(rng: np.random.Generator, town: Town, who: Array) -> tuple[Array, Array, tuple[Array, Array]]:
    """Two contacts of each pupil: the guardian or a parent, and another adult, with what each is called."""
    people = town.people
    a, b, guardian = people.parent_a[who], people.parent_b[who], people.guardian[who]
    first = np.where(guardian >= 0, guardian, np.where(a >= 0, a, b))
    second = np.where(guardian >= 0, a, np.where(a >= 0, b, NOBODY))
    named = rng.random(len(who)) < 0.85
    second = np.where(named, second, NOBODY)
    parent = np.where(people.sex[np.maximum(first, 0)] == "f", "mother", "father")
    other = np.where(people.sex[np.maximum(second, 0)] == "f", "mother", "father")
    one = np.where(guardian >= 0, people.guardian_kind[who], parent)
    return first, second, (one, np.where(second >= 0, other, ""))


def _households(rng: np.random.Generator, town: Town, base: float | None) -> tuple[Array, Array, Array]:
    """One lead adult per home, a partner at home if any, and up to four children; all homes, or some."""
    people, age = town.people, age_of(town)
    adult = np.flatnonzero((age >= 19) & ~is_child(town))
    lead = adult[np.unique(people.home[adult], return_index=True)[1]]
    if base is not None:
        lead = lead[rng.random(len(lead)) < chance(town, lead, base)]
    partner_of = np.full(len(people), NOBODY)
    second = np.flatnonzero(people.partner >= 0)
    partner_of[people.partner[second]] = second
    partner = np.where(partner_of[lead] >= 0, partner_of[lead], people.partner[lead])
    return lead, partner, _children_at(town, people.home[lead])


def _children_at(town: Town, homes: Array) -> Array:
    """Up to four children of each home, by position; -1 where there are fewer."""
    age = age_of(town)
    kids = np.flatnonzero(is_child(town) & (age >= 0) & (age < 18))
    kids = kids[np.argsort(town.people.home[kids], kind="stable")]
    at = town.people.home[kids]
    start = np.searchsorted(at, homes)
    place = start[:, None] + np.arange(4)
    inside = place < np.searchsorted(at, homes, side="right")[:, None]
    return np.where(inside, kids[np.minimum(place, len(kids) - 1)], NOBODY)


def _named(prefix: str, person: dict[str, Array]) -> dict[str, Array]:
    return {f"{prefix}{name}": person[name] for name in DETAILS}


def _hidden(town: Town, who: Array) -> Array:
    """A few families carry a do-not-link marker on every record that knows them."""
    families = len(town.hidden)
    family = town.people.family[who]
    marked = (family < families) & town.hidden[np.minimum(family, families - 1)]
    return np.where(marked, "yes", "")


def _income(town: Town, who: Array) -> Array:
    families = len(town.income)
    family = town.people.family[who]
    return np.where(family < families, town.income[np.minimum(family, families - 1)], "middle")


def _recent(rng: np.random.Generator, town: Town, count: int) -> Array:
    """Days within the eighteen months before today."""
    return text_dates(np.datetime64(town.today, "D") - rng.integers(1, 540, count).astype("timedelta64[D]"))


def _table(columns: dict[str, Any]) -> pa.Table:
    return pa.table({name: pa.array(np.asarray(values).astype(str)) for name, values in columns.items()})
