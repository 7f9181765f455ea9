"""What was refused and why, what the report rests on, and what its words mean."""

from licet.licence import Kind, Status
from licet.programme import said
from licet.publish.acceptance import use_words
from licet.publish.answer import is_synthetic
from licet.publish.exhibits import Column, Table
from licet.publish.language import Language
from licet.publish.story import Story
from licet.publish.words import OPERATION_TITLES, sentence, stop, title

KIND_WORDS = {Kind.LICENSED: said("licensed"), Kind.SYNTHETIC: said("synthetic")}

GLOSSARY = (
    (said("Charter"), said("The published rule that turns what parents say into decisions.")),
    (said("Condition"), said("A promise that has to be kept before a use is allowed.")),
    (said("Family"), said("One home: the children in it, and the adults who care for them.")),
    (said("Hidden"), said("A count of 7 or fewer, or a second count from which it could be worked out.")),
    (said("Hypothetical"), said("Evidence made up to show how this works. No parent has said it.")),
    (said("Invented people"), said("Records made by a computer. Nobody in them exists.")),
    (said("Interval"), said("The range in which the true figure is likely to lie: '71 % (67 to 75)'. "
                            "Decisions look at the end that is less favourable.")),
    (said("Linked"), said("Judged to be about the same person.")),
    (said("Mention"), said("One person named in a record. A record may name several people.")),
    (said("Need"), said("Something a family may need help with, found by a published rule.")),
    (said("Outcome"), said("One of ten areas of family life, under which needs are counted.")),
    (said("Permit"), said("What may be done with the records, and until when.")),
    (said("Point"), said("A measure of evidence. "
                         "Each point doubles the odds that two records are one person.")),
    (said("Set aside"), said("A row that was broken and was not used. It is kept, with the reason.")),
    (said("Too few to say"), said("So few people answered or were counted that a figure would mislead.")),
    (said("Use"), said("One kind of record, used in one way, by one body, for one purpose.")),
    (said("Withheld"), said("Not allowed: parents spoke against it, or the evidence was not enough.")),
)  # fmt: skip


def refused(language: Language, story: Story, hypothetical: bool) -> list[Table]:
    """Sources that stayed shut, uses that were withheld, and needs that were not looked for."""
    tables = (
        _shut(language, story, hypothetical),
        _withheld(language, story, hypothetical),
        _not_run(language, story),
    )
    return [table for table in tables if table.rows]


def provenance(language: Language, story: Story) -> list[tuple[str, str]]:
    """What the report was made from, as names and values."""
    told = [
        (language.text("Programme"), language.own(story.programme.title)),
        (language.text("Run"), story.run),
        (language.text("Made on"), language.of(story.today)),
    ]
    permit = story.permit
    if permit is None:
        told.append((language.text("Permit"), language.text("none")))
    else:
        told += [
            (language.text("Permit"), permit.id[:16]),
            (language.text("Kind of permit"), language.of(KIND_WORDS[permit.kind])),
            (language.text("In force until"), language.of(permit.until)),
            (language.text("Approved by"), language.theirs(permit.approved_by)),
        ]
    absent = language.theirs(story.evidence_absent) or language.text("none")
    told.append((language.text("Evidence that was not there"), absent))
    versions = sorted(story.versions.items())
    return told + [(language.text("Version of {name}", name=name), version) for name, version in versions]


def papers(language: Language, story: Story) -> Table:
    """The papers that the programme stands on."""
    rows = tuple(
        (sentence(language.of(paper)), language.own(owner), language.of(expires))
        for paper, owner, expires in story.papers
    )
    columns = (Column(said("Paper")), Column(said("Owner")), Column(said("Expires")))
    return Table("papers", language.text("Papers, who owns them, and until when they hold"), columns, rows)


def checkpoint(language: Language, story: Story) -> list[tuple[str, str]]:
    """The ledger as it was when this report was written."""
    return [
        (language.text("Entries"), language.of(story.checkpoint["size"])),
        (language.text("Root"), str(story.checkpoint["root"])),
    ]


def _shut(language: Language, story: Story, hypothetical: bool) -> Table:
    rows = tuple(
        (
            title(language, source.name),
            language.own(source.holder),
            sentence(stop(language.theirs(source.reason))),
        )
        for source in story.sources
        if not source.opened
    )
    columns = (Column(said("Source")), Column(said("Held by")), Column(said("Why")))
    caption = language.text("Sources that stayed shut")
    return Table("refused-sources", caption, columns, rows, hypothetical)


def _withheld(language: Language, story: Story, hypothetical: bool) -> Table:
    rows = tuple(
        (
            OPERATION_TITLES[decision.use.operation],
            use_words(language, decision.use),
            sentence(stop(language.of(decision.reason))),
        )
        for decision in story.decisions
        if decision.status is Status.WITHHELD and not is_synthetic(story)
    )
    columns = (Column(said("What was asked")), Column(said("With what, by whom")), Column(said("Why not")))
    caption = language.text("Uses that were withheld")
    return Table("refused-uses", caption, columns, rows, hypothetical)


def _not_run(language: Language, story: Story) -> Table:
    known = story.programme.needs
    not_run = {} if story.families is None else story.families.not_run
    rows = tuple(
        (
            sentence(language.own(known[name].words if name in known else name)),
            sentence(stop(language.theirs(reason))),
        )
        for name, reason in sorted(not_run.items())
    )
    columns = (Column(said("Need")), Column(said("Why")))
    caption = language.text("Needs that are not in this report")
    return Table("needs-not-looked-for", caption, columns, rows)
