"""What is fuzzed: each parser as a function of bytes, with files that it reads well to start from."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat

from licet import run as job
from licet.analysis import Rule, check_rule
from licet.evidence import Codebook, findings_of
from licet.ledger import verifier
from licet.licence import read_origin
from licet.programme import Category, Paper, Programme, open_folder, read_yaml
from licet.run.survey_files import read_answers
from licet.sources import Layout, read_people
from licet.sources.batches import Wanted
from licet.sources.files import read_rows
from licet.sources.standard import standardise
from tests.run.boroughs import borough
from tests.sources import workbooks

EXAMPLE = Path(__file__).parents[2] / "examples" / "wexcombe"
COLUMNS = ("forename", "surname", "birth_date")
FIELDS = (
    "forename",
    "surname",
    "birth_date",
    "postcode",
    "id_nhs",
    "id_upn",
    "id_nino",
    "uprn",
    "phone",
    "sex",
)
TABLE = {
    "forename": ["Ada", "Kofi", None],
    "surname": ["Lane", "Osei", "Łuk"],
    "birth_date": ["2015-01-02"] * 3,
}


@dataclass(frozen=True)
class Target:
    """A parser: reads bytes, and raises only Licet's errors. seeds: what it reads well."""

    read: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]


def _on_file(ending: str, read: Callable[[Path], object]) -> Callable[[bytes], object]:
    """A parser of files as a parser of bytes."""
    home = Path(tempfile.mkdtemp(prefix="licet-fuzz-"))

    def of_bytes(data: bytes) -> object:
        path = home / f"x{ending}"
        path.write_bytes(data)
        return read(path)

    return of_bytes


def _rows(path: Path) -> object:
    return read_rows(path, Wanted(COLUMNS), path.name)


def _yaml(model: type) -> Callable[[bytes], object]:
    return _on_file(".yaml", lambda path: read_yaml(path, model, path.name))


def _example(*names: str) -> Callable[[], list[bytes]]:
    return lambda: [path.read_bytes() for name in names for path in sorted(EXAMPLE.glob(name))]


def _made(make: Callable[[Path], object], ending: str) -> Callable[[], list[bytes]]:
    def seeds() -> list[bytes]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"x{ending}"
            make(path)
            return [path.read_bytes()]

    return seeds


def _rows_of_table() -> list[list[str]]:
    return [list(TABLE), *([value or "" for value in row] for row in zip(*TABLE.values(), strict=True))]


def _csv() -> list[bytes]:
    plain = "\n".join(",".join(row) for row in _rows_of_table()).encode()
    return [
        plain,
        plain.replace(b",", b'","'),
        b"\xef\xbb\xbf" + plain,
        b'forename,surname,birth_date\n"a\n","b""c",',
    ]


def _sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE people (forename TEXT, surname TEXT, birth_date TEXT)")
        database.executemany("INSERT INTO people VALUES (?, ?, ?)", list(zip(*TABLE.values(), strict=True)))
        database.commit()


def _standardised(data: bytes) -> None:
    from licet.sources.layout import Column

    text = pa.array(data.decode("utf-8", "replace").split("\n"), pa.string())
    for name in FIELDS:
        once = standardise(name, Column(column=name), text)
        assert len(once.values) == len(once.bad) == len(text)


def _sql(data: bytes) -> None:
    check_rule(Rule("need", 1, frozenset({Category.HEALTH}), data.decode("utf-8", "replace")))


def _needs() -> list[bytes]:
    programme = read_yaml(EXAMPLE / "programme.yaml", Programme)
    return [need.sql.encode() for need in programme.needs.values()]


def _answers(path: Path) -> object:
    codebook = read_yaml(EXAMPLE / "evidence" / "codebook.yaml", Codebook)
    return findings_of(read_answers(path, path.name), codebook)


def _few_answers() -> list[bytes]:
    lines = (EXAMPLE / "evidence" / "survey.csv").read_bytes().splitlines(keepends=True)
    return [b"".join([lines[0], *lines[1:2400:40]])]


@cache
def _backed_up() -> tuple[Path, bytes]:
    from licet import register as records
    from tests.run.boroughs import run

    folder = borough(Path(tempfile.mkdtemp(prefix="licet-fuzz-")) / "b")
    run(folder, until="decide")
    opened = open_folder(folder)
    job.backup(records.open_register(opened.var), opened, folder.parent / "b.tar")
    records.close_register()
    shutil.rmtree(opened.var)
    return folder, (folder.parent / "b.tar").read_bytes()


def _restored(path: Path) -> None:
    from licet import register as records

    folder, _ = _backed_up()
    shutil.rmtree(folder / "var", ignore_errors=True)
    try:
        job.restore(open_folder(folder), path)
    finally:
        records.close_register()


def _ledger() -> list[bytes]:
    from licet import register as records
    from tests.run.boroughs import run

    with tempfile.TemporaryDirectory() as home:
        folder = borough(Path(home) / "b")
        run(folder, until="decide")
        export = records.export(records.open_register(folder / "var"), Path(home) / "export", "fuzz")
        records.close_register()
        return [export.read_bytes()]


def _origin(data: bytes) -> object:
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "origin.json").write_bytes(data)
        return read_origin(Path(home))


TARGETS = {
    "programme": Target(_yaml(Programme), _example("programme.yaml")),
    "layout": Target(_yaml(Layout), _example("layouts/*.yaml")),
    "paper": Target(_yaml(Paper), _example("paperwork/sharing-pupils.yaml")),
    "codebook": Target(_yaml(Codebook), _example("evidence/codebook.yaml")),
    "answers": Target(_on_file(".csv", _answers), _few_answers),
    "spss": Target(
        _on_file(".sav", lambda path: read_answers(path, path.name)),
        _made(lambda path: pyreadstat.write_sav(polars.DataFrame({"w": [1.0], "q": [2.0]}), path), ".sav"),
    ),
    "stata": Target(
        _on_file(".dta", lambda path: read_answers(path, path.name)),
        _made(lambda path: pyreadstat.write_dta(polars.DataFrame({"w": [1.0], "q": [2.0]}), path), ".dta"),
    ),
    "csv": Target(_on_file(".csv", _rows), _csv),
    "parquet": Target(
        _on_file(".parquet", _rows), _made(lambda p: pq.write_table(pa.table(TABLE), p), ".parquet")
    ),
    "xlsx": Target(_on_file(".xlsx", _rows), _made(lambda p: workbooks.xlsx(p, S=_rows_of_table()), ".xlsx")),
    "ods": Target(_on_file(".ods", _rows), _made(lambda p: workbooks.ods(p, _rows_of_table()), ".ods")),
    "sqlite": Target(_on_file(".sqlite", _rows), _made(_sqlite, ".sqlite")),
    "people-list": Target(
        _on_file(".csv", lambda path: read_people(path, path.name)), _example("objections.csv")
    ),
    "fields": Target(_standardised, lambda: ["O’Neil\n01/02/2015\nAB1 2CD\n943 476 5919".encode()]),
    "needs-sql": Target(_sql, _needs),
    "origin": Target(_origin, _example("origin.json")),
    "backup": Target(_on_file(".tar", _restored), lambda: [_backed_up()[1]]),
    "ledger": Target(_on_file(".json", lambda path: verifier.main([str(path)])), _ledger),
}
"""Every parser of what comes from outside, by the name that `python -m tests.fuzz` takes."""
