"""Taking people out: safety markers, objections and missing consent, before anyone is linked, counted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from licet.sources import tables
from licet.sources.crowd import crowd_of
from licet.sources.identifiers import BoolArray
from licet.sources.matching import may_be
from licet.sources.people_lists import PeopleList, Restriction
from licet.sources.protection import DO_NOT_LINK, PROTECTED_ADDRESS, places_of
from licet.sources.tables import Arrived, Counts

OBJECTION, NO_CONSENT = "objection", "no consent"


def exclude(
    arrived: Arrived,
    objections: PeopleList | None,
    consents: PeopleList | None,
    needs_consent: frozenset[str],
) -> Arrived:
    """Exclude mentions by cause, in this order, and note the objections that leave single operations only.

    An address that any record marks as protected leaves every other record as well.

    needs_consent: the sources whose records may be linked only for people who agreed.
    """
    mentions = arrived.mentions
    causes = np.full(mentions.num_rows, None, dtype=object)
    causes[pc.equal(mentions.column("marker"), DO_NOT_LINK).fill_null(False).to_numpy()] = DO_NOT_LINK
    restrictions = tables.RESTRICTIONS.empty_table()
    if objections is not None and len(objections):
        whole, restrictions = _objecting(mentions, objections)
        causes[whole & (causes == None)] = OBJECTION  # noqa: E711 (elementwise)
    if needs_consent:
        agreed = _agreeing(mentions, consents)
        asked = pc.is_in(mentions.column("source"), pa.array(sorted(needs_consent))).to_numpy()
        causes[asked & ~agreed & (causes == None)] = NO_CONSENT  # noqa: E711
    gone = causes != None  # noqa: E711
    kept = without(arrived, mentions.column("mention_id").filter(pa.array(gone)))
    restrictions = restrictions.filter(_among(restrictions.column("mention_id"), kept.mentions))
    return replace(_shielded(kept), restrictions=restrictions, counts=_recounted(arrived, causes))


def objecting_persons(mentions: pa.Table, persons: pa.Table, objections: PeopleList) -> pa.Array:
    """The persons whose pooled details match or may match an objector: they leave whole, after linking.

    mentions: kept mentions. persons: mention_id, person_id. Returns distinct person ids, sorted.
    """
    whole = _whole(objections)
    if not len(objections) or not whole.any():
        return pa.array([], pa.string())
    joined = mentions.join(persons.select(["mention_id", "person_id"]), "mention_id", join_type="inner")
    encoded = joined.column("person_id").combine_chunks().dictionary_encode()
    units = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    listed = objections.details.filter(pa.array(whole))
    _, found = may_be(listed, crowd_of(joined, listed.column_names, units))
    return encoded.dictionary.take(pa.array(np.unique(found))).sort()


def without(arrived: Arrived, mention_ids: pa.ChunkedArray | pa.Array) -> Arrived:
    """Everything that arrived, without these mentions and whatever was said of them."""

    def rid(table: pa.Table, *columns: str) -> pa.Table:
        for column in columns:
            table = table.filter(pc.invert(pc.is_in(table.column(column), _values(mention_ids))))
        return table.combine_chunks()

    return replace(
        arrived,
        mentions=rid(arrived.mentions, "mention_id"),
        addresses=rid(arrived.addresses, "mention_id"),
        ties=rid(arrived.ties, "mention_id_from", "mention_id_to"),
        events=rid(arrived.events, "mention_id"),
        groups=rid(arrived.groups, "mention_id"),
        restrictions=rid(arrived.restrictions, "mention_id"),
    )


def _shielded(arrived: Arrived) -> Arrived:
    """Without any address that some record protects, whichever record tells it."""
    known = arrived.protected.column("place").combine_chunks()
    mentions = arrived.mentions
    told = [pc.is_in(place, known).to_numpy(zero_copy_only=False) for place in places_of(mentions)]
    hit = pa.array(np.logical_or.reduce(told) & (len(known) > 0))
    for name in tables.PLACE_FIELDS:
        column = pc.if_else(hit, pa.scalar(None, pa.string()), mentions.column(name))
        mentions = mentions.set_column(mentions.schema.get_field_index(name), name, column)
    marked = pc.if_else(hit, pa.scalar(PROTECTED_ADDRESS), mentions.column("marker"))
    mentions = mentions.set_column(mentions.schema.get_field_index("marker"), "marker", marked)
    hidden = arrived.mentions.column("mention_id").filter(hit)
    left = pc.invert(pc.is_in(arrived.addresses.column("mention_id"), _values(hidden)))
    return replace(
        arrived,
        mentions=mentions.combine_chunks(),
        addresses=arrived.addresses.filter(left).combine_chunks(),
        protected=tables.PROTECTED.empty_table(),
    )


def _objecting(mentions: pa.Table, objections: PeopleList) -> tuple[BoolArray, pa.Table]:
    """Which mentions leave altogether, and the restrictions of those that leave single operations."""
    whole = _whole(objections)
    rows, found = may_be(objections.details, crowd_of(mentions, objections.details.column_names))
    leaving = np.zeros(mentions.num_rows, dtype=bool)
    leaving[found[whole[rows]]] = True
    parts = [tables.RESTRICTIONS.empty_table()]
    for row in np.flatnonzero(~whole):
        ids = mentions.column("mention_id").take(pa.array(found[rows == row]))
        parts += [_restricted(ids, each) for each in objections.restrictions[row] or ()]
    return leaving, pa.concat_tables(parts).combine_chunks()


def _restricted(ids: pa.ChunkedArray, restriction: Restriction) -> pa.Table:
    count = len(ids)
    columns = [
        ids,
        pa.array([str(restriction.operation)] * count, pa.string()),
        pa.array([restriction.category] * count, pa.string()),
    ]
    return pa.table(columns, schema=tables.RESTRICTIONS)


def _agreeing(mentions: pa.Table, consents: PeopleList | None) -> BoolArray:
    if consents is None or not len(consents):
        return np.zeros(mentions.num_rows, dtype=bool)
    # A yes to single uses is no yes to linking.
    whole = consents.details.filter(pa.array(_whole(consents)))
    _, found = may_be(whole, crowd_of(mentions, whole.column_names), strict=True)
    agreed = np.zeros(mentions.num_rows, dtype=bool)
    agreed[found] = True
    return agreed


def _whole(objections: PeopleList) -> BoolArray:
    return np.array([each is None for each in objections.restrictions], dtype=bool)


def _recounted(arrived: Arrived, causes: np.ndarray) -> tuple[Counts, ...]:
    sources = arrived.mentions.column("source").to_numpy(zero_copy_only=False)

    def counted(counts: Counts) -> Counts:
        mine = causes[sources == counts.source]
        excluded: Mapping[str, int] = {
            cause: int((mine == cause).sum())
            for cause in (DO_NOT_LINK, OBJECTION, NO_CONSENT)
            if (mine == cause).any()
        }
        # Some were taken out before: by the feed itself.
        every = counts.excluded | dict(excluded)
        return replace(counts, kept=counts.mentions - sum(every.values()), excluded=every)

    return tuple(counted(counts) for counts in arrived.counts)


def _among(ids: pa.ChunkedArray, mentions: pa.Table) -> pa.ChunkedArray:
    return pc.is_in(ids, _values(mentions.column("mention_id")))


def _values(ids: pa.ChunkedArray | pa.Array | Sequence[str]) -> pa.Array:
    if isinstance(ids, pa.ChunkedArray):
        return ids.combine_chunks()
    return ids
