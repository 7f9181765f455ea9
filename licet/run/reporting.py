"""The last stage: a run's tables become the story that `publish` tells; only what may be published."""

import platform
from importlib.metadata import version

import pyarrow as pa

from licet import register as records
from licet import sources
from licet.analysis import NEEDS, family_needs
from licet.engine import query
from licet.evidence import Codebook
from licet.licence import is_permitted
from licet.programme import AREA, Category, Folder, Operation, read_yaml, said
from licet.programme.words import CATEGORY_WORDS
from licet.publish import (
    FamilyStory,
    LinkageStory,
    SourceStory,
    Story,
    published,
)
from licet.register import Register
from licet.run.job import Made
from licet.run.store import RunStore
from licet.run.weigh import Weighed


def report(register: Register, folder: Folder, weighed: Weighed, store: RunStore) -> Made:
    """Write the report and its tables as CSV, and the count of families as the report rounds it."""
    story = story_of(register, folder, weighed, store)
    made = published(story)
    answer = {"families": made.families, "published": story.families is not None}
    return Made(texts=dict(made.files), notes={"answer": answer})


def story_of(register: Register, folder: Folder, weighed: Weighed, store: RunStore) -> Story:
    """Gather everything that the report of a run may tell."""
    linked = weighed.permit is not None
    told = weighed.permit is not None and _publishable(folder, weighed) >= sources.linkable(
        folder, weighed.permit, weighed.today
    )
    return Story(
        programme=folder.programme,
        run=store.id,
        today=weighed.today,
        invented=weighed.invented,
        decisions=weighed.decisions,
        findings=weighed.findings,
        evidence_absent=weighed.absent,
        permit=weighed.permit,
        refusal=weighed.refusal,
        sources=_sources(folder, weighed, store if linked else None, counted=told),
        linkage=_linkage(store) if told else None,
        families=_families(folder, weighed, store) if told else None,
        papers=tuple(
            (paper.title(), paper.owner, paper.expires)
            for paper in folder.papers
            if paper.signed_on <= weighed.today
        ),
        checkpoint=records.checkpoint_now(register),
        versions={"licet": version("licet"), "python": platform.python_version()},
        questions=_questions(folder),
    )


def _questions(folder: Folder) -> dict[tuple[str, int], str]:
    """The wording of every question of the codebooks that are there, by what findings call it, and wave."""
    paths = {survey.codebook for survey in folder.programme.evidence}
    codebooks = [
        read_yaml(folder.root / path, Codebook, path)
        for path in sorted(paths)
        if (folder.root / path).is_file()
    ]
    return {(item.key, book.wave): item.question for book in codebooks for item in book.items}


def _publishable(folder: Folder, weighed: Weighed) -> frozenset[Category]:
    """The categories of which figures may be published today."""
    return frozenset(
        use.category
        for use in folder.programme.requested()
        if use.operation is Operation.PUBLISH
        and weighed.permit is not None
        and is_permitted(weighed.permit, use, weighed.today)
    )


def _sources(
    folder: Folder, weighed: Weighed, store: RunStore | None, *, counted: bool
) -> tuple[SourceStory, ...]:
    layouts, shut = sources.layouts(folder), _shut(folder, weighed)
    arrived = store.note("arrived") if store is not None else {"opened": []}
    after = store.note("linkage")["excluded_after_linking"] if store is not None else {}
    opened = {each["source"]: each for each in arrived["opened"]}
    told = []
    for name, source in folder.programme.sources.items():
        categories = tuple(sorted(layouts[name].categories(), key=list(Category).index))
        if name not in opened:
            told.append(SourceStory(name, source.holder, categories, False, shut[name]))
            continue
        if not counted:
            told.append(SourceStory(name, source.holder, categories, True))
            continue
        counts = opened[name]
        late = after.get(name, 0)
        excluded = dict(counts["excluded"])
        if late:
            excluded["objection"] = excluded.get("objection", 0) + late
        told.append(
            SourceStory(
                name=name,
                holder=source.holder,
                categories=categories,
                opened=True,
                rows=counts["rows"],
                set_aside=counts["set_aside"],
                mentions=counts["mentions"],
                excluded=excluded,
                linked=counts["kept"] - late,
            )
        )
    return tuple(told)


