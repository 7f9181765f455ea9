"""How the tutorial's three exports were made: an invented borough, in columns that no template knows.

    python invent.py

Nobody in them exists. The same files come out every time.
"""

import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from licet.borough import make_borough

HERE = Path(__file__).parent
FAMILIES, SEED = 150, 11

ROLL = {
    "pupil_ref": "Ref", "upn": "Unique Pupil No", "forename": "Legal First Name",
    "surname": "Legal Family Name", "birth_date": "D.O.B.", "sex": "M/F", "ethnicity": "Ethnicity",
    "unit": "Flat", "number": "House No", "street": "Road", "postcode": "Post Code", "ward": "Ward Name",
    "contact_1_forename": "Adult 1 First Name", "contact_1_surname": "Adult 1 Family Name",
    "contact_1_is": "Adult 1 Relation", "contact_2_forename": "Adult 2 First Name",
    "contact_2_surname": "Adult 2 Family Name", "contact_2_is": "Adult 2 Relation",
    "address_protected": "Address Withheld", "term_ended": "Term End", "absence_percent": "Absence %",
}  # fmt: skip
VISITS = {
    "child_nhs_number": "CHD_NHSNO", "child_forename": "CHD_FNAME", "child_surname": "CHD_SNAME",
    "child_birth_date": "CHD_DOB", "sex": "CHD_SEX", "mother_nhs_number": "MUM_NHSNO",
    "mother_forename": "MUM_FNAME", "mother_surname": "MUM_SNAME", "mother_birth_date": "MUM_DOB",
    "number": "HSE_NO", "street": "ST_NAME", "postcode": "PCODE", "review_missed_on": "DT_REVIEW_MISSED",
    "extra_support_asked_on": "DT_SUPPORT_ASKED",
}  # fmt: skip
HOUSING = {
    "application": "applicationId", "forename": "applicantFirstName", "surname": "applicantLastName",
    "birth_date": "applicantBirthDate", "number": "propertyNumber", "street": "propertyStreet",
    "postcode": "propertyPostcode", "partner_forename": "partnerFirstName",
    "partner_surname": "partnerLastName", "partner_birth_date": "partnerBirthDate",
    "child_1_forename": "child1FirstName", "child_1_surname": "child1LastName",
    "child_1_birth_date": "child1BirthDate", "temporary_since": "temporarySince",
    "eviction_notice_on": "evictionNotice",
}  # fmt: skip


def main() -> None:
    """Write the three files."""
    with tempfile.TemporaryDirectory() as folder:
        borough = Path(folder) / "borough"
        make_borough(borough, FAMILIES, SEED)
        read = {name: _text(borough / "sources" / f"{name}.csv") for name in SOURCES}
    terms = read["attendance"].group_by("upn").aggregate([("term_ended", "max"), ("absence_percent", "max")])
    terms = terms.rename_columns({"term_ended_max": "term_ended", "absence_percent_max": "absence_percent"})
    pupils = read["pupils"].join(terms, "upn").sort_by("pupil_ref")
    _write(_british(pupils, "birth_date", "term_ended"), ROLL, "roll.csv")
    born = ("child_birth_date", "mother_birth_date", "review_missed_on", "extra_support_asked_on")
    _write(_british(read["health-visits"], *born), VISITS, "HV_EXTRACT.csv")
    _write(read["housing"], HOUSING, "housing.csv")


SOURCES = ("pupils", "attendance", "health-visits", "housing")


def _text(path: Path) -> pa.Table:
    names = csv.read_csv(path).column_names
    options = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    return csv.read_csv(path, convert_options=options)


def _british(rows: pa.Table, *columns: str) -> pa.Table:
    """Days as DD/MM/YYYY, as many systems write them."""
    for name in columns:
        turned = pc.replace_substring_regex(rows[name], r"^(\d{4})-(\d{2})-(\d{2})$", r"\3/\2/\1")
        rows = rows.set_column(rows.column_names.index(name), name, turned)
    return rows


def _write(rows: pa.Table, names: dict[str, str], file: str) -> None:
    csv.write_csv(rows.select(list(names)).rename_columns(list(names.values())), HERE / file)


if __name__ == "__main__":
    main()
