"""`licet doctor`, `backup`, `restore`, `purge` and `upgrade`: keeping a programme's var/ in order."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from licet import register as records
from licet import run as job
from licet.cli.terminal import Dir, Json, errors_told, show_table, tell
from licet.errors import RunFailed
from licet.programme import open_folder


def doctor(folder: Dir, as_json: Json = False) -> None:
    """Check this machine and var/: libraries, disk, permissions, locks, versions, ledger, published files."""
    with errors_told():
        found = job.examine(open_folder(folder))
        wrong = [each for each in found if not each.ok]
        answer = {"ok": not wrong, "checks": [vars(each) for each in found]}
        tell(answer, [], as_json=as_json)
        if not as_json:
            rows = [[each.check, "in order" if each.ok else "not in order", each.seen] for each in found]
            show_table("", ["check", "", "seen"], rows, figures=False)
            tell({}, [f"{each.check}: {each.do}" for each in wrong], as_json=False)
        if wrong:
            raise typer.Exit(RunFailed.exit_code)


def backup(
    folder: Dir,
    to: Annotated[Path, typer.Option(help="The file to write. One that exists is never written over.")],
    as_json: Json = False,
) -> None:
    """Write the register, its ledger and key, and every run to one private file."""
    with errors_told():
        opened = open_folder(folder)
        made = job.backup(records.open_register(opened.var), opened, to)
        lines = [
            f"Wrote {len(made.files):,} files to {to}.",
            "It holds what var/ holds, the signing key too: keep it as private, and away from this machine.",
            f"Put it back with: licet restore {folder} --from {to}",
        ]
        tell({"files": len(made.files), "to": str(to), "made": made.made}, lines, as_json=as_json)


def restore(
    folder: Dir,
    archive: Annotated[Path, typer.Option("--from", help="The file that licet backup wrote.")],
    as_json: Json = False,
) -> None:
    """Put a backup back where var/ is not there or empty; every file is checked first."""
    with errors_told():
        put_back = job.restore(open_folder(folder), archive)
        lines = [
            f"Put back {len(put_back.files):,} files as they were on {put_back.made}.",
            "The ledger is the one that was backed up. Compare it with a checkpoint that a witness kept.",
            f"Next: licet doctor {folder}",
        ]
        tell({"files": len(put_back.files), "made": put_back.made}, lines, as_json=as_json)


def purge(
    folder: Dir,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    as_json: Json = False,
) -> None:
    """Take away runs and source files that the programme no longer lets us keep."""
    with errors_told():
        opened = open_folder(folder)
        register = records.open_register(opened.var)
        records.check_clock(register)
        past = job.past_keeping(register, opened, datetime.now(UTC).date())
        if not dry_run:
            job.purge(register, opened, past)
        verb = "Would take away" if dry_run else "Took away"
        lines = [f"{verb} {each.in_words()}." for each in past] or ["Nothing is past its time."]
        tell({"past": [each.in_words() for each in past], "dry_run": dry_run}, lines, as_json=as_json)


def upgrade(folder: Dir, as_json: Json = False) -> None:
    """Bring a var/ that an older Licet made to this version; the register is copied first."""
    with errors_told():
        steps, copy = job.upgrade(open_folder(folder))
        lines = ["This var/ is of this version already."]
        if copy is not None:
            lines = [
                f"Took {len(steps)} step(s): {', '.join(steps)}.",
                f"The register as it was is in {copy}.",
            ]
        tell({"steps": steps, "copy": None if copy is None else str(copy)}, lines, as_json=as_json)
