"""Numbers that nobody else ever had: which earlier run a run goes on from, and the last numbers given.

Both are fixed in the run's folder before it links, so that an interrupted run ends as it would have. They are
fixed anew only if another run gave numbers meanwhile, or the earlier run was purged, while this one still has
to link or to form families.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from licet import register as records
from licet.errors import RunFailed
from licet.linkage import FAMILY, PERSON, Naming
from licet.register import Register
from licet.run.store import (
    MANIFEST,
    RunStore,
    check_halves,
    forget,
    is_complete,
    runs_of,
    stages_of,
    write_by_rename,
)

NUMBERS = "numbers.json"
NUMBERED = ("link", "families")
"""The stages that give numbers."""

KINDS = {"persons": ("person_id", PERSON), "families": ("family_id", FAMILY)}
"""What is numbered: its table, the column of its numbers, and how they are written."""

READ_ALONE = frozenset({"decide", "read"})
"""The stages that say nothing of persons."""


@dataclass(frozen=True)
class Numbers:
    """What a run goes on from. earlier: a run, None if there is none; persons, families: the last numbers."""

    earlier: str | None = None
    persons: int = 0
    families: int = 0


def fix_numbers(register: Register, var: Path, store: RunStore) -> Numbers:
    """What this run goes on from, as it was fixed; or as it is now, and from now on fixed."""
    fixed, done = _fixed(store), set(NUMBERED) <= set(stages_of(store))
    if fixed is not None and done and not _is_stranded(var, store, fixed):
        return fixed
    now = _as_it_is(register, var, store)
    if now != fixed:
        forget(store, [stage for stage in stages_of(store) if stage not in READ_ALONE])
        _write(store, {"before": asdict(now)})
    return now


def note_last(store: RunStore, kind: str, last: int) -> None:
    """Note the last number that the run gave, before anybody has it. kind: persons or families."""
    known = noted(store)
    _write(store, known | {"last": known.get("last", {}) | {kind: last}})


def noted(store: RunStore) -> dict[str, Any]:
    """What the run went on from (`before`) and the last numbers that it gave (`last`), as far as noted."""
    path = store.root / NUMBERS
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return known


def earlier_run(var: Path, numbers: Numbers) -> RunStore | None:
    """The run that this one goes on from; None if there is none. Raises RunFailed if it is damaged."""
    if numbers.earlier is None:
        return None
    store = next(store for store in runs_of(var) if store.id == numbers.earlier)
    check_halves(store)
    if not all(is_complete(store, stage) for stage in NUMBERED):
        raise RunFailed(
            f"Run {store.id} is damaged, and this run keeps the numbers of its people. Put var/ back from a "
            "backup: licet restore DIR --from FILE. Or remove that run's folder 'stages': everybody then has "
            "a new number."
        )
    return store


def _fixed(store: RunStore) -> Numbers | None:
    """What was fixed. A run that linked before runs went on from one another went on from none."""
    known = noted(store)
    if known:
        return Numbers(**known["before"])
    return Numbers() if "link" in stages_of(store) else None


def _is_stranded(var: Path, store: RunStore, fixed: Numbers) -> bool:
    """Whether a stage has to be done again that needs an earlier run which is no longer there."""
    gone = fixed.earlier is not None and fixed.earlier not in {each.id for each in _numbered(var, store)}
    return gone and not all(is_complete(store, stage) for stage in NUMBERED)


def _as_it_is(register: Register, var: Path, store: RunStore) -> Numbers:
    whole = set(records.runs_with(register, "publish")) & {each.id for each in _numbered(var, store)}
    earlier = next((run for run in records.runs_with(register, "families") if run in whole), None)
    given = [_last_of(each) for each in runs_of(var) if each.id != store.id]
    return Numbers(
        earlier,
        max((last["persons"] for last in given), default=0),
        max((last["families"] for last in given), default=0),
    )


def _numbered(var: Path, store: RunStore) -> Iterator[RunStore]:
    """The other runs that have persons and families."""
    others = (each for each in runs_of(var) if each.id != store.id)
    return (each for each in others if set(NUMBERED) <= set(stages_of(each)))


def _last_of(store: RunStore) -> dict[str, int]:
    """The last numbers that a run gave, or that were given before it; a purged one's manifest tells them."""
    manifest = store.root / MANIFEST
    known = noted(store)
    if not known and manifest.exists():
        known = json.loads(manifest.read_text(encoding="utf-8")).get("numbers", {})
    if not known:
        # It was made before runs went on from one another.
        return {kind: _greatest(store, kind, *names) for kind, names in KINDS.items()}
    return {kind: known.get("last", {}).get(kind, known["before"][kind]) for kind in KINDS}


def _greatest(store: RunStore, kind: str, column: str, naming: Naming) -> int:
    return naming.greatest(store.table(kind)[column]) if store.has(kind) else 0


def _write(store: RunStore, known: dict[str, Any]) -> None:
    write_by_rename(store.root / NUMBERS, json.dumps(known, indent=1, sort_keys=True) + "\n")
