"""The door for analysts: `licet` and its commands."""

import json
from pathlib import Path
from typing import Annotated

import typer

from licet import register as records
from licet import run as job
from licet.cli import explain as explaining
from licet.cli import layouts, planning, starting, upkeep
from licet.cli import linkage_page as page_of_run
from licet.cli.answers import (
    answer_of_run,
    facts_of_run,
    group_rows,
    lines_of_grants,
    lines_of_run,
    score_rows,
)
from licet.cli.checking import check_folder
from licet.cli.progress import watching
from licet.cli.terminal import Dir, Json, errors_told, show_facts, show_table, tell
from licet.errors import ProgrammeError
from licet.ledger import verifier
from licet.licence import approve as approve_matter
from licet.licence import grants_of
from licet.programme import open_folder
from licet.programme import schema as programme_schema

app = typer.Typer(
    name="licet",
    help="Link families' records, only as far as the families concerned have agreed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
ledger_app = typer.Typer(help="Export and verify the ledger of what was done.", no_args_is_help=True)
app.add_typer(ledger_app, name="ledger")
app.add_typer(layouts.app, name="layout")

MOST_DRAWS = 200


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="A folder to create.")]) -> None:
    """Start a programme: a commented programme.yaml, a layout, and empty lists and papers to fill in."""
    with errors_told():
        created = starting.start(folder)
        tell(
            {},
            [f"Created {path}" for path in created] + [f"Next: edit them, then licet check {folder}"],
            as_json=False,
        )


@app.command()
def check(folder: Dir, as_json: Json = False) -> None:
    """Check a programme's files and say which gates it would pass. Reads no source."""
    with errors_told():
        checked = check_folder(folder)
        tell(checked.answer, checked.lines, as_json=as_json)


@app.command()
def approve(
    folder: Dir,
    by: Annotated[str, typer.Option("--as", help="Your name. Never the proposer's.")],
    as_json: Json = False,
) -> None:
    """Approve a programme with the evidence it has now, as a governor."""
    with errors_told():
        opened = open_folder(folder)
        register = records.open_register(opened.var)
        weighed = job.weigh(register, opened)
        grants = grants_of(weighed.decisions)
        approve_matter(register, opened, weighed.evidence_digest, grants, by)
        uses = [grant.granted.in_words() for grant in grants]
        lines = [
            f"{by} approved {len(uses)} granted uses of {opened.programme.name}:",
            *lines_of_grants(grants),
        ]
        tell({"by": by, "granted": uses}, [*lines, f"Next: licet run {folder}"], as_json=as_json)


@app.command()
def run(
    folder: Dir,
    until: Annotated[
        str | None, typer.Option(help=f"Stop after a stage: {', '.join(job.STAGE_NAMES)}.")
    ] = None,
    draws: Annotated[
        int,
        typer.Option(
            min=0, max=MOST_DRAWS, help="Plausible linkages to compute, to say how firm counts are."
        ),
    ] = 0,
    as_json: Json = False,
) -> None:
    """Run a programme: decide, link what is granted, form families, find needs, write the report."""
    with errors_told():
        if until is not None and until not in job.STAGE_NAMES:
            raise ProgrammeError(
                f"There is no stage '{until}'. Expected one of: {', '.join(job.STAGE_NAMES)}."
            )
        opened = open_folder(folder)
        register = records.open_register(opened.var)
        with watching(job.last_seconds(opened.var)) as progress:
            outcome = job.run_programme(register, opened, progress, until, draws=draws)
        tell(answer_of_run(outcome, folder), lines_of_run(outcome), as_json=as_json)
        if not as_json:
            show_facts(facts_of_run(outcome, folder))


@app.command()
def evaluate(
    folder: Dir,
    truth: Annotated[Path, typer.Option(help="CSV or Parquet: source, record_id, role, person, groups.")],
    as_json: Json = False,
) -> None:
    """Compare the last run with a known truth: overall, by role, and whom it gets wrong by group."""
    with errors_told():
        opened = open_folder(folder)
        store = job.latest_run(opened.var)
        scored = job.evaluate(opened, store, truth)
        tell(scored, [], as_json=as_json)
        if not as_json:
            show_table(
                "Pairs of mentions, by role",
                ["role", "mentions", "precision", "recall", "F1"],
                score_rows(scored),
            )
            for variable, rows in scored["by_group"].items():
                columns = [variable, "measure", "among", "share", "interval", "apart by"]
                show_table(f"Links by {variable}", columns, group_rows(rows))


