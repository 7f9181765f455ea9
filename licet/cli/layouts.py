"""`licet layout`: a first draft from a file's own columns, and templates of well-known files."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from licet import register as records
from licet.cli.terminal import Json, errors_told, show_facts, tell
from licet.errors import ProgrammeError, SourceError
from licet.programme import PROGRAMME_FILE, Folder, open_folder
from licet.publish.disclosure import alone, rate
from licet.sources import guessing, well_known
from licet.sources.layout import Delimiter, Encoding

app = typer.Typer(help="Draft a layout, or start from a template.", no_args_is_help=True)

PURPOSE = "layout-guess"


@app.command()
def guess(
    file: Annotated[Path, typer.Argument(help="A holder's export, inside a programme's folder.")],
    holder_agrees: Annotated[
        str,
        typer.Option(help="'NAME, DATE': the holder's written yes to a look at it. It goes into the ledger."),
    ],
    table: Annotated[str | None, typer.Option(help="The sheet of a workbook, or the table.")] = None,
    delimiter: Annotated[Delimiter, typer.Option(help="Between the cells of a CSV.")] = Delimiter.COMMA,
    encoding: Annotated[Encoding, typer.Option(help="How a CSV is written.")] = Encoding.UTF_8,
    to: Annotated[
        Path | None, typer.Option(help="A file for the draft; one that exists is never changed.")
    ] = None,
) -> None:
    """Draft a layout from a file's own columns, with the reason for each guess. Keeps nothing else."""
    with errors_told():
        folder = _programme_of(file)
        shown_as = str(file.resolve().relative_to(folder.root.resolve()))
        _check(file, shown_as, holder_agrees, to)
        register = records.open_register(folder.var)
        records.holder_agrees(register, _source_of(folder, shown_as), PURPOSE, holder_agrees)
        look = guessing.first_rows(file, shown_as, encoding, delimiter, table)
        try:
            draft = guessing.draft(_name_of(file), look.table, look.header)
        except SourceError as wrong:
            raise SourceError(f"{shown_as}  {wrong}") from None
        _deliver(guessing.as_yaml(draft, encoding, delimiter, _percent, table), to, folder)


@app.command("list")
def list_templates(as_json: Json = False) -> None:
    """List the templates of well-known files."""
    with errors_told():
        found = {name: well_known.about(name) for name in well_known.template_names()}
        tell(found, [], as_json=as_json)
        if not as_json:
            show_facts(found)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A template's name: see licet layout list.")],
) -> None:
    """Print a template, to be written to a file and checked against your own export."""
    with errors_told():
        sys.stdout.write(well_known.template(name))


def _programme_of(file: Path) -> Folder:
    """The programme in whose folder a file lies: the holder's yes is entered in its register."""
    for parent in file.resolve().parents:
        if (parent / PROGRAMME_FILE).is_file():
            return open_folder(Path(os.path.relpath(parent)))
    raise ProgrammeError(
        f"{file}  is in no programme's folder, so there is no ledger for its holder's yes. Start a programme "
        "with licet init, and put the file into its folder 'sources'."
    )


def _check(file: Path, shown_as: str, holder_agrees: str, to: Path | None) -> None:
    if not file.is_file():
        raise SourceError(f"{shown_as}  is not there, or not a file. Put the holder's export there.")
    if not holder_agrees.strip():
        raise ProgrammeError("Say who agreed and when: --holder-agrees 'NAME, DATE'.")
    if to is not None and to.exists():
        raise ProgrammeError(f"{to}  exists, and is not written over. Name a new file.")


def _source_of(folder: Folder, shown_as: str) -> str:
    """What the programme calls the file, or else its path."""
    named = (name for name, source in folder.programme.sources.items() if source.file == shown_as)
    return next(named, shown_as)


def _name_of(file: Path) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in file.stem.lower()).split()
    return "-".join(words) or "draft"


def _percent(passing: int, failing: int) -> int | None:
    found = rate(alone(passing), alone(failing), 0, 1)
    return None if found is None else found.percent


def _deliver(text: str, to: Path | None, folder: Folder) -> None:
    if to is None:
        sys.stdout.write(text)
        return
    with to.open("x", encoding="utf-8") as file:
        file.write(text)
    lines = [
        f"Wrote {to}. It is a draft: read every line, and ask the holder what it asks.",
        f"Next: name it under 'sources' in programme.yaml, then licet check {folder.root}",
    ]
    tell({}, lines, as_json=False)
