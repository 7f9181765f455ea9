"""The page of a linkage: what it counts, what it leaves out, and that it needs nothing from elsewhere."""

import json
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from licet.linkage import Constraints, SourceConstraint, link, page_of, standard_model
from licet.linkage.explaining import Linked, words
from licet.linkage.page.bars import Scale
from licet.linkage.page.choosing import bands, pairs_drawn, persons_drawn
from licet.linkage.page.completeness import completeness
from licet.linkage.page.doubting import doubts_shown
from licet.linkage.page.graphs import graph_of
from licet.linkage.page.pictures import histogram_of
from licet.linkage.page.tables import levels_shown, share_cell
from licet.linkage.page.thresholds import histogram, thresholds, true_thresholds
from tests.linkage.tables import table
from tests.linkage.test_link import TWO_FILES, two_files

LINKS = pa.table(
    {
        "mention_id_l": ["a", "a", "b", "c"],
        "mention_id_r": ["x", "y", "x", "z"],
        "match_weight": [5.0, 1.0, 3.0, -2.0],
        "match_probability": [0.97, 0.7, 0.9, 0.2],
    }
)


@pytest.fixture(scope="module")
def linked():
    people = two_files()
    model = standard_model(people)
    return people, model, link(people, model, TWO_FILES)


@pytest.fixture(scope="module")
def html(linked) -> str:
    people, model, found = linked
    return page_of(people, model, TWO_FILES, found, banner="Invented people.")


def at(curve: pa.Table, weight: float) -> dict[str, float]:
    return curve.filter(pc.equal(curve["weight"], weight)).to_pylist()[0]


def test_another_threshold_has_its_links_and_its_expected_errors():
    """Wrong: what the chances of the links leave; missed: the chances of the others."""
    curve = thresholds(LINKS, 3.17)
    line = at(curve, 3.0)
    assert line["links"] == 2
    assert line["wrong"] == pytest.approx(0.03 + 0.1)
    assert line["missed"] == pytest.approx(0.7 + 0.2)
    assert at(curve, 3.17)["links"] == 1
    assert curve["weight"].to_pylist() == sorted(set(curve["weight"].to_pylist()))


def test_against_the_truth_pairs_that_were_never_kept_are_missed():
    truth = table("""
        mention_id | person
        a          | 1
        x          | 1
        y          | 2
        b          | 3
        c          | 2
    """)
    # Two true pairs: a-x, kept at 5, and y-c, never kept. c-z has an end of which nothing is known.
    curve = true_thresholds(LINKS, 3.17, truth)
    assert at(curve, 4.0) == {
        "weight": 4.0,
        "probability": pytest.approx(16 / 17),
        "links": 1,
        "precision": 1.0,
        "recall": 0.5,
    }
    assert at(curve, 0.0)["links"] == 3
    assert at(curve, 0.0)["precision"] == pytest.approx(1 / 3)
    assert at(curve, 14.0)["precision"] is None


def test_every_kept_pair_is_in_the_histogram(linked):
    _, _, found = linked
    assert pc.sum(histogram(found.links)["pairs"]).as_py() == found.links.num_rows
    extreme = LINKS.set_column(2, "match_weight", pa.array([500.0, 1.0, 1.5, -300.0]))
    assert histogram(extreme).filter(pc.greater(histogram(extreme)["pairs"], 0)).to_pylist() == [
        {"low": -10.0, "high": -9.0, "pairs": 1},
        {"low": 1.0, "high": 2.0, "pairs": 2},
        {"low": 39.0, "high": 40.0, "pairs": 1},
    ]
    assert histogram(LINKS.slice(0, 0)).num_rows == 0


def test_completeness_counts_blank_text_as_missing(linked):
    people, model, _ = linked
    blanked = people.set_column(
        people.column_names.index("postcode"),
        "postcode",
        pa.array(["", None, "Z"] + ["Z"] * (people.num_rows - 3)),
    )
    found = completeness(blanked, model)
    row = found.filter(pc.and_(pc.equal(found["column"], "postcode"), pc.equal(found["source"], "one")))
    assert row.to_pylist() == [
        {"column": "postcode", "source": "one", "mentions": 400, "filled": 398, "share": 398 / 400}
    ]


