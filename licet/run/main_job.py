"""The main job: weigh the licence, then each stage in order; resumable after a crash at any moment."""

import json
import platform
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from licet import register as records
from licet import sources
from licet.errors import Refused
from licet.licence import Permit, load, to_json
from licet.programme import Folder, digest_of, digest_of_file, open_folder
from licet.publish import PAGES
from licet.register import Register
from licet.run import stages
from licet.run.alone import alone
from licet.run.audit import audit
from licet.run.faults import faults_told
from licet.run.job import Job, Made
from licet.run.numbering import fix_numbers, noted
from licet.run.reporting import report
from licet.run.room import check_room
from licet.run.store import (
    LATEST,
    MANIFEST,
    MARKERS,
    RunStore,
    digests_of_stages,
    is_complete,
    name_latest,
    open_run,
    publish,
    write_by_rename,
)
from licet.run.weigh import Weighed, evidence_digest, today_of, weigh

NO_PERMIT = "none"
TIMINGS = "timings.json"
ALREADY_DONE = "done by an earlier run"
LIBRARIES = ("licet", "duckdb", "numpy", "pyarrow", "rapidfuzz", "svy")

STAGES: dict[str, Callable[[Job], Made]] = {
    "read": stages.read,
    "link": stages.link_mentions,
    "families": stages.form_families,
    "needs": stages.find_needs,
    "fairness": audit,
}
"""The stages under a permit, in order; `decide` comes before them and `publish` after."""

STAGE_NAMES = ("decide", *STAGES, "publish")


@dataclass(frozen=True)
class Outcome:
    """What a run came to. stopped: the stage after which it was asked to stop, if it was."""

    store: RunStore
    weighed: Weighed
    stopped: str | None


@dataclass(frozen=True)
class Progress:
    """Whom to tell: that a stage begins, what it is at, and at its end what it came to."""

    begin: Callable[[str], None]
    say: Callable[[str], None]
    end: Callable[[str], None]


def run_programme(
    register: Register, folder: Folder, progress: Progress, until: str | None = None, *, draws: int = 0
) -> Outcome:
    """Run a programme to its end, or until a stage; what an earlier run left whole is not done again.

    draws: how many plausible linkages to compute besides the best answer.

    Raises Refused, with an entry in the ledger, where the permit ends on the way or a file is not its own.
    """
    with faults_told(), alone(folder.var):
        records.check_clock(register)
        try:
            return _run(register, folder, progress, until, draws)
        except Refused as refused:
            records.refuse(register, folder.digest(), str(refused))
            raise


def _run(register: Register, folder: Folder, progress: Progress, until: str | None, draws: int) -> Outcome:
    progress.begin("decide")
    weighed = weigh(register, folder)
    store = open_run(folder.var, run_id(folder, weighed, draws))
    progress.end(_stage(register, store, "decide", weighed.permit, lambda: _decided(weighed)))
    if weighed.permit is not None:
        check_room(folder.var, _opened_files(folder, weighed, weighed.permit))
        numbers = fix_numbers(register, folder.var, store)
        job = Job(folder, weighed, weighed.permit, store, progress.say, draws, numbers)
        _under_permit(register, job, progress, until)
    if until not in (None, "publish"):
        return Outcome(store, weighed, until)
    if weighed.permit is not None:
        _still_in_force(register, folder, weighed, weighed.permit)
    progress.begin("publish")
    done = _stage(
        register, store, "publish", weighed.permit, lambda: report(register, folder, weighed, store)
    )
    write_by_rename(store.root / MANIFEST, _json(manifest(folder, weighed, store)))
    name_latest(folder.var, store.id)
    progress.end(done)
    return Outcome(store, weighed, None)


def run_id(folder: Folder, weighed: Weighed, draws: int = 0) -> str:
    """A name that equal inputs share, so that an interrupted run is found again.

    Digests of the proposal, the evidence, the permit or refusal, the lists of people, the opened sources; and
    how many draws are asked for.
    """
    programme = folder.programme
    lists = [path for path in (programme.objections, programme.consents) if path is not None]
    present = [path for path in lists if (folder.root / path).is_file()]
    opened = {}
    if weighed.permit is not None:
        opened = sources.digests_of_opened(folder, weighed.permit, weighed.today)
    inputs = {
        "programme": folder.digest(),
        "evidence": weighed.evidence_digest,
        "permit": weighed.refusal if weighed.permit is None else weighed.permit.id,
        "files": {path: digest_of_file(folder.root / path) for path in present},
        "sources": opened,
        "licet": version("licet"),
    }
    return digest_of(inputs | ({"draws": draws} if draws else {}))[:16]


