"""A linkage explained: waterfalls that add up, reasons that are true, sentences without values."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from licet.errors import ScienceError
from licet.linkage import Constraints, SourceConstraint, fields, link, relations_of, standard_model
from licet.linkage.expectation import bits, probability
from licet.linkage.explaining import (
    Linked,
    Reason,
    alternatives_told,
    bonds,
    chain,
    explain_mentions,
    explain_person,
    explain_ties,
    rivals_told,
    sentences,
    tie_sentences,
    waterfalls,
    why_apart,
    words,
)
from licet.linkage.levels import Edits, Either, Exact, Formerly, JaroWinkler, Not, YearOff
from tests.linkage import town
from tests.linkage.tables import table
from tests.linkage.test_link import TWO_FILES, two_files

NOBODY = Constraints(
    {"one": SourceConstraint(once_per_record=False), "two": SourceConstraint(once_per_record=False)}
)


def linked_two_files(constraints: Constraints) -> Linked:
    people = two_files()
    model = standard_model(people)
    return Linked.of(people, model, constraints, link(people, model, constraints), 0.9)


@pytest.fixture(scope="module")
def competing() -> Linked:
    """Two files that each name everybody once."""
    return linked_two_files(TWO_FILES)


@pytest.fixture(scope="module")
def one_by_one() -> Linked:
    """The same without any promise: pairs are weighed one by one."""
    return linked_two_files(NOBODY)


@pytest.fixture(scope="module")
def families() -> Linked:
    """A list of people and forms of their homes: others mentioned with them count."""
    everybody = town.homes(120, 3)
    people = pa.concat_tables([town.listed(everybody), town.forms(everybody)], promote_options="default")
    model = standard_model(people)
    return Linked.of(people, model, town.CONSTRAINTS, link(people, model, town.CONSTRAINTS), 0.9)


@pytest.mark.parametrize("name", ["competing", "one_by_one", "families"])
def test_a_waterfall_adds_up_to_the_match_weight(name, request):
    """Of every link, to 1e-9; and its steps are the weights that the links hold."""
    linked = request.getfixturevalue(name)
    links = linked.links
    steps = waterfalls(linked, links["mention_id_l"], links["mention_id_r"])
    pair, weight = steps["pair"].to_numpy(), steps["weight"].to_numpy()
    whole = links["match_weight"].to_numpy()
    assert np.abs(np.bincount(pair, weight) - whole).max() < 1e-9
    last = np.append(pair[1:] != pair[:-1], True)
    assert np.abs(steps["sum"].to_numpy()[last] - whole).max() < 1e-9
    for part in [column[2:] for column in links.column_names if column.startswith("w_")]:
        mine = steps.filter(pc.equal(steps["part"], part))
        held = links[f"w_{part}"].to_numpy()
        assert np.array_equal(mine["weight"].to_numpy(), held[mine["pair"].to_numpy()])


def test_a_pair_reads_the_same_from_either_side(competing):
    one, other = (competing.links[name].slice(0, 5) for name in ("mention_id_l", "mention_id_r"))
    assert waterfalls(competing, one, other).equals(waterfalls(competing, other, one))


def test_a_rare_value_is_told_apart_from_its_level(competing):
    """What is left of a step without its rare value is the weight of the level."""
    steps = waterfalls(competing, competing.links["mention_id_l"], competing.links["mention_id_r"])
    names = steps.filter(pc.and_(pc.equal(steps["part"], "surname"), steps["known"]))
    level = names["weight"].to_numpy() - names["rare"].to_numpy()
    learnt = competing.levels.filter(pc.equal(competing.levels["comparison"], "surname"))["weight"].to_numpy()
    assert np.abs(level[:, None] - learnt[None, :]).min(axis=1).max() < 1e-9
    assert np.abs(names["rare"].to_numpy()).max() > 1


def test_a_pair_that_was_not_kept_is_weighed_by_itself(competing):
    left, right = competing.encoded.ids[0], competing.encoded.ids[-1]
    found = explain_mentions(competing, left.as_py(), right.as_py())
    assert found.apart is not None
    assert found.apart.reason in (Reason.NEVER_COMPARED, Reason.NOT_KEPT)
    assert found.steps["kept"].to_pylist() == [False] * found.steps.num_rows
    assert found.sentences[-1].startswith("By itself, without those who are mentioned with it")


def test_no_sentence_holds_a_value_of_a_record(families):
    """Neither a name, nor a record's number, nor an address."""
    values = {
        value
        for column in ("forename", "surname", "street_name", "record_id", "mention_id")
        for value in families.mentions[column].to_pylist()
        if value
    }
    some = families.links.slice(0, 40).to_pylist()
    said = [explain_mentions(families, row["mention_id_l"], row["mention_id_r"]).sentences for row in some]
    said += [
        explain_person(families, person).sentences for person in families.best["person_id"].to_pylist()[:40]
    ]
    told = {word.strip(".,:").lower() for sentences in said for each in sentences for word in each.split()}
    assert not told & values
    assert len(told) > 40


