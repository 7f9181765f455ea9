"""The disclosure rule: small counts hidden, others rounded, nothing to be worked out."""

from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.publish.disclosure import Rate, alone, disclosed, rate
from licet.publish.sheet import Sheet, Shown, compared


@dataclass(frozen=True)
class Line:
    """Parts of a whole, and their total."""

    parts: tuple[Shown, ...]
    total: Shown


@dataclass(frozen=True)
class Grid:
    """Counts by row and column, with their totals."""

    cells: tuple[tuple[Shown, ...], ...]
    rows: tuple[Shown, ...]
    columns: tuple[Shown, ...]


def line(counts, keep=0):
    cells = {("part", str(k)): n for k, n in enumerate(counts)}
    sheet = Sheet(cells, {("total",): tuple(cells)}, kept=frozenset(list(cells)[:keep]))
    shown = disclosed(sheet)
    return Line(tuple(shown[name] for name in cells), shown["total",])


def grid(table):
    rows, columns = range(len(table)), range(len(table[0]))
    cells = {("cell", str(r), str(c)): table[r][c] for r in rows for c in columns}
    by_row = {("row", str(r)): tuple(("cell", str(r), str(c)) for c in columns) for r in rows}
    by_column = {("column", str(c)): tuple(("cell", str(r), str(c)) for r in rows) for c in columns}
    shown = disclosed(Sheet(cells, by_row | by_column))
    return Grid(
        tuple(tuple(shown["cell", str(r), str(c)] for c in columns) for r in rows),
        tuple(shown["row", str(r)] for r in rows),
        tuple(shown["column", str(c)] for c in columns),
    )


counts = st.one_of(st.integers(0, 9), st.integers(0, 60), st.integers(0, 5000))


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, None), (1, None), (7, None), (8, 10), (12, 10), (13, 15), (1302, 1300), (1303, 1305)],
)
def test_small_counts_are_hidden_and_others_rounded_to_five(count, shown):
    """Counts up to 7 are hidden, none included; others are rounded to the nearest 5."""
    assert alone(count) == shown


def test_a_total_adds_up_rounded_parts():
    """A total is the sum of rounded parts: 13 + 13 + 13 is shown as 45, not as 40."""
    assert line([13, 13, 13]) == Line((15, 15, 15), 45)


def test_a_second_part_is_hidden_where_one_could_be_subtracted_out():
    """With one part hidden the total would give it away, so the smallest other part is hidden as well."""
    assert line([3, 40, 21, 60]) == Line((None, 40, None, 60), 125)


def test_two_hidden_parts_protect_each_other():
    """Two hidden parts that may share what is left need no third."""
    assert line([3, 6, 40, 21]) == Line((None, None, 40, 20), 70)


def test_hidden_parts_that_come_to_nothing_need_another():
    """If nothing is left for the hidden parts, each is known to be none; another part is hidden with them."""
    assert line([0, 1, 40, 21]) == Line((None, None, 40, None), 60)


def test_a_small_total_is_hidden():
    """A total of 7 or less is a small count like any other."""
    assert line([2, 3]) == Line((None, None), None)


def test_parts_that_are_kept_cost_the_total():
    """Where the main part must be seen, its total is hidden in its place."""
    assert line([5000, 3], keep=1) == Line((5000, None), None)


def test_no_parts_have_no_total():
    """An empty line shows nothing."""
    assert line([]) == Line((), None)
    assert disclosed(Sheet({})) == {}


def test_what_one_table_knows_of_another_is_defended():
    """33, 13, 18 and 23 are each shown as two more, their 87 rows as two fewer: nothing can be left."""
    parts = {("part", str(k)): count for k, count in enumerate((33, 13, 18, 23))}
    cells = {("rows",): 87, ("set aside",): 0, **parts}
    assert disclosed(Sheet(cells))["rows",] == 85
    known = compared(Sheet(cells), [("set aside",), *parts], [("rows",)])
    assert len(known) == 2, "rows are no more and no fewer than what they come to"
    shown = disclosed(Sheet(cells, facts=known))
    assert [name for name, count in shown.items() if count is None] == [("set aside",), ("part", "1")]


def test_both_margins_are_defended():
    """In a table each row and each column needs a second hidden cell, so one small cell costs four."""
    shown = grid([[3, 50, 40], [30, 45, 60], [70, 80, 90]])
    assert sum(cell is None for row in shown.cells for cell in row) == 4
    assert shown.rows == (95, 135, 240)
    assert shown.columns == (105, 175, 190)


@settings(deadline=None)
@given(st.lists(counts, max_size=7))
def test_no_hidden_part_can_be_worked_out(numbers):
    """For every hidden part there are at least two values that agree with all that is shown."""
    shown = line(numbers)
    _check_line(numbers, shown.parts, shown.total)


