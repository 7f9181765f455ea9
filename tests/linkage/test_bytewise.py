"""DuckDB's measures of text, equal to the last bit: a level may be bounded by the very value."""

import hypothesis.strategies as st
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings

from licet.engine import query
from licet.linkage import bytewise

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12) | st.text(
    "abé日", max_size=70
)
PAIRS = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=30)
MEASURES = {
    "jaro_similarity": bytewise.jaro,
    "jaro_winkler_similarity": bytewise.jaro_winkler,
    "levenshtein": bytewise.levenshtein,
    "damerau_levenshtein": bytewise.damerau_levenshtein,
    "jaccard": bytewise.jaccard,
}


@pytest.mark.parametrize("name", MEASURES)
@settings(max_examples=40, deadline=None)
@given(pairs=PAIRS)
def test_a_measure_equals_duckdbs(name: str, pairs: list[tuple[str, str]]):
    """Random texts in any script, empty ones too, but for Jaccard, which DuckDB refuses on these."""
    if name == "jaccard":
        pairs = [(one or "a", other or "b") for one, other in pairs]
    left, right = (pa.array([pair[side] for pair in pairs]) for side in (0, 1))
    texts = pa.table({"place": range(len(pairs)), "l": left, "r": right})
    theirs = query(
        f"SELECT CAST({name}(l, r) AS DOUBLE) AS measure FROM texts ORDER BY place", {"texts": texts}
    )
    assert MEASURES[name](left, right).tolist() == theirs["measure"].to_pylist()


def test_names_that_a_compiler_may_round_otherwise():
    """Jaro-Winkler of 0.96 2/3 and 0.805: in one rounding, and not in two."""
    left, right = pa.array(["bbaabbabb", "baba", "martha", ""]), pa.array(["bababbabb", "béba", "marhta", ""])
    expected = [0.9666666666666667, 0.805, 0.9611111111111111, 0.0]
    assert bytewise.jaro_winkler(left, right).tolist() == expected


def test_items_in_common():
    """Different items that both lists hold; an empty list has none, an empty item is one."""
    written = {"none": "", "blank": "\x1f", "x": "\x1fx", "x blank": "\x1fx\x1f", "x x y": "\x1fx\x1fx\x1fy"}
    pairs = [("none", "none"), ("blank", "blank"), ("x", "x x y"), ("x x y", "x x y"), ("x blank", "blank")]
    left, right = (pa.array([written[pair[side]] for pair in pairs]) for side in (0, 1))
    assert bytewise.shared_items(left, right).tolist() == [0, 1, 1, 2, 1]


def test_measures_of_nothing():
    """No pairs, no measures."""
    nothing = pa.array([], pa.string())
    for measure in (*MEASURES.values(), bytewise.shared_items, bytewise.numbers_apart):
        assert len(measure(nothing, nothing)) == 0


def test_numbers_as_text():
    """As DuckDB writes them."""
    left, right = pa.array(["1.5", "-2", "1e+20"]), pa.array(["0.25", "2", "0"])
    assert np.allclose(bytewise.numbers_apart(left, right), [1.25, 4, 1e20])
