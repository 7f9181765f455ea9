"""Identifier, postcode and date rules with their vectors."""

import pyarrow as pa
import pytest

from licet.sources import dates, identifiers
from licet.sources.layout import DateFormat


def one(rule, value):
    return bool(rule(pa.array([value], pa.string()))[0])


@pytest.mark.parametrize(
    ("number", "ok"),
    [
        ("9434765919", True),
        ("9434765870", True),
        ("9434765918", False),
        ("0000000000", False),
        ("943476591", False),
        (None, False),
    ],
)
def test_nhs_numbers(number, ok):
    assert one(identifiers.nhs_number_ok, number) is ok


@pytest.mark.parametrize(
    ("number", "ok"),
    [
        ("P207000016049", True),
        ("H801200001001", True),
        ("A950000178301", True),
        ("B950000178301", False),
        ("UN1", False),
    ],
)
def test_unique_pupil_numbers(number, ok):
    assert one(identifiers.upn_ok, number) is ok


def test_a_temporary_pupil_number_ends_in_a_letter_valued_in_the_same_alphabet():
    digits = [9, 5, 0, 0, 0, 0, 1, 7, 8, 3, 0]
    total = sum(d * w for d, w in zip(digits, range(2, 13), strict=True))
    letters = identifiers.UPN_LETTERS
    check = letters[(total + 13 * letters.index("C")) % 23]
    assert one(identifiers.upn_ok, f"{check}95000017830C")
    assert not one(identifiers.upn_ok, f"{check}95000017830D")


def test_codes_for_an_unknown_pupil_number_are_recognised():
    assert one(identifiers.unknown_upn, "UN7")
    assert not one(identifiers.unknown_upn, "UN8")


@pytest.mark.parametrize(
    ("number", "ok"),
    [
        ("AB123456C", True),
        ("AB123456", True),
        ("QQ123456C", False),
        ("GB123456A", False),
        ("AB123456E", False),
    ],
)
def test_national_insurance_numbers(number, ok):
    assert one(identifiers.nino_ok, number) is ok


def test_property_numbers_compare_padded():
    assert identifiers.padded_uprn(pa.array(["199356", "000000199356"])).to_pylist() == ["000000199356"] * 2


@pytest.mark.parametrize(
    ("written", "shown", "ok"),
    [
        ("sw1a1aa", "SW1A 1AA", True),
        ("M1  1ae", "M1 1AE", True),
        ("GIR0AA", "GIR 0AA", True),
        ("1AB", "1AB", False),
    ],
)
def test_postcodes(written, shown, ok):
    spaced = identifiers.spaced_postcode(pa.array([written]))
    assert (spaced.to_pylist(), bool(identifiers.postcode_ok(spaced)[0])) == ([shown], ok)


def test_no_fixed_abode_is_a_status_not_a_place():
    assert bool(identifiers.no_fixed_address(identifiers.spaced_postcode(pa.array(["zz993vz"])))[0])


@pytest.mark.parametrize(
    ("written", "order", "read"),
    [
        ("2019-02-28", DateFormat.ISO, "2019-02-28"),
        ("28/02/2019", DateFormat.BRITISH, "2019-02-28"),
        ("02/28/2019", DateFormat.AMERICAN, "2019-02-28"),
        ("28/02/2019", DateFormat.AMERICAN, None),
        ("20190228", DateFormat.COMPACT, "2019-02-28"),
        ("02282019", DateFormat.AMERICAN_COMPACT, "2019-02-28"),
        ("29/02/2019", DateFormat.BRITISH, None),
        ("29/02/2020", DateFormat.BRITISH, "2020-02-29"),
        ("28/02/19", DateFormat.BRITISH, None),
        ("", DateFormat.ISO, None),
        (None, DateFormat.ISO, None),
    ],
)
def test_dates_are_read_in_the_declared_order_only(written, order, read):
    assert dates.iso_dates(pa.array([written], pa.string()), order).to_pylist() == [read]


def test_default_dates_of_birth_weigh_nothing():
    spike = ["1987-01-01"] * 40 + [f"1990-{m:02}-{d:02}" for m in range(2, 12) for d in range(1, 29)] * 2
    cleaned = dates.without_defaults(pa.array(spike))
    assert cleaned.null_count == 40
    few = pa.array(["1987-01-01", "1900-01-01", "1990-05-05"])
    assert dates.without_defaults(few).to_pylist() == ["1987-01-01", None, "1990-05-05"]


@pytest.mark.parametrize(
    ("number", "ok"), [("199356", True), ("N/A", False), ("0", False), ("1" * 13, False)]
)
def test_what_is_no_property_number_is_no_address(number, ok):
    assert one(identifiers.uprn_ok, number) is ok


def days(count, written):
    """Days through a year, and whether each fails when read day first."""
    texts = [f"{n % 12 + 1:02}/{n * 7 % 28 + 1:02}/20{10 + n % 9}" for n in range(count)]
    values = pa.array(texts)
    return values, dates.is_bad(values, dates.iso_dates(values, written))


def test_months_before_days_are_found_out_by_the_days_past_twelve():
    values, bad = days(300, DateFormat.BRITISH)
    assert 0.4 < bad.mean() < 0.8
    assert dates.hint(values, bad, DateFormat.BRITISH).endswith("would be dates written MM/DD/YYYY")
    assert dates.is_in_another_order(values, bad, DateFormat.BRITISH)


def test_a_few_slips_do_not_put_the_order_in_doubt():
    """Two of a hundred dates that would also be dates in another order are slips of two people."""
    values = pa.array(
        [f"{n % 12 + 1:02}/{n % 11 + 1:02}/2015" for n in range(98)] + ["02/28/2015", "03/30/2015"]
    )
    bad = dates.is_bad(values, dates.iso_dates(values, DateFormat.BRITISH))
    assert bad.sum() == 2
    assert "MM/DD/YYYY" in dates.hint(values, bad, DateFormat.BRITISH)
    assert not dates.is_in_another_order(values, bad, DateFormat.BRITISH)


@pytest.mark.parametrize(
    ("text", "declared", "said"),
    [
        ("28/02/15", DateFormat.BRITISH, "a year of two digits"),
        ("2015-02-28", DateFormat.BRITISH, "written YYYY-MM-DD"),
        ("28/02/2015", DateFormat.ISO, "written DD/MM/YYYY"),
        ("20150228", DateFormat.AMERICAN_COMPACT, "written YYYYMMDD"),
        ("not known", DateFormat.ISO, ""),
        ("30/02/2015", DateFormat.BRITISH, ""),
    ],
)
def test_what_failing_dates_may_be_is_said_without_a_value(text, declared, said):
    values = pa.array([text] * 3 + [None])
    bad = dates.is_bad(values, dates.iso_dates(values, declared))
    hint = dates.hint(values, bad, declared)
    assert said in hint
    assert bool(hint) is bool(said)
    assert text not in hint
    assert not dates.is_in_another_order(values, bad, declared)