def manifest(folder: Folder, weighed: Weighed, store: RunStore) -> dict[str, Any]:
    """What the run was made of and what it made; equal runs have equal manifests."""
    return {
        "run": store.id,
        "programme": folder.digest(),
        "evidence": weighed.evidence_digest,
        "permit": None if weighed.permit is None else weighed.permit.id,
        "seed": folder.programme.linking.seed,
        "numbers": noted(store),
        "files": store.note("arrived")["files"] if weighed.permit is not None else {},
        # The report shows the ledger's checkpoint, which holds times, so it differs between equal runs.
        "published": {name: d for name, d in digests_of_stages(store).items() if name not in PAGES},
        "versions": {name: version(name) for name in LIBRARIES} | {"python": platform.python_version()},
    }


def last_seconds(var: Path) -> dict[str, float]:
    """How long each stage of the last whole run took, in seconds; empty where there was none."""
    path = var / "runs" / LATEST / TIMINGS
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {stage: float(taken["seconds"]) for stage, taken in known.items()}


def _under_permit(register: Register, job: Job, progress: Progress, until: str | None) -> None:
    for name, work in STAGES.items():
        if until is not None and STAGE_NAMES.index(name) > STAGE_NAMES.index(until):
            return
        permit = _still_in_force(register, job.folder, job.weighed, job.permit)
        progress.begin(name)
        done = _stage(register, job.store, name, permit, lambda work=work: work(job))  # type: ignore[misc]
        progress.end(done)


def _still_in_force(register: Register, folder: Folder, weighed: Weighed, permit: Permit) -> Permit:
    """Ask the register before a stage, with the files as they are by now.

    A changed proposal, an expired paper or new evidence ends the permit, and the stage is refused.
    """
    records.check_clock(register)
    now = open_folder(folder.root)
    # Invented worlds keep their own day; elsewhere it is the day that it is by now.
    today = weighed.today if weighed.invented else today_of(now, None)
    return load(register, permit.id, now, evidence_digest(now), today)


def _opened_files(folder: Folder, weighed: Weighed, permit: Permit) -> list[Path]:
    opened = sources.opened(folder, permit, weighed.today)
    return [folder.root / folder.programme.sources[name].place for name in opened]


def _stage(
    register: Register, store: RunStore, name: str, permit: Permit | None, work: Callable[[], Made]
) -> str:
    """Do a stage that is not done yet; what it came to, in words."""
    permit_id = NO_PERMIT if permit is None else permit.id
    if is_complete(store, name):
        # The marker is renamed into place before the ledger is told: a crash between the two is mended here.
        digests = json.loads((store.root / MARKERS / f"{name}.json").read_text(encoding="utf-8"))
        records.complete_stage(register, store.id, name, digests, permit_id)
        return ALREADY_DONE
    start = time.perf_counter()
    made = work()
    publish(register, store, name, made.tables, made.notes, permit_id, made.texts)
    _time(store, name, time.perf_counter() - start)
    return made.told


def _decided(weighed: Weighed) -> Made:
    decisions = [
        {
            "use": decision.use.key(),
            "in_words": decision.use.in_words(),
            "status": decision.status,
            "conditions": list(decision.conditions),
            "reason": decision.reason,
            "cited": list(decision.cited),
        }
        for decision in weighed.decisions
    ]
    permit = None if weighed.permit is None else to_json(weighed.permit) | {"digest": weighed.permit.id}
    note = {
        "on": weighed.today.isoformat(),
        "decisions": decisions,
        "permit": permit,
        "refusal": weighed.refusal,
        "evidence_absent": list(weighed.absent),
    }
    return Made({"findings": weighed.findings}, {"licence": note})


def _time(store: RunStore, name: str, seconds: float) -> None:
    """Note how long a stage took; timings stay apart, so that equal runs have equal manifests."""
    path = store.root / TIMINGS
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    known[name] = {"seconds": round(seconds, 3), "peak_mib": peak}
    write_by_rename(path, _json(known))


def _json(body: Any) -> str:
    return json.dumps(body, indent=1, sort_keys=True) + "\n"
