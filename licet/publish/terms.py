"""What was refused and why, what the report rests on, and what its words mean."""

from licet.licence import Status
from licet.programme import listed
from licet.publish.acceptance import use_words
from licet.publish.answer import is_synthetic
from licet.publish.exhibits import Column, Table
from licet.publish.story import Story
from licet.publish.words import OPERATION_TITLES, day, sentence, stop, title

GLOSSARY = (
    ("Charter", "The published rule that turns what parents say into decisions."),
    ("Condition", "A promise that has to be kept before a use is allowed."),
    ("Family", "One home: the children in it, and the adults who care for them."),
    ("Hidden", "A count of 7 or fewer, or a second count from which it could be worked out."),
    ("Hypothetical", "Evidence made up to show how this works. No parent has said it."),
    ("Invented people", "Records made by a computer. Nobody in them exists."),
    ("Interval", "The range in which the true figure is likely to lie: '71 % (67 to 75)'. "
     "Decisions look at the end that is less favourable."),
    ("Linked", "Judged to be about the same person."),
    ("Mention", "One person named in a record. A record may name several people."),
    ("Need", "Something a family may need help with, found by a published rule."),
    ("Outcome", "One of ten areas of family life, under which needs are counted."),
    ("Permit", "What may be done with the records, and until when."),
    ("Point", "A measure of evidence. Each point doubles the odds that two records are one person."),
    ("Set aside", "A row that was broken and was not used. It is kept, with the reason."),
    ("Too few to say", "So few people answered or were counted that a figure would mislead."),
    ("Use", "One kind of record, used in one way, by one body, for one purpose."),
    ("Withheld", "Not allowed: parents spoke against it, or the evidence was not enough."),
)  # fmt: skip


def refused(story: Story, hypothetical: bool) -> list[Table]:
    """Sources that stayed shut, uses that were withheld, and needs that were not looked for."""
    return [
        table
        for table in (_shut(story, hypothetical), _withheld(story, hypothetical), _not_run(story))
        if table.rows
    ]


def provenance(story: Story) -> list[tuple[str, str]]:
    """What the report was made from, as names and values."""
    told = [("Programme", story.programme.title), ("Run", story.run), ("Made on", day(story.today))]
    if story.permit is not None:
        told += [
            ("Permit", story.permit.id[:16]),
            ("Kind of permit", str(story.permit.kind)),
            ("In force until", day(story.permit.until)),
            ("Approved by", story.permit.approved_by),
        ]
    else:
        told.append(("Permit", "none"))
    told += [("Evidence that was not there", listed(list(story.evidence_absent)) or "none")]
    return told + [(f"Version of {name}", version) for name, version in sorted(story.versions.items())]


def papers(story: Story) -> Table:
    """The papers that the programme stands on."""
    rows = tuple((paper, owner, day(expires)) for paper, owner, expires in story.papers)
    columns = (Column("Paper"), Column("Owner"), Column("Expires"))
    return Table("papers", "Papers, who owns them, and until when they hold", columns, rows)


def checkpoint(story: Story) -> list[tuple[str, str]]:
    """The ledger as it was when this report was written."""
    return [("Entries", f"{story.checkpoint['size']:,}"), ("Root", str(story.checkpoint["root"]))]


def _shut(story: Story, hypothetical: bool) -> Table:
    rows = tuple(
        (title(source.name), source.holder, sentence(stop(source.reason)))
        for source in story.sources
        if not source.opened
    )
    columns = (Column("Source"), Column("Held by"), Column("Why"))
    return Table("refused-sources", "Sources that stayed shut", columns, rows, hypothetical)


def _withheld(story: Story, hypothetical: bool) -> Table:
    rows = tuple(
        (OPERATION_TITLES[decision.use.operation], use_words(decision.use), sentence(stop(decision.reason)))
        for decision in story.decisions
        if decision.status is Status.WITHHELD and not is_synthetic(story)
    )
    columns = (Column("What was asked"), Column("With what, by whom"), Column("Why not"))
    return Table("refused-uses", "Uses that were withheld", columns, rows, hypothetical)


def _not_run(story: Story) -> Table:
    known = story.programme.needs
    not_run = {} if story.families is None else story.families.not_run
    rows = tuple(
        (sentence(known[name].words if name in known else name), sentence(stop(reason)))
        for name, reason in sorted(not_run.items())
    )
    return Table(
        "needs-not-looked-for", "Needs that are not in this report", (Column("Need"), Column("Why")), rows
    )