def test_examples_come_from_every_band_and_only_of_those_who_may_be_shown(linked):
    people, model, found = linked
    whole = Linked.of(people, model, TWO_FILES, found, 0.9)
    allowed = people["mention_id"].combine_chunks()
    for (low, high), pairs in zip(bands(0.9), pairs_drawn(whole, allowed, 0), strict=True):
        likely = pairs["match_probability"].to_numpy()
        assert ((likely >= low) & (likely <= high)).all()
        every = found.links["match_probability"].to_numpy()
        inside = int(((every >= low) & ((every < high) | (high == 1.0))).sum())
        assert len(likely) == min(2, inside)
    few = allowed.filter(pc.starts_with(allowed, "one"))
    assert all(pairs.num_rows == 0 for pairs in pairs_drawn(whole, few, 0))
    assert persons_drawn(whole, few)["largest"] == []
    everybody = [person for people in persons_drawn(whole, allowed).values() for person in people]
    assert len(everybody) == len(set(everybody)) > 3


def test_a_person_is_drawn_with_all_links_between_the_mentions(linked):
    people, model, found = linked
    whole = Linked.of(people, model, TWO_FILES, found, 0.9)
    person = persons_drawn(whole, people["mention_id"].combine_chunks())["largest"][0]
    members = whole.members(person)
    drawn = graph_of(whole, members)
    assert [dot.number for dot in drawn.dots] == [1, 2]
    assert len(drawn.lines) == whole.links_within(members).num_rows == 1
    assert drawn.told == "2 mentions; their one pair was kept; it reaches the line by itself."


def test_a_level_that_no_pair_reached_has_no_points(linked):
    """Nobody of two files of plain names is written with an initial: its points would rest on half a pair."""
    people, model, found = linked
    whole = Linked.of(people, model, TWO_FILES, found, 0.9)
    (names,) = [each for each in levels_shown(whole) if each.name == "First name"]
    told = {level.says: level.points for level in names.levels}
    assert told["the first name is an initial in one of them"] is None
    assert told["the first name is the same"].words.startswith("+")
    assert told["the first name differs"].words.startswith("−")


def test_doubts_are_told_in_the_words_of_the_tables(linked):
    people, model, found = linked
    whole = Linked.of(people, model, TWO_FILES, found, 0.9)
    written = found.report.warnings
    told = doubts_shown(whole, found.report.blocking, (*written, "Something else."))
    assert len(told) == len(written) + 1 > 1
    assert told[-1] == "Something else."
    assert not [each for each in told if "Jaro-Winkler" in each or "_" in each]


def test_the_histogram_has_a_line_at_every_tenfold():
    weight = [3.5] * 1200 + [5.5] * 40
    many = pa.table({"match_weight": weight, "match_probability": [0.9] * len(weight)})
    lines = histogram_of(many).lines
    assert [pairs for pairs, _ in lines] == [10, 100, 1000]
    heights = [height for _, height in lines]
    assert heights == sorted(heights)
    assert 0 < heights[0] < heights[-1] < 100


@pytest.mark.parametrize(
    ("share", "says"),
    [
        (0.0, "0%"),
        (0.00001, "<0.01%"),
        (0.0024, "0.24%"),
        (0.00996, "1.0%"),
        (0.5, "50.0%"),
        (0.9924, "99.2%"),
        (0.99999, ">99.9%"),
        (1.0, "100%"),
    ],
)
def test_no_share_reads_as_nothing_or_all_where_it_is_not(share, says):
    assert share_cell(share).words == says


@pytest.mark.parametrize(
    ("mentions", "kept", "weak", "says"),
    [
        (2, 1, 1, "2 mentions; their one pair was kept; 1 does not reach the line by itself."),
        (3, 3, 0, "3 mentions; 3 of their 3 pairs were kept; all reach the line by themselves."),
        (3, 3, 1, "3 mentions; 3 of their 3 pairs were kept; 1 does not reach the line by itself."),
        (4, 5, 2, "4 mentions; 5 of their 6 pairs were kept; 2 do not reach the line by themselves."),
    ],
)
def test_what_was_kept_below_the_line_is_not_called_linked(mentions, kept, weak, says):
    assert words.held_by(mentions, kept, weak) == says


