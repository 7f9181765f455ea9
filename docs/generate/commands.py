"""The page of commands: each with the help that it prints."""

from collections.abc import Iterator

from typer.main import get_command
from typer.testing import CliRunner

from licet.cli.main import app

WIDTH = 100


def page() -> str:
    """Every command and subcommand with its `--help`, as a terminal of a hundred columns shows it."""
    lines = ["# Commands", ""]
    lines += ["Every command that takes `--json` prints one JSON object instead of lines for people.", ""]
    for words in called():
        lines += [f"## `licet {' '.join(words)}`", "", "```text", _help(words), "```", ""]
    return "\n".join(lines)


def called() -> Iterator[list[str]]:
    """The words of each command."""
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        subcommands = getattr(command, "commands", None)
        yield from ([name, sub] for sub in subcommands) if subcommands else [[name]]


def _help(words: list[str]) -> str:
    done = CliRunner().invoke(
        app, [*words, "--help"], prog_name="licet", env={"COLUMNS": str(WIDTH), "TERMINAL_WIDTH": str(WIDTH)}
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())