def test_others_mentioned_together_are_a_step_of_their_own(families):
    """For somebody whose family is found too, the others speak for the link."""
    steps = waterfalls(families, families.links["mention_id_l"], families.links["mention_id_r"])
    family = steps.filter(pc.and_(pc.equal(steps["part"], "family"), pc.greater(steps["weight"], 1)))
    assert family.num_rows > 10
    assert set(family["says"].to_pylist()) == {"the others mentioned with them fit"}


# Small linkages made by hand: what was learnt is borrowed, links and persons are written.

PEOPLE = """
    mention_id | source | record_id | forename | surname | birth_date | postcode
    a1         | one    | a1        | anna     | lee     | 1990-01-01 | ZX1
    a2         | one    | a2        | anna     | lee     | 1990-01-01 | ZX2
    b1         | two    | b1        | anna     | leigh   | 1990-01-01 | ZX1
    b2         | two    | b2        | ann      | lee     | 1990-10-01 | ZX3
    c1         | three  | c1        | anna     | lee     | 1990-01-01 | ZX1
    z          | three  | z         | zoe      | quist   | 1970-05-05 | QQ9
"""

ONCE = SourceConstraint(once_per_record=True, once_in_file=frozenset({"person"}))
SEVERAL = SourceConstraint(once_per_record=True)
MADE = Constraints({"one": ONCE, "two": ONCE, "three": SEVERAL})


def made(links: str, persons: str, constraints: Constraints = MADE) -> Linked:
    """A linkage of PEOPLE. links: left, right, weight. persons: a letter for each mention, in order."""
    people = table(PEOPLE)
    people = people.append_column("role", pa.array(["person"] * people.num_rows))
    model = standard_model(people)
    rows = [line.split() for line in links.strip().splitlines()]
    weight = np.array([float(row[2]) for row in rows])
    levels = [
        {"comparison": c.name, "level": label, "m": 0.5, "u": 0.25, "weight": 1.0}
        for c in model.comparisons
        for label in c.labels()
    ]
    sources = sorted({"one", "two", "three"})
    priors = [{"source_l": a, "source_r": b, "weight": -8.0} for a in sources for b in sources if a <= b]
    ids = people["mention_id"].to_pylist()
    return Linked(
        mentions=people,
        model=model,
        constraints=constraints,
        links=pa.table(
            {
                "mention_id_l": pa.array([row[0] for row in rows], pa.string()),
                "mention_id_r": pa.array([row[1] for row in rows], pa.string()),
                "match_weight": weight,
                "match_probability": probability(weight),
            }
        ),
        persons=pa.table(
            {
                "mention_id": ids,
                "person_id": persons.split(),
                "draw": pa.array([0] * len(ids), pa.int32()),
                "support": [1.0] * len(ids),
                "ambiguous": [False] * len(ids),
            }
        ),
        levels=pa.Table.from_pylist(levels),
        priors=pa.Table.from_pylist(priors),
        threshold=0.9,
    )


@pytest.mark.parametrize(
    ("links", "persons", "pair", "reason"),
    [
        ("a1 b1 9", "A B A D E Z", ("a1", "a2"), Reason.FORBIDDEN),
        ("a1 b1 9", "A B A D E Z", ("a1", "z"), Reason.NEVER_COMPARED),
        ("a1 b1 9", "A B A D E Z", ("a1", "c1"), Reason.NOT_KEPT),
        ("a1 b1 9\na1 c1 3", "A B A D E Z", ("a1", "c1"), Reason.TOO_WEAK),
        ("a1 b1 9\na2 b1 5", "A B A D E Z", ("a2", "b1"), Reason.EXCLUDED),
        ("a1 b1 9\nb1 c1 4", "A B A D E Z", ("b1", "c1"), Reason.OUTWEIGHED),
        ("a1 b1 4\na1 b2 4", "A B C D E Z", ("a1", "b1"), Reason.RIVALLED),
    ],
)
def test_why_two_mentions_are_two_people(links, persons, pair, reason):
    """The first reason that holds, in the order in which links are taken."""
    linked = made(links, persons)
    weights = {
        (row["mention_id_l"], row["mention_id_r"]): row["match_weight"] for row in linked.links.to_pylist()
    }
    assert why_apart(linked, *pair, weights.get(pair)).reason is reason