@settings(deadline=None)
@given(st.lists(counts, min_size=2, max_size=5), st.integers(0, 2))
def test_kept_parts_are_shown_and_the_others_stay_hidden(numbers, keep):
    """Keeping parts never lets a hidden one be worked out."""
    shown = line(numbers, keep=keep)
    assert all(part is not None or n <= 7 for part, n in zip(shown.parts[:keep], numbers, strict=False))
    _check_line(numbers, shown.parts, shown.total)


def _check_line(numbers, parts, total):
    hidden = [k for k, part in enumerate(parts) if part is None]
    assert {k for k, n in enumerate(numbers) if n <= 7} <= set(hidden)
    assert all(part % 5 == 0 and abs(part - n) <= 2 for part, n in zip(parts, numbers, strict=True) if part)
    if total is None or not hidden:
        return
    assert total == sum((n + 2) // 5 * 5 for n in numbers)
    left = total - sum(part for part in parts if part is not None)
    assert len(hidden) > 1
    assert left >= 5


tables = st.integers(2, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 22), min_size=width, max_size=width), min_size=2, max_size=3
    )
)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_no_hidden_cell_can_be_worked_out(table):
    """Tried out: every table of fives that agrees with what is shown; no hidden cell is the same in all."""
    shown = grid(table)
    for row, cells in zip(table, shown.cells, strict=True):
        assert all(cell is None for n, cell in zip(row, cells, strict=True) if n <= 7)
    assert all(len(seen) > 1 for seen in _agreeing(shown))


def _agreeing(shown):
    """The values that each hidden cell takes over all tables that agree with what is shown."""
    places = [(r, c) for r, row in enumerate(shown.cells) for c, cell in enumerate(row) if cell is None]
    free = [p for p in places if shown.rows[p[0]] is None and shown.columns[p[1]] is None]
    bound = [p for p in places if p not in free]
    ranges = [range(0, _most(shown, r, c) + 1, 5) for r, c in bound]
    seen = [set() for _ in bound]
    for tried in _tables(shown, bound, ranges):
        for k, value in enumerate(tried):
            seen[k].add(value)
    return seen


def _most(shown, row, column):
    left = []
    if shown.rows[row] is not None:
        left.append(shown.rows[row] - sum(c for c in shown.cells[row] if c is not None))
    if shown.columns[column] is not None:
        left.append(shown.columns[column] - sum(r[column] for r in shown.cells if r[column] is not None))
    return min(left)


def _tables(shown, bound, ranges, tried=()):
    """Every filling of the hidden cells, cut short where a line has more than is left for it."""
    if len(tried) == len(bound):
        if all(_line_left(shown, bound, tried, axis, k) in (0, None) for axis in (0, 1) for k in range(3)):
            yield tried
        return
    for value in ranges[len(tried)]:
        next_ = (*tried, value)
        row, column = bound[len(tried)]
        lefts = (_line_left(shown, bound, next_, 0, row), _line_left(shown, bound, next_, 1, column))
        if all(left is None or left >= 0 for left in lefts):
            yield from _tables(shown, bound, ranges, next_)


def _line_left(shown, bound, tried, axis, k):
    totals = (shown.rows, shown.columns)[axis]
    if k >= len(totals) or totals[k] is None:
        return None
    line_ = shown.cells[k] if axis == 0 else [row[k] for row in shown.cells]
    known = sum(cell for cell in line_ if cell is not None)
    return totals[k] - known - sum(v for place, v in zip(bound, tried, strict=False) if place[axis] == k)


@given(st.lists(st.lists(counts, min_size=3, max_size=3), min_size=2, max_size=2))
@settings(max_examples=30, deadline=None)
def test_equal_tables_are_shown_alike(table):
    """The rule has no chance in it."""
    assert grid(table) == grid([list(row) for row in table])


def test_a_rate_is_made_of_rounded_counts():
    """22 of 310 and 86 of 1,561: 7 in 100 of 310, 5 in 100 of 1,560, with intervals moved outwards."""
    assert rate(alone(22), alone(288), 0.04, 0.1) == Rate(310, 6, 3, 12)
    assert rate(alone(86), alone(1475), 0.045, 0.066) == Rate(1560, 5, 4, 7)


@pytest.mark.parametrize(("counted", "others"), [(4, 126), (128, 2), (4, 5)])
def test_rates_of_few_and_of_all_but_few_are_hidden(counted, others):
    """A rate of nearly none or of nearly all would give a few away."""
    assert rate(alone(counted), alone(others), 0, 1) is None


def test_every_small_table_is_safe():
    """All tables of two by two cells over values that matter: none gives a hidden cell away."""
    for a, b, c, d in product((0, 5, 12), repeat=4):
        shown = grid([[a, b], [c, d]])
        assert all(len(seen) > 1 for seen in _agreeing(shown)), (a, b, c, d)
