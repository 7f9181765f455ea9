"""What a run says in its last lines: what was granted, how many families, where the report is."""

from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from licet.licence import Status
from licet.run import Outcome

FEWEST = 7
STEP = 5


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
        "shut": _shut(outcome),
        "report": str(report_of(folder)) if outcome.stopped is None else None,
        "stopped_after": outcome.stopped,
    }


def lines_of_run(outcome: Outcome, folder: Path) -> list[str]:
    """The same for people, in a few lines."""
    answer = answer_of_run(outcome, folder)
    permit = outcome.weighed.permit
    lines = []
    if permit is None:
        lines.append(f"Nothing was linked. {outcome.weighed.refusal}")
    elif permit.kind == "synthetic":
        lines.append("Invented people: everything asked for runs under a synthetic permit.")
    else:
        lines.append(
            f"Of {len(outcome.weighed.decisions)} uses asked for, {answer['granted']} were granted, "
            f"{answer['conditional']} with conditions, and {answer['withheld']} withheld."
        )
        if permit.invented:
            lines.append("Invented people: no governor approved the permit, and it says so.")
    lines += [f"{each['source']}: {each['reason']}." for each in answer["shut"]]
    if answer["families"] is not None:
        lines.append(f"Families: {answer['families']}.")
    if outcome.stopped is not None:
        lines.append(f"Stopped after {outcome.stopped}. Next: licet run {folder}")
    else:
        lines.append(f"Report: {answer['report']}")
    return lines


def report_of(folder: Path) -> Path:
    """Where the last run's report is."""
    return folder / "var" / "runs" / "latest" / "report.html"


def score_rows(scored: dict[str, Any]) -> list[list[str]]:
    """Rows of the table that `licet evaluate` prints."""
    everything = {"all": scored["overall"], **scored["by_role"]}
    return [
        [role, f"{row['mentions']:,}", *(_share(row[name]) for name in ("precision", "recall", "f1"))]
        for role, row in everything.items()
    ]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _shut(outcome: Outcome) -> list[dict[str, str]]:
    if outcome.weighed.permit is None or not (outcome.store.root / "arrived.json").exists():
        return []
    shut: list[dict[str, str]] = outcome.store.note("arrived")["shut"]
    return shut


def _families(outcome: Outcome) -> str | None:
    if not outcome.store.has("families"):
        return None
    count = len(pc.unique(outcome.store.table("families").column("family_id")))
    return f"{FEWEST} or fewer" if count <= FEWEST else f"about {STEP * round(count / STEP):,}"