def test_a_source_that_names_nobody_twice_is_named_as_the_reason():
    forbidden = why_apart(made("a1 b1 9", "A B A D E Z"), "a1", "a2", None)
    assert forbidden.words == "They cannot be one person: one names nobody twice, and it names both."
    one_address = Constraints(
        {**MADE.sources, "one": SourceConstraint(once_per_record=True, once_per_address=True)}
    )
    linked = made("a1 b1 9", "A B A D E Z", one_address)
    assert why_apart(linked, "a1", "a2", None).reason is not Reason.FORBIDDEN
    address = pa.array(["k"] * linked.mentions.num_rows)
    there = Linked(**{**vars_of(linked), "mentions": linked.mentions.append_column("address_key", address)})
    assert "names nobody twice at one address" in why_apart(there, "a1", "a2", None).words


def vars_of(linked: Linked) -> dict[str, object]:
    return {name: getattr(linked, name) for name in Linked.__dataclass_fields__}


def test_two_mentions_may_be_one_person_for_the_sake_of_others():
    """The strongest chain leads from one to the other, link by link in that order."""
    linked = made("a1 b1 1\na1 c1 9\nb1 c1 7\na1 z 4\nb1 z 5", "A B A D A A")
    found = explain_mentions(linked, "a1", "b1")
    assert found.apart is None
    assert found.sentences[0] == (
        "The two records are taken as one person because of others: "
        "2 stronger links lead from one to the other."
    )
    steps = [(row["mention_id_l"], row["mention_id_r"]) for row in found.through.to_pylist()]
    assert steps == [("a1", "c1"), ("b1", "c1")]
    assert chain(linked, "b1", "a1").to_pylist() == found.through.to_pylist()[::-1]


def test_bonds_are_the_strongest_links_that_hold_a_person_together():
    linked = made("a1 b1 9\na1 c1 6\na1 z 5\nb1 c1 8\nb1 z 4\nc1 z 3", "A B A D A A")
    held = bonds(linked, linked.members("A"))
    assert list(zip(*held.select(["mention_id_l", "mention_id_r"]).to_pydict().values(), strict=True)) == [
        ("a1", "b1"),
        ("b1", "c1"),
        ("a1", "z"),
    ]


def test_a_person_has_alternatives_nearest_first_each_person_once():
    linked = made("a1 b1 9\na1 c1 2\na2 b1 5\nb1 c1 1", "A B A D E Z")
    found = explain_person(linked, "A")
    rows = [
        (row["person_id"], row["mention_id"], row["mention_id_other"], row["reason"])
        for row in found.alternatives.to_pylist()
    ]
    assert rows == [("B", "b1", "a2", "excluded"), ("E", "a1", "c1", "too-weak")]
    assert found.mentions["mention_id"].to_pylist() == ["a1", "b1"]
    assert alternatives_told(found) == (
        "The nearest other person has a link with a chance of 97 in 100. Their other records cannot be one "
        "person's: one names nobody twice, and it names both.",
        "Another person has a link with a chance of 80 in 100. The evidence is too weak: it does not reach "
        "the line.",
    )


def test_somebody_alone_has_no_bonds_and_no_alternative():
    found = explain_person(made("a1 b1 9", "A B A D E Z"), "Z")
    assert (found.bonds.num_rows, found.alternatives.num_rows) == (0, 0)
    assert found.sentences == ("One record alone is this person.",)
    assert alternatives_told(found) == ("No other person comes near.",)


def left_open(one: str, other: str) -> Linked:
    """a1 with a link to each of two, of these weights, and marked as left open."""
    linked = made(f"a1 b1 {one}\na1 b2 {other}", "A B C D E Z")
    marked = pa.array([row == "a1" for row in linked.persons["mention_id"].to_pylist()])
    place = linked.persons.column_names.index("ambiguous")
    return Linked(**{**vars_of(linked), "persons": linked.persons.set_column(place, "ambiguous", marked)})


def test_somebody_left_open_is_told_so_with_both_who_fit():
    """Two rivals as good: neither is guessed, and each is told as a reason for the other."""
    found = explain_person(left_open("4", "4"), "A")
    assert found.sentences[1] == "For it somebody else fits as well: that was left open rather than guessed."
    assert found.alternatives["reason"].to_pylist() == ["rivalled", "rivalled"]
    assert found.alternatives["person_id"].to_pylist() == ["C", "D"]
    assert found.alternatives["rival"].to_pylist() == ["D", "C"]
    assert found.rivals == ("C",)
    assert rivals_told(found, {"C"}) == ("Who fits as well: C.",)
    assert rivals_told(found, ()) == ()