@app.command()
def explain(
    folder: Dir,
    subject: Annotated[str, typer.Argument(help="A family_id or person_id of the last run, or a mention.")],
    other: Annotated[
        str | None,
        typer.Argument(help="Another mention. Both are written source/record_id/role."),
    ] = None,
    *,
    reason: Annotated[str, typer.Option(help="Why you look. It goes into the ledger.")],
    by: Annotated[str, typer.Option("--as", help="Your name. It goes into the ledger.")],
    unmask: Annotated[
        bool, typer.Option("--unmask", help="Show names and dates instead of initials.")
    ] = False,
) -> None:
    """Explain a family, a person, or why two mentions are or are not one person. Leaves an entry."""
    with errors_told():
        opened = open_folder(folder)
        register = records.open_register(opened.var)
        store = job.latest_run(opened.var)
        if other is None:
            lines = explaining.explain(register, opened, store, subject, reason, by, unmask=unmask)
        else:
            both = (subject, other)
            lines = explaining.explain_two(register, opened, store, both, reason, by, unmask=unmask)
        for line in lines:
            tell({}, [line], as_json=False)


@app.command("linkage-page")
def linkage_page(
    folder: Dir,
    reason: Annotated[str, typer.Option(help="Why you look. It goes into the ledger.")],
    by: Annotated[str, typer.Option("--as", help="Your name. It goes into the ledger.")],
    no_records: Annotated[
        bool, typer.Option("--no-records", help="Leave out the examples, which show records.")
    ] = False,
    unmask: Annotated[
        bool, typer.Option("--unmask", help="Show values in the examples instead of initials.")
    ] = False,
) -> None:
    """Write the last run's linkage as one page: completeness, blocking, weights, thresholds, examples."""
    with errors_told():
        opened = open_folder(folder)
        register = records.open_register(opened.var)
        store = job.latest_run(opened.var)
        path = page_of_run.write_page(
            register, opened, store, reason, by, with_records=not no_records, unmask=unmask
        )
        tell({}, [f"Wrote {path}. It is for you alone: keep it as private as the records."], as_json=False)


@app.command()
def schema() -> None:
    """Print the JSON Schema of programme.yaml."""
    typer.echo(json.dumps(programme_schema(), indent=2))


@app.command("make-borough")
def make_borough(
    folder: Annotated[Path, typer.Argument(help="A folder to create.")],
    families: Annotated[int, typer.Option(help="How many families live there.", min=50)] = 1500,
    seed: Annotated[int, typer.Option(help="The same seed gives the same borough.")] = 1,
    worse: Annotated[
        list[str] | None,
        typer.Option(help="A group that is written down worse, and how often: black=6. Or: nobody."),
    ] = None,
) -> None:
    """Invent a borough with known truth: sources, errors, a hypothetical survey, a charter."""
    with errors_told():
        tell({}, starting.invent(folder, families, seed, worse or ()), as_json=False)


for command in (planning.plan, upkeep.doctor, upkeep.backup, upkeep.restore, upkeep.purge, upkeep.upgrade):
    app.command()(command)


@ledger_app.command("export")
def ledger_export(folder: Dir, to: Annotated[Path, typer.Option(help="A folder for the export.")]) -> None:
    """Write the ledger, a signed checkpoint and the program that verifies them."""
    with errors_told():
        opened = open_folder(folder)
        register = records.open_register(opened.var)
        path = records.export(register, to, opened.programme.name)
        checkpoint = to / records.CHECKPOINT_FILE
        lines = [
            f"Wrote {path}.",
            f"Give {checkpoint} to a witness.",
            f"Verify: python {to / records.VERIFIER_FILE} {path}",
        ]
        tell({}, lines, as_json=False)


@ledger_app.command("verify")
def ledger_verify(
    export: Annotated[Path, typer.Argument(help="An exported ledger.json, or its folder.")],
    older: Annotated[list[Path] | None, typer.Option(help="A checkpoint that a witness kept.")] = None,
) -> None:
    """Verify an export, as the stand-alone verifier does."""
    export = export / records.EXPORT_FILE if export.is_dir() else export
    raise typer.Exit(verifier.main([str(export), *(f"--older={path}" for path in older or [])]))