def _shut(folder: Folder, weighed: Weighed) -> dict[str, str]:
    """Why each source that was not opened stayed shut."""
    layouts, permit = sources.layouts(folder), weighed.permit
    if permit is None:
        return dict.fromkeys(layouts, said("not opened, because there is no permit"))
    permitted = sources.linkable(folder, permit, weighed.today)
    why = {name: sources.why_shut(layout, permit, permitted) for name, layout in layouts.items()}
    return {name: reason for name, reason in why.items() if reason is not None}


def _linkage(store: RunStore) -> LinkageStory:
    note = store.note("linkage")
    return LinkageStory(
        levels=pa.Table.from_pylist(note["levels"]),
        priors=pa.Table.from_pylist(note["priors"]),
        weights=pa.Table.from_pylist(note["weights"]),
        threshold=note["threshold"],
        persons=note["persons"],
        warnings=tuple(note["warnings"]),
    )


def _families(folder: Folder, weighed: Weighed, store: RunStore) -> FamilyStory:
    publishable = _publishable(folder, weighed)
    families, not_run = store.table("families"), _not_run(store)
    programme = folder.programme
    found = [name for name in programme.needs if name not in not_run]
    open_needs = [name for name in found if set(programme.needs[name].categories) <= publishable]
    for name in found:
        if name not in open_needs:
            not_run[name] = said("found, but publishing figures from these records is not granted")
    return FamilyStory(
        shapes=query(_SHAPES, {"families": families}),
        needs=_needs(folder, store, families, open_needs),
        flagged=store.table("flags").num_rows if found and open_needs == found else None,
        not_run=not_run,
        rates=store.table("rates"),
    )


def _not_run(store: RunStore) -> dict[str, str]:
    """Why a need was not looked for."""
    return {
        name: said(
            "finding needs in {records} is not granted",
            records=tuple(CATEGORY_WORDS[Category(each)] for each in missing),
        )
        for name, missing in store.note("needs")["not_run"].items()
    }


def _needs(folder: Folder, store: RunStore, families: pa.Table, names: list[str]) -> pa.Table:
    """How many families meet each need, by area where people's areas are known; none is a row of its own."""
    needs = family_needs(_unrestricted(store), families)
    told = pa.table(
        {
            "need": pa.array(names, pa.string()),
            "words": pa.array([folder.programme.needs[name].words for name in names], pa.string()),
            "outcome": pa.array([folder.programme.needs[name].outcome for name in names], pa.int64()),
        }
    )
    given = {"told": told, "needs": needs, "families": families, "groups": store.table("groups")}
    return query(_NEEDS, given, [AREA])


def _unrestricted(store: RunStore) -> pa.Table:
    """Needs without those that rest on events of people who object to being counted."""
    given = {name: store.table(name) for name in ("needs", "restrictions", "events")}
    return query(_UNRESTRICTED, given, [str(Operation.PUBLISH)]).cast(NEEDS)


_UNRESTRICTED = """
WITH hidden AS (
    SELECT e.record FROM events e JOIN restrictions r ON r.person_id = e.person_id AND r.operation = ?
        AND (r.category IS NULL OR r.category = e.category)
)
SELECT n.* FROM needs n
WHERE NOT EXISTS (FROM hidden h WHERE list_contains(n.evidence, h.record)) ORDER BY ALL
"""

_CARER = "role NOT IN ('child', 'expected-child', 'non-resident-parent', 'other-adult')"

_SHAPES = f"""
WITH each AS (
    SELECT family_id,
        least(count(DISTINCT person_id) FILTER (role IN ('child', 'expected-child')), 4) AS children,
        least(count(DISTINCT person_id) FILTER ({_CARER} AND valid_to IS NULL), 3) AS carers,
        bool_or(role = 'non-resident-parent') AS lives_elsewhere
    FROM families GROUP BY family_id
)
SELECT children, carers, lives_elsewhere, count(*) AS families FROM each GROUP BY ALL ORDER BY ALL
"""

_NEEDS = """
WITH areas AS (
    SELECT f.family_id, min(g.level) AS area FROM families f JOIN groups g USING (person_id)
    WHERE g."group" = ? AND f.role IN ('child', 'expected-child') GROUP BY ALL
), all_areas AS (SELECT DISTINCT area FROM areas)
SELECT t.need, t.words, t.outcome, a.area,
    (SELECT count(DISTINCT n.family_id) FROM needs n LEFT JOIN areas w USING (family_id)
     WHERE n.need = t.need AND w.area IS NOT DISTINCT FROM a.area) AS families
FROM told t, (SELECT area FROM all_areas UNION SELECT NULL) a
ORDER BY ALL
"""
