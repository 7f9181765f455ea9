"""The terminal: answers on stdout, errors on stderr, exit codes by error class."""

import json
import sys
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from licet.errors import LicetError

Dir = Annotated[Path, typer.Argument(help="The programme's folder.", exists=True, file_okay=False)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines for people.")]
"""What most commands take."""

OUT = Console(soft_wrap=True, highlight=False)
ERR = Console(stderr=True, soft_wrap=True, highlight=False)


@contextmanager
def errors_told() -> Iterator[None]:
    """Turn Licet's own errors into their text on stderr and their exit code."""
    try:
        yield
    except LicetError as error:
        for line in str(error).splitlines():
            ERR.print(_fitted(ERR, line), markup=False, style="red")
        raise typer.Exit(error.exit_code) from None
    except BrokenPipeError:
        raise
    except OSError as failed:
        ERR.print(f"{failed.filename or 'A file'}  cannot be used: {failed.strerror}.", markup=False)
        raise typer.Exit(LicetError.exit_code) from None


def tell(answer: dict[str, Any], lines: list[str], *, as_json: bool) -> None:
    """Print the answer: as one JSON object, or as lines for people."""
    if as_json:
        sys.stdout.write(json.dumps(answer, sort_keys=True, default=str) + "\n")
        return
    for line in lines:
        OUT.print(_fitted(OUT, line), markup=False)


def show_facts(facts: Mapping[str, str]) -> None:
    """Print the answer as a word and what it comes to on each line, aligned."""
    width = max(map(len, facts)) + 2
    for word, fact in facts.items():
        text = _fitted(OUT, word.ljust(width) + fact, indent=width)
        OUT.print(Text.assemble((text[:width], "bold"), text[width:]))


def show_table(title: str, columns: list[str], rows: list[list[str]], *, figures: bool = True) -> None:
    """Print an aligned table. figures: whether all columns but the first hold figures, aligned right."""
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if figures and place else "left")
    for row in rows:
        table.add_row(*row)
    OUT.print(table)


def _fitted(console: Console, line: str, indent: int = 2) -> str:
    """A line broken between words at a terminal's width; elsewhere as it is, for other programs to read."""
    if not console.is_terminal:
        return line
    start = " " * (len(line) - len(line.lstrip()) + indent)
    return textwrap.fill(
        line, console.width, subsequent_indent=start, break_long_words=False, break_on_hyphens=False
    )
