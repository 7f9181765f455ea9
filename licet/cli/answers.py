"""What a run says in its last lines: what was granted, how many families, where the report is."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from licet.licence import Grant, Kind, Status
from licet.programme import in_order
from licet.publish import alone
from licet.run import Outcome

MANY = 0.1


def answer_of_run(outcome: Outcome, folder: Path) -> dict[str, Any]:
    """The answer as plain JSON. Counts follow the disclosure rule."""
    statuses = [decision.status for decision in outcome.weighed.decisions]
    families = _families(outcome)
    return {
        "run": outcome.store.id,
        "granted": statuses.count(Status.GRANTED),
        "conditional": statuses.count(Status.CONDITIONAL),
        "withheld": statuses.count(Status.WITHHELD),
        "permit": None if outcome.weighed.permit is None else outcome.weighed.permit.id,
        "refusal": outcome.weighed.refusal,
        "families": families,
        "shut": _arrived(outcome, "shut"),
        "report": str(report_of(folder)) if outcome.stopped is None else None,
        "stopped_after": outcome.stopped,
    }


def lines_of_run(outcome: Outcome) -> list[str]:
    """What comes before the facts: which sources stayed shut and why, and which lost many rows.

    Of a source that lost few rows nothing is said, however few it has: the report hides so small a count.
    """
    shut = [f"{each['source']}: {each['reason']}." for each in _arrived(outcome, "shut")]
    return shut + [
        f"{each['source']}: more than one row in ten was set aside: see the run's quarantine."
        for each in _arrived(outcome, "opened")
        if alone(each["set_aside"]) is not None and each["set_aside"] > each["rows"] * MANY
    ]


def facts_of_run(outcome: Outcome, folder: Path) -> dict[str, str]:
    """The answer for people, as the last lines: a word and what it comes to."""
    answer = answer_of_run(outcome, folder)
    return {
        "Granted": _granted(outcome, answer),
        "Permit": _permit(outcome),
        "Families": answer["families"] or ("not counted yet" if outcome.stopped else "none were formed"),
        **_families_drawn(outcome),
        "Report": answer["report"] or f"not written yet: stopped after {outcome.stopped}",
        "Next": _next(outcome, folder),
    }


def report_of(folder: Path) -> Path:
    """Where the last run's report is."""
    return folder / "var" / "runs" / "latest" / "report.html"


def lines_of_grants(grants: Sequence[Grant]) -> list[str]:
    """What a governor said yes to: one line for the kinds of records that may be used alike."""
    alike: dict[tuple[str, str], list[str]] = {}
    for grant in grants:
        use = grant.granted
        terms = ", ".join([use.actor, use.choice, *in_order(use.safeguards)])
        alike.setdefault((use.operation, terms), []).append(use.category)
    return [
        f"  {operation} {', '.join(categories)} ({terms})" for (operation, terms), categories in alike.items()
    ]


def score_rows(scored: dict[str, Any]) -> list[list[str]]:
    """Rows of the table that `licet evaluate` prints."""
    everything = {"all": scored["overall"], **scored["by_role"]}
    return [
        [role, f"{row['mentions']:,}", *(_share(row[name]) for name in ("precision", "recall", "f1"))]
        for role, row in everything.items()
    ]


def _granted(outcome: Outcome, answer: dict[str, Any]) -> str:
    permit = outcome.weighed.permit
    if permit is None:
        return "nothing was linked"
    if permit.kind is Kind.SYNTHETIC:
        return "everything that was asked for, because these people are invented"
    return (
        f"{answer['granted']} of {len(outcome.weighed.decisions)} uses as proposed, "
        f"{answer['conditional']} with conditions, {answer['withheld']} withheld"
    )


def _permit(outcome: Outcome) -> str:
    permit = outcome.weighed.permit
    if permit is None:
        return f"refused. {outcome.weighed.refusal}"
    by = "invented people, so nobody had to approve it" if permit.invented else f"by {permit.approved_by}"
    return f"until {permit.until.day} {permit.until:%B %Y}; {by}"


def _next(outcome: Outcome, folder: Path) -> str:
    if outcome.weighed.permit is None:
        return f"licet check {folder}, which lists what stands in the way"
    if outcome.stopped is not None:
        return f"licet run {folder}"
    return f"open the report, or see one family: licet explain {folder} ID --as NAME --reason WHY"


def group_rows(rates: list[dict[str, Any]]) -> list[list[str]]:
    """Rows of the tables by group: each measure with its interval, or too few to say, and how far apart."""
    apart = {(row["level"], row["measure"]): row for row in rates}
    return [
        [
            row["level"],
            row["measure"],
            f"{row['n']:,}",
            *(
                ["too few to say", ""]
                if row["too_few"]
                else [_share(row["estimate"]), f"{_share(row['ci_low'])} to {_share(row['ci_high'])}"]
            ),
            _apart(row, apart[row["level"], f"{row['measure']} difference"]),
        ]
        for row in rates
        if (row["level"], f"{row['measure']} difference") in apart
    ]


def _apart(rate: dict[str, Any], difference: dict[str, Any]) -> str:
    """Whether a level differs from the reference by more than chance, and by how much."""
    if rate["reference"]:
        return "reference"
    return f"{difference['estimate']:+.4f}" if difference["apart"] else ""


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _arrived(outcome: Outcome, part: str) -> list[dict[str, Any]]:
    if outcome.weighed.permit is None or not (outcome.store.root / "arrived.json").exists():
        return []
    found: list[dict[str, Any]] = outcome.store.note("arrived")[part]
    return found


def _families_drawn(outcome: Outcome) -> dict[str, str]:
    """How firm the number of families is, to tens: where draws were asked for, and the number is shown."""
    if outcome.stopped is not None or not outcome.store.has("ranges"):
        return {}
    if not outcome.store.note("answer").get("families"):
        return {}
    families = outcome.store.table("ranges").to_pylist()[0]
    low, high = (10 * math.floor(families["low"] / 10), 10 * math.ceil(families["high"] / 10))
    return {"Plausible": f"{low:,} to {high:,} families in 95 of 100 draws ({families['draws']} were made)"}


def _families(outcome: Outcome) -> str | None:
    """How many families, as the report rounds them; None until there is a report."""
    if outcome.stopped is not None or not outcome.store.has("families"):
        return None
    answer = outcome.store.note("answer")
    if not answer["published"]:
        return "not shown, because publishing figures is not granted"
    count = answer["families"]
    return "hidden, so that no small count can be worked out" if count is None else f"about {count:,}"
