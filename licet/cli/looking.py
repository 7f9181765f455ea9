"""Looking at people: the gate in front of every look, and what the ledger keeps of it, or of its refusal."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from licet import register as records
from licet import sources
from licet.errors import Refused
from licet.licence import is_permitted, load
from licet.linkage import standard_model
from licet.linkage.explaining import Linked
from licet.programme import Category, Folder, Operation
from licet.register import Register
from licet.run import RunStore, weigh
from licet.run.stages import constraints_of
from licet.sources.layout import Column


@dataclass(frozen=True)
class View:
    """What somebody who looks may see of a run. granted: the categories that may be shown today."""

    folder: Folder
    store: RunStore
    granted: frozenset[Category]

    @cached_property
    def layouts(self) -> dict[str, sources.Layout]:
        """The layout of each source."""
        return dict(sources.layouts(self.folder))

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The persons who object to being shown."""
        restrictions = self.store.table("restrictions")
        shown = pc.equal(restrictions.column("operation"), str(Operation.SHOW))
        return frozenset(restrictions.filter(shown).column("person_id").to_pylist())

    @cached_property
    def whole(self) -> frozenset[str]:
        """The sources of which every field that linkage compares may be shown."""
        return frozenset(name for name, layout in self.layouts.items() if _compared(layout) <= self.granted)

    @cached_property
    def linked(self) -> Linked:
        """The run's linkage."""
        note, mentions = self.store.note("linkage"), self.store.table("mentions")
        return Linked(
            mentions=mentions,
            model=standard_model(mentions),
            constraints=constraints_of(self.folder),
            links=self.store.table("links"),
            persons=self.store.table("persons"),
            levels=pa.Table.from_pylist(note["levels"]),
            priors=pa.Table.from_pylist(note["priors"]),
            threshold=note["threshold"],
        )


def _compared(layout: sources.Layout) -> set[Category]:
    fields = [value for said in layout.mentions.values() for _, value in said]
    homes = [value for said in layout.mentions.values() for _, value in said.address or ()]
    return {layout.category_of(column) for column in (*fields, *homes) if isinstance(column, Column)}


@contextmanager
def looking(register: Register, by: str, reason: str, subject: str) -> Iterator[None]:
    """What is asked for before a look: where it is refused, the refusal is in the ledger.

    Raises Refused without a reason or a name; nobody is then named, and nothing is entered.
    """
    if not reason.strip() or not by.strip():
        raise Refused("Say who you are and why you look: both go into the ledger.")
    try:
        yield
    except Refused as refused:
        asked = {"by": by, "reason": reason, "subject": subject}
        records.record(register, "look-refused", {**asked, "refused": str(refused)})
        raise


def view_of(register: Register, folder: Folder, store: RunStore) -> View:
    """What may be shown today under the permit of this run. Raises Refused where that is nothing."""
    issued = store.note("licence")["permit"]
    if issued is None:
        raise Refused("The last run linked nobody, so there is nobody to look at. Its report says why.")
    weighed = weigh(register, folder)
    permit = load(register, issued["digest"], folder, weighed.evidence_digest, weighed.today)
    showing = [use for use in folder.programme.requested() if use.operation is Operation.SHOW]
    granted = frozenset(use.category for use in showing if is_permitted(permit, use, weighed.today))
    if not granted:
        raise Refused("Showing anybody is not among the uses that were granted. The report says why.")
    return View(folder, store, granted)


def check_nobody_objects(view: View, people: Iterable[str]) -> None:
    """Refuse where somebody of these persons objects to being shown."""
    if view.hidden & set(people):
        raise Refused("Somebody here objects to being shown. Ask a governor, who may decide in writing.")
