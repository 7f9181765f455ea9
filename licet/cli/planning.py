"""`licet plan`: what a run would meet, before anything is linked."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from licet import register as records
from licet import run as job
from licet.cli.progress import watching
from licet.cli.terminal import Dir, Json, errors_told, show_table, tell
from licet.errors import ProgrammeError
from licet.licence import Decision, Status
from licet.programme import open_folder
from licet.publish.language import ENGLISH
from licet.publish.sheet import Shown
from licet.publish.words import count_words
from licet.run.room import in_mib

MINUTE = 60


def plan(
    folder: Dir,
    holder_agrees: Annotated[
        list[str] | None,
        typer.Option(help="SOURCE='NAME, DATE': its holder's written yes to being read for this plan."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what a run would meet: gates, rows, exclusions, pairs, time, memory. Links and keeps nothing."""
    with errors_told():
        opened = open_folder(folder)
        register = records.open_register(opened.var)
        with watching({}) as progress:
            progress.begin("plan")
            planned = job.plan(register, opened, _agreed(holder_agrees or []), progress.say)
            progress.end("nothing was linked, nothing is kept")
        tell(_answer(planned), list(_gates(planned)), as_json=as_json)
        if not as_json:
            _show(planned)
            tell({}, list(_costs(planned)), as_json=False)


def _agreed(given: list[str]) -> dict[str, str]:
    found = {}
    for words in given:
        source, equals, who = words.partition("=")
        if not equals:
            raise ProgrammeError("Say for which source: --holder-agrees SOURCE='NAME, DATE'.")
        found[source.strip()] = who
    return found


def _gates(planned: job.Plan) -> Iterator[str]:
    for status in Status:
        uses = [each for each in planned.decisions if each.status is status]
        yield f"{len(uses)} of {len(planned.decisions)} uses {status}."
        if status is not Status.GRANTED:
            yield from _by_reason(uses)
    yield from planned.in_the_way or ("Nothing written stands in the way of a permit.",)
    yield from (f"{source}: {reason}." for source, reason in planned.shut.items())


def _by_reason(uses: list[Decision]) -> list[str]:
    reasons = dict.fromkeys(each.reason for each in uses)
    return [f"  {', '.join(_short(use) for use in uses if use.reason == why)}: {why}" for why in reasons]


def _short(decision: Decision) -> str:
    return f"{decision.use.operation} {decision.use.category}"


def _show(planned: job.Plan) -> None:
    if planned.sources:
        rows = [
            [each.source, *map(_count, (each.rows, each.set_aside, each.mentions)), _excluded(each)]
            for each in planned.sources
        ]
        show_table("What would be read", ["source", "rows", "set aside", "mentions", "excluded"], rows)
    if planned.forecast is not None:
        rules = [
            [each.rule, _few_or_about(each.pairs), _share(each.lost), f"{each.skipped:,}"]
            for each in planned.rules
        ]
        headings = ["rule", "pairs it adds", "lost without it", "blocks too large"]
        show_table("Blocking rules, with estimates of the matches that only they find", headings, rules)


def _excluded(source: job.SourcePlan) -> str:
    return ", ".join(f"{cause} {_count(count)}" for cause, count in source.excluded.items()) or "none"


def _costs(planned: job.Plan) -> Iterator[str]:
    if planned.forecast is None:
        yield (
            "Nothing was read, so there is no forecast. Say whose holder agrees: "
            "--holder-agrees SOURCE='NAME, DATE'."
        )
    else:
        found = planned.forecast
        yield (
            # How many mentions would be linked is not said: beside the table it would tell who is left out.
            f"Linking them would compare {_few_or_about(planned.compared)} pairs: about "
            f"{_time(found.seconds)} on two cores, and {found.mebibytes:,.0f} MiB of memory."
        )
        if planned.missed is not None:
            yield (
                f"Of all matches the rules together miss {_share(planned.missed)}: an estimate, from how "
                "many one rule alone finds, that may be several times too small or too large."
            )
        yield f"On disk a run may need {in_mib(planned.needed)}; {in_mib(planned.free)} are free."
    yield "Nothing was linked and nothing is kept."


def _count(count: Shown) -> str:
    return count_words(ENGLISH, count)


def _few_or_about(pairs: Shown) -> str:
    return "few" if pairs is None else f"about {pairs:,}"


def _share(share: float | None) -> str:
    if share is None:
        return "too few to say"
    return f"about {100 * share:g} %" if share else "hardly any"


def _time(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 2 * MINUTE else f"{seconds / MINUTE:.0f} minutes"


def _answer(planned: job.Plan) -> dict[str, Any]:
    found = planned.forecast
    return {
        "uses": {str(s): sum(each.status is s for each in planned.decisions) for s in Status},
        "in_the_way": list(planned.in_the_way),
        "sources": [vars(each) for each in planned.sources],
        "shut": dict(planned.shut),
        "pairs": {each.rule: each.pairs for each in planned.rules},
        "lost_without": {each.rule: each.lost for each in planned.rules},
        "missed": planned.missed,
        "seconds": None if found is None else round(found.seconds),
        "mebibytes": None if found is None else round(found.mebibytes),
        "disk_needed": planned.needed,
        "disk_free": planned.free,
    }
