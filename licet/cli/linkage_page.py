"""`licet linkage-page`: the linkage of the last run as one page, which is as private as its records."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from licet import register as records
from licet.cli.looking import View, looking, view_of
from licet.cli.told import masked
from licet.errors import Refused
from licet.linkage.page import page
from licet.programme import Folder
from licet.register import Register
from licet.run import RunStore

NAME = "linkage.html"
OWNER_ALONE = 0o600
PUBLIC = frozenset({"mention_id", "source", "role"})
"""Columns of mentions that are shown as they are."""


def write_page(
    register: Register,
    folder: Folder,
    store: RunStore,
    reason: str,
    by: str,
    *,
    with_records: bool,
    unmask: bool,
) -> Path:
    """Write the page into the run's identity half. The look is in the ledger before it is made.

    Examples are of records alone of which everything compared may be shown, and of nobody who objects.
    Raises Refused as `licet explain` does; the refusal is in the ledger too. Raises it before anything else
    where there is nothing to unmask.
    """
    if unmask and not with_records:
        raise Refused("Without records there is nothing to unmask. Leave out --no-records or --unmask.")
    subject = "the linkage, with records" if with_records else "the linkage"
    with looking(register, by, reason, subject):
        view = view_of(register, folder, store)
    records.look(register, by, reason, subject)
    note = store.note("linkage")
    permit = store.note("licence")["permit"]
    html = page(
        view.linked,
        _drawn(view, unmask=unmask) if with_records else view.linked.mentions.slice(0, 0),
        tuple(note["warnings"]),
        banner="Invented people. Nobody in these records exists." if permit["invented"] else "",
    )
    path = store.path_named(f"identity/{NAME}")
    _write_for_owner(path, html)
    return path


def _drawn(view: View, *, unmask: bool) -> pa.Table:
    """The mentions that may be shown, masked unless asked otherwise."""
    mentions, best = view.linked.mentions, view.linked.best
    hidden = pc.is_in(best.column("person_id"), pa.array(sorted(view.hidden), pa.string()))
    ids = best.filter(pc.invert(hidden)).column("mention_id").combine_chunks()
    shown = pc.and_(
        pc.is_in(mentions.column("mention_id"), ids),
        pc.is_in(mentions.column("source"), pa.array(sorted(view.whole), pa.string())),
    )
    drawn = mentions.filter(shown)
    return drawn if unmask else _masked(drawn)


def _masked(mentions: pa.Table) -> pa.Table:
    for place, name in enumerate(mentions.column_names):
        if name not in PUBLIC:
            mentions = mentions.set_column(place, name, _initials(mentions.column(name)))
    return mentions


def _initials(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Each value's first letter alone."""
    text = column.combine_chunks().dictionary_encode()
    short = [masked(value, unmask=False) for value in text.dictionary.to_pylist()]
    return pa.chunked_array([pa.array(short, pa.string()).take(text.indices)])


def _write_for_owner(path: Path, html: str) -> None:
    """Write a file that nobody else may open, not even for the moment in which it is made."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(html)
    fresh.rename(path)
