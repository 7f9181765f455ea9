"""What is past its time, and taking it away: runs and source files, leaving manifests and ledger entries."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from licet import register as records
from licet.licence import read_origin, vouches_for
from licet.programme import Folder
from licet.register import Register
from licet.run.alone import alone
from licet.run.faults import AGAIN, faults_told
from licet.run.store import ELSEWHERE, LATEST, MANIFEST, RunStore, check_halves, runs_of
from licet.run.upgrade import COPY_BEFORE

READ_NOTE = "arrived.json"
"""What `read` publishes: which files it opened."""


@dataclass(frozen=True)
class Past:
    """A run, a source file or an old copy of the register whose time is over.

    kind: run, source or copy. name: a run's, or a file's from the programme's folder on. since: the day from
    which it counts.
    """

    kind: str
    name: str
    since: date
    days: int

    def in_words(self) -> str:
        """As a list of what goes says it."""
        return f"{self.kind} {self.name}: {self.days} days since {self.since:%d %B %Y} are over"


def past_keeping(register: Register, folder: Folder, today: date) -> list[Past]:
    """What the programme no longer lets us keep, as of a day.

    A run is kept for `keep-runs-days`, and no longer than any source that it opened. A source file is kept
    for its `keep-days` from the day on which it was last written. Invented files are nobody's data and stay.
    A copy of the register that an upgrade made is kept as long as a run.
    """
    return [*_runs(register, folder, today), *_sources(folder, today), *_copies(folder, today)]


def purge(register: Register, folder: Folder, past: list[Past]) -> None:
    """Take these away. The ledger is told first, so that a crash half-way leaves a purge to finish."""
    with faults_told(AGAIN), alone(folder.var):
        for each in past:
            details = {"kind": each.kind, "name": each.name, "since": str(each.since), "days": each.days}
            records.record(register, "purge", details)
            if each.kind == "run":
                _take_away(folder.var, next(s for s in runs_of(folder.var) if s.id == each.name))
                records.forget_stages(register, each.name)
            else:
                (folder.root / each.name).unlink(missing_ok=True)


def _runs(register: Register, folder: Folder, today: date) -> Iterator[Past]:
    programme = folder.programme
    keep = {source.place: source.keep_days for source in programme.sources.values()}
    for store in runs_of(folder.var):
        began = records.first_stage_on(register, store.id)
        if _is_purged(store) and began is None:
            continue
        since = began or _changed_on(store.root)
        opened = store.note("arrived")["files"] if (store.root / READ_NOTE).exists() else {}
        days = min([programme.keep_runs_days, *(keep[file] for file in opened if file in keep)])
        if since + timedelta(days=days) < today:
            yield Past("run", store.id, since, days)


def _sources(folder: Folder, today: date) -> Iterator[Past]:
    if vouches_for(read_origin(folder.root), folder) is None:
        return
    for source in folder.programme.sources.values():
        path = folder.root / source.place
        if path.is_file() and (since := _changed_on(path)) + timedelta(days=source.keep_days) < today:
            yield Past("source", source.place, since, source.keep_days)


def _copies(folder: Folder, today: date) -> Iterator[Past]:
    days = folder.programme.keep_runs_days
    for path in sorted(folder.var.glob(f"{COPY_BEFORE}*")):
        if (since := _changed_on(path)) + timedelta(days=days) < today:
            yield Past("copy", path.relative_to(folder.root).as_posix(), since, days)


def _changed_on(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def _is_purged(store: RunStore) -> bool:
    return [path.name for path in store.root.iterdir()] == [MANIFEST]


def _take_away(var: Path, store: RunStore) -> None:
    check_halves(store)
    latest = var / "runs" / LATEST
    if latest.is_symlink() and latest.readlink().name == store.id:
        latest.unlink()
    for half in store.halves.values():
        if half.exists():
            shutil.rmtree(half)
    # What it read and where its halves are go last: a crash leaves a run that is still past, and found whole.
    for path in sorted(store.root.iterdir(), key=lambda path: path.name in (READ_NOTE, ELSEWHERE)):
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != MANIFEST:
            path.unlink()
    if not (store.root / MANIFEST).exists():
        store.root.rmdir()
