"""The main job: the stages in order, each resumable, each recorded."""

from licet.run.backup import Inventory, backup
from licet.run.doctor import Finding, examine
from licet.run.evaluate import evaluate
from licet.run.gates import in_the_way
from licet.run.main_job import (
    STAGE_NAMES,
    Outcome,
    Progress,
    last_seconds,
    manifest,
    run_id,
    run_programme,
)
from licet.run.plan import Plan, SourcePlan, plan
from licet.run.restore import restore
from licet.run.retention import Past, past_keeping, purge
from licet.run.store import RunStore, is_complete, latest_run
from licet.run.upgrade import upgrade
from licet.run.weigh import Weighed, today_of, weigh

__all__ = [
    "STAGE_NAMES",
    "Finding",
    "Inventory",
    "Outcome",
    "Past",
    "Plan",
    "Progress",
    "RunStore",
    "SourcePlan",
    "Weighed",
    "backup",
    "evaluate",
    "examine",
    "in_the_way",
    "is_complete",
    "last_seconds",
    "latest_run",
    "manifest",
    "past_keeping",
    "plan",
    "purge",
    "restore",
    "run_id",
    "run_programme",
    "today_of",
    "upgrade",
    "weigh",
]