@pytest.mark.parametrize(
    ("one", "other", "reason"), [("0", "0", "rivalled"), ("2", "-2", "rivalled"), ("2", "-5", "too-weak")]
)
def test_two_who_share_a_chance_below_the_line_are_rivals_and_not_weak(one, other, reason):
    """At 50 in 100 each, or at 80 and 20: together they reach the line, and neither does. 80 and 3 do not."""
    linked = left_open(one, other)
    apart = why_apart(linked, "a1", "b1", float(one))
    assert (str(apart.reason), apart.rival) == (reason, "D" if reason == "rivalled" else None)
    settled = Linked(**{**vars_of(linked), "persons": made("a1 b1 1", "A B C D E Z").persons})
    assert why_apart(settled, "a1", "b1", float(one)).reason is Reason.TOO_WEAK


def test_a_rival_may_be_with_the_person_already():
    """Of twins in one file one is with this person, and the other fits as well: neither link is too weak."""
    linked = left_open("0", "0")
    people = made("a1 b1 1", "A B C A E Z").persons
    marked = people.set_column(
        people.column_names.index("ambiguous"), "ambiguous", linked.persons["ambiguous"]
    )
    apart = why_apart(Linked(**{**vars_of(linked), "persons": marked}), "a1", "b1", 0.0)
    assert (apart.reason, apart.rival) == (Reason.RIVALLED, None)
    assert apart.words.startswith("Another record, which is with one of the two, fits as well")


def test_a_rival_is_named_only_where_that_is_allowed():
    found = explain_person(left_open("4", "4"), "A")
    assert alternatives_told(found, {"C"})[0].startswith("The nearest other person, C, has a link")
    assert alternatives_told(found, {"D"})[0].endswith("rather than guessed. The other is D.")
    assert not [each for each in alternatives_told(found) if " C" in each or " D" in each]


def test_two_who_cannot_be_one_person_have_no_prior_and_no_chance():
    """Of two records of a source that names nobody twice none is one person: no one in so many."""
    found = explain_mentions(made("a1 b1 9", "A B A D E Z"), "a1", "a2")
    assert found.apart.reason is Reason.FORBIDDEN
    assert "prior" not in found.steps["part"].to_pylist()
    assert found.steps["sum"].to_numpy() == pytest.approx(np.cumsum(found.steps["weight"].to_numpy()))
    assert not [each for each in found.sentences if "Before anything" in each or "the chance that" in each]


def test_a_level_that_no_pair_reached_is_told_without_its_weight(competing):
    """An initial, where nobody is written with one."""
    initial = competing.mentions.to_pylist()
    one, other = initial[0], initial[-1]
    steps = waterfalls(competing, pa.array([one["mention_id"]]), pa.array([other["mention_id"]]))
    place = steps.column_names.index("learnt")
    assert set(steps["learnt"].to_pylist()) == {True}
    unlearnt = steps.set_column(place, "learnt", pa.array([False] * steps.num_rows))
    said = [each for each in sentences(unlearnt, 0.9) if words.TOO_RARE in each]
    assert said
    assert not [each for each in said if "times" in each]
    reached = dict(zip([c.name for c in competing.model.comparisons], competing.reached, strict=True))
    labels = next(c for c in competing.model.comparisons if c.name == "forename").labels()
    by_label = dict(zip(labels, reached["forename"].tolist(), strict=True))
    assert by_label["forename: the same"]
    assert by_label["anything else"]
    assert not by_label["forename: one is the other's initial"]


@pytest.mark.parametrize("asked", [("a1", "nobody"), ("nobody", "a1")])
def test_an_unknown_mention_is_refused_without_its_name(asked):
    with pytest.raises(ScienceError) as refused:
        explain_mentions(made("a1 b1 9", "A B A D E Z"), *asked)
    assert "nobody" not in str(refused.value).lower().replace("somebody", "")


def test_what_was_learnt_of_another_model_is_refused():
    linked = made("a1 b1 9", "A B A D E Z")
    other = Linked(**{**vars_of(linked), "levels": linked.levels.slice(1)})
    with pytest.raises(ScienceError, match="another model"):
        waterfalls(other, pa.array(["a1"]), pa.array(["b1"]))


