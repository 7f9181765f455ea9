"""The main job: the stages in order, each resumable, each recorded."""

from licet.run.evaluate import evaluate
from licet.run.main_job import (
    STAGE_NAMES,
    Outcome,
    Progress,
    last_seconds,
    manifest,
    run_id,
    run_programme,
)
from licet.run.store import RunStore, latest_run
from licet.run.weigh import Weighed, today_of, weigh

__all__ = [
    "STAGE_NAMES",
    "Outcome",
    "Progress",
    "RunStore",
    "Weighed",
    "evaluate",
    "last_seconds",
    "latest_run",
    "manifest",
    "run_id",
    "run_programme",
    "today_of",
    "weigh",
]
