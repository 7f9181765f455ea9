"""Ways to break a programme's folder, or to send a source as another kind of file."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow.csv as pv
import pyarrow.parquet as pq

from licet.programme import digest_of_file
from tests.run.boroughs import edit
from tests.sources import workbooks

SURGERY, LAYOUT, SURVEY = "sources/surgery.csv", "layouts/surgery.yaml", "evidence/survey.csv"


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / name).read_text())))


def write(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    with (folder / name).open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def changed(name: str, change: Callable[[dict[str, str]], dict[str, str]]) -> Callable[[Path], None]:
    """Change a CSV row by row."""
    return lambda folder: write(folder, name, [row | change(row) for row in rows_of(folder, name)])


def in_row_4(name: str, **cells: str) -> Callable[[Path], None]:
    """Change cells of one row."""

    def do(folder: Path) -> None:
        rows = rows_of(folder, name)
        write(folder, name, [*rows[:3], rows[3] | cells, *rows[4:]])

    return do


def text(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Change a text file, which must say the old text."""

    def do(folder: Path) -> None:
        said = (folder / name).read_text()
        assert old in said
        (folder / name).write_text(said.replace(old, new, 1))

    return do


def content(name: str, make: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Change a file's bytes."""
    return lambda folder: (folder / name).write_bytes(make((folder / name).read_bytes())) and None


def another(ending: str, make: Callable[[Path, Path], object]) -> Callable[[Path], None]:
    """Have the surgery send another kind of file, made from its CSV."""

    def do(folder: Path) -> None:
        name = f"sources/surgery{ending}"
        make(folder / SURGERY, folder / name)
        edit(folder, SURGERY, name)
        listed(folder, name, digest_of_file(folder / name))

    return do


def both(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        for change in changes:
            change(folder)

    return do


def listed(folder: Path, name: str, digest: str) -> None:
    """List another source in origin.json."""
    path = folder / "origin.json"
    origin = json.loads(path.read_text())
    origin["digests"][name] = digest
    path.write_text(json.dumps(origin))


def half_parquet(source: Path, to: Path) -> None:
    as_parquet(source, to)
    to.write_bytes(to.read_bytes()[: to.stat().st_size // 2])


def day(written: str) -> Callable[[dict[str, str]], dict[str, str]]:
    """A patient's date of birth in other words: y, m and d stand for its parts."""

    def do(row: dict[str, str]) -> dict[str, str]:
        if not row["birth_date"]:
            return {}
        y, m, d = row["birth_date"].split("-")
        return {"birth_date": written.format(y=y, m=m, d=d, yy=y[2:])}

    return do


def as_parquet(source: Path, to: Path) -> None:
    pq.write_table(pv.read_csv(source), to)


def as_workbook(source: Path, to: Path) -> None:
    workbooks.xlsx(to, Patients=list(csv.reader(io.StringIO(source.read_text()))))


def as_sqlite(source: Path, to: Path) -> None:
    header, *rows = csv.reader(io.StringIO(source.read_text()))
    with closing(sqlite3.connect(to)) as database:
        database.execute(f"CREATE TABLE patients ({', '.join(header)})")
        database.executemany(f"INSERT INTO patients VALUES ({', '.join('?' * len(header))})", rows)
        database.commit()
