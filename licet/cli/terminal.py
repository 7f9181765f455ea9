"""The terminal: answers on stdout, progress and errors on stderr, exit codes by error class."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from licet.errors import LicetError
from licet.run import STAGE_NAMES, Progress

OUT = Console(soft_wrap=True, highlight=False)
ERR = Console(stderr=True, soft_wrap=True, highlight=False)


@contextmanager
def errors_told() -> Iterator[None]:
    """Turn Licet's own errors into their text on stderr and their exit code."""
    try:
        yield
    except LicetError as error:
        ERR.print(str(error), markup=False, style="red" if ERR.is_terminal else None)
        raise typer.Exit(error.exit_code) from None


def tell(answer: dict[str, Any], lines: list[str], *, as_json: bool) -> None:
    """Print the answer: as one JSON object, or as lines for people."""
    if as_json:
        sys.stdout.write(json.dumps(answer, sort_keys=True, default=str) + "\n")
        return
    for line in lines:
        OUT.print(line, markup=False)


def show_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """Print an aligned table; figures are right-aligned."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place == 0 else "right")
    for row in rows:
        table.add_row(*row)
    OUT.print(table)


def watching() -> Progress:
    """Progress on stderr at a terminal: the stage, its number, how long the last took. Elsewhere: nothing."""
    if not ERR.is_terminal:
        return Progress(begin=_quiet, say=_quiet)
    return Progress(begin=_beginner(), say=lambda step: ERR.print(f"    {step}", style="dim"))


def _beginner() -> Callable[[str], None]:
    started: list[float] = []

    def begin(stage: str) -> None:
        now = time.perf_counter()
        if started:
            ERR.print(f"    done in {now - started.pop():.1f} s", style="dim")
        started.append(now)
        ERR.print(f"[{STAGE_NAMES.index(stage) + 1}/{len(STAGE_NAMES)}] {stage}", markup=False)

    return begin


def _quiet(step: str) -> None:
    del step