TIES = pa.table(
    {
        "mention_id_from": ["p1", "p2", "p3"],
        "mention_id_to": ["k1", "k2", "q1"],
        "kind": ["parent-of", "parent-of", "partner-of"],
        "source": ["school", "clinic", "school"],
        "record_id": ["s1", "c1", "s1"],
        "valid_from": pa.nulls(3, pa.string()),
        "valid_to": pa.nulls(3, pa.string()),
        "cares": [False, False, False],
        "carer_role": pa.nulls(3, pa.string()),
        "reliability": [0.9, 0.4, 0.8],
        "record": [1, 2, 1],
    }
)
ENDS = pa.table(
    {
        "mention_id": ["p1", "p2", "p3", "k1", "k2", "q1"],
        "person_id": ["P", "P", "P", "K", "K", "A"],
        "draw": pa.array([0] * 6, pa.int32()),
        "support": [1.0, 1.0, 0.5, 1.0, 0.5, 1.0],
        "ambiguous": [False] * 6,
    }
)


def test_a_tie_is_told_by_its_records_and_what_one_error_would_do():
    """The probability is the relation's own; without a record it is what the others make of it."""
    records = explain_ties(TIES, ENDS, ["P", "K", "A"])
    known = {
        (row["person_id_from"], row["person_id_to"], row["kind"]): row["probability"]
        for row in relations_of(TIES, ENDS).to_pylist()
    }
    rows = records.to_pylist()
    assert {
        (row["person_id_from"], row["person_id_to"], row["kind"]): row["probability"] for row in rows
    } == known
    parent = [row for row in rows if row["kind"] == "parent-of"]
    assert [(row["source"], row["record_id"]) for row in parent] == [("school", "s1"), ("clinic", "c1")]
    assert [row["without"] for row in parent] == [pytest.approx(0.2), pytest.approx(0.9)]
    assert tie_sentences(pa.Table.from_pylist(parent)) == (
        "2 records say so: a chance of 92 in 100.",
        "If the surest of them spoke of somebody else, it would end: 20 in 100.",
    )


def test_a_partner_stands_once_with_the_mention_of_each():
    """The smaller id first, and its own mention with it."""
    partner = explain_ties(TIES, ENDS, ["P", "A"]).to_pylist()
    assert [(row["person_id_from"], row["mention_id_from"], row["support_from"]) for row in partner] == [
        ("A", "q1", 1.0)
    ]
    assert tie_sentences(pa.Table.from_pylist(partner)) == (
        "One record says so: a chance of 40 in 100.",
        "That is too little to make anybody a member of a family.",
    )


@pytest.mark.parametrize(
    ("level", "says"),
    [
        (Exact("id_nhs"), "the NHS number is the same"),
        (Edits("birth_date", 1), "the date of birth differs by one letter or digit"),
        (YearOff("birth_date"), "the date of birth has the same day and month, and another year"),
        (JaroWinkler("street_name", 0.88), "the street is spelt alike"),
        (Either(Exact("phone"), Exact("sex")), "the telephone number is the same, or the sex is the same"),
        (
            Formerly("surname", "former"),
            "the surname is an earlier one of the other, or they had the same before",
        ),
        (Not(Exact("colour_of_eyes")), "it is not so that the colour of eyes is the same"),
    ],
)  # fmt: skip
def test_a_level_says_in_plain_words_what_it_found(level, says):
    assert words.clause(level) == says


def test_every_level_of_the_standard_fields_has_words_of_its_own():
    """No level falls back to how a model writes it, and no two levels of a field read the same."""
    for comparison in (fields.forename(), fields.surname(), fields.birth_date(), fields.address()):
        said = words.clauses(comparison)
        assert not [each for each in said if each.startswith("it holds that")]
        assert len(set(said)) == len(said) == comparison.size + 1


@pytest.mark.parametrize(
    ("weight", "says"),
    [
        (1.0, "2 times likelier"),
        (-3.0, "8 times less likely"),
        (10.0, "about 1,000 times likelier"),
        (40.0, "more than a million times likelier"),
    ],
)
def test_points_are_said_as_how_many_times_likelier(weight, says):
    assert words.times(weight) == f"That makes it {says} that they are one person."


def test_no_chance_is_told_as_a_certainty():
    assert words.chance(1.0) == "more than 99.9 in 100"
    assert words.chance(0.0) == "less than 0.1 in 100"
    assert words.chance(0.9) == "90 in 100"
    assert words.points(-0.01) == words.points(0.01) == "0.0"
    assert words.points(-10.04) == "−10.0"
    assert bits(0.5) == 0