def test_a_bar_that_goes_down_speaks_against():
    scale = Scale(-10.0, 10.0)
    down = scale.bar(0.0, -5.0, 2.0)
    assert (down.start, down.width, down.against, down.mark) == (25.0, 25.0, True, 60.0)
    assert scale.bar(0.0, 99.0).width == 50.0


def test_the_page_needs_nothing_from_elsewhere(html):
    """No address but those within the page; its policy forbids any other."""
    assert "default-src 'none'" in html
    assert re.findall(r'(?:src|href)="([^"#][^"]*)"', html) == []
    assert "url(" not in html
    assert "http" not in html.replace("http-equiv", "")


def test_the_same_linkage_gives_the_same_page(linked, html):
    people, model, found = linked
    shuffled = people.take(np.random.default_rng(1).permutation(people.num_rows))
    assert page_of(shuffled, model, TWO_FILES, found, banner="Invented people.") == html


def test_the_page_says_first_what_came_of_it(linked, html):
    _, _, found = linked
    persons = len(pc.unique(found.persons["person_id"]))
    assert f"800 mentions in 2 sources were taken as {persons} people" in html
    assert "<strong>Invented people.</strong>" in html
    curve = json.loads(re.search(r'id="curve">(.*?)</script>', html)[1])
    assert curve["rows"][curve["used"]]["probability"] == pytest.approx(0.9)


def test_where_nobody_competes_the_page_says_that_chances_are_rough(linked, html):
    """Without any promise of the sources, no number of wrong links is promised either."""
    people, model, _ = linked
    silent = Constraints({name: SourceConstraint(once_per_record=True) for name in ("one", "two")})
    told = page_of(people, model, silent, link(people, model, silent), records=False)
    assert "How many of these are two people cannot be told well." in told
    assert "are expected to be two people, and at least" not in told
    assert "are expected to be two people, and at least" in html


def test_without_records_no_value_is_on_the_page(linked):
    people, model, found = linked
    bare = page_of(people, model, TWO_FILES, found, records=False)
    assert "This page shows records" not in bare
    assert '<h2 id="pairs">' not in bare
    told = set(re.findall(r"[a-z0-9-]{4,}", bare.lower()))
    values = {
        value for column in ("forename", "birth_date", "mention_id") for value in people[column].to_pylist()
    }
    assert not told & {value.lower() for value in values}


def test_what_a_record_says_is_written_as_text(linked):
    """A name that is markup does nothing."""
    people, _, _ = linked
    names = ["<img src=x onerror=alert(1)>"] * people.num_rows
    evil = people.set_column(people.column_names.index("postcode"), "postcode", pa.array(names))
    model = standard_model(evil)
    shown = page_of(evil, model, TWO_FILES, link(evil, model, TWO_FILES))
    assert "&lt;img src=x" in shown
    assert "<img" not in shown


def test_with_the_truth_the_page_tells_how_many_are_right(linked):
    people, model, found = linked
    ids = people["mention_id"].to_pylist()
    truth = pa.table({"mention_id": ids, "person": [each[3:] for each in ids]})
    told = page_of(people, model, TWO_FILES, found, records=False, truth=truth)
    assert "The same against the truth that was given" in told
    curve = true_thresholds(found.links, 3.0, truth)
    assert f'<td class="number">{at(curve, 4.0)["precision"]:.4f}</td>' in told


def test_a_common_value_says_in_its_cell_what_it_takes_away(linked, html):
    """Where the surname is the same and common, or rare, the cell of the pair's table says by how much."""
    assert re.search(r"and it is a rare one, which adds \d+\.\d points</td>", html)


def test_a_value_that_changes_nothing_says_nothing(linked, html):
    cells = re.findall(r"is the same[^<]*</td>", html)
    assert any(cell == "is the same</td>" for cell in cells)
