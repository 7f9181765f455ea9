"""The report: one page that stands alone, and each of its tables as a file beside it."""

from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from licet.publish import terms
from licet.publish.acceptance import Chapter, chapters, overview, rests_on_hypothetical
from licet.publish.answer import answer, because, facts, is_synthetic, population, proposal
from licet.publish.exhibits import Figure, Table, cell_words, csv_of, download
from licet.publish.group_rates import rate_tables
from licet.publish.need_counts import need_counts
from licet.publish.one_link import one_link
from licet.publish.river import river
from licet.publish.shapes import shapes
from licet.publish.story import Story
from licet.publish.strip import strip
from licet.publish.weights import weights
from licet.publish.words import STATUS_WORDS, day, sentence

REPORT = "report.html"


@dataclass(frozen=True)
class Contents:
    """Everything that the page shows, in its order."""

    hypothetical: bool
    strip: Figure
    chapters: tuple[Chapter, ...]
    overview: Table
    linked: tuple[Figure, ...]
    families: tuple[Figure, ...]
    rates: tuple[Table, ...]
    too_few: tuple[str, ...]
    refused: tuple[Table, ...]
    papers: Table

    def figures(self) -> list[Figure]:
        """The figures, in the order of their numbers."""
        return [self.strip, *self.linked, *self.families]

    def number(self, figure: Figure) -> int:
        """The number of a figure, from 1."""
        return self.figures().index(figure) + 1

    def tables(self) -> list[Table]:
        """Every table that is shown, the figures' own among them."""
        uses = [use.table for chapter in self.chapters for use in chapter.uses]
        told = [*(figure.table for figure in self.figures()), self.overview, *uses]
        return [table for table in [*told, *self.rates, *self.refused, self.papers] if table.rows]


def public_files(story: Story) -> dict[str, str]:
    """The report and its tables: text by path inside the run. Equal stories give equal bytes."""
    contents = contents_of(story)
    files = {REPORT: page(story, contents)}
    for table in contents.tables():
        files[table.path] = csv_of(table, story.invented)
    return files


def contents_of(story: Story) -> Contents:
    """Gather the figures and tables of a story."""
    hypothetical = rests_on_hypothetical(story)
    told = chapters(story)
    rates, too_few = rate_tables(story.families.rates) if story.families is not None else ([], [])
    return Contents(
        hypothetical=hypothetical,
        strip=strip(story, hypothetical),
        chapters=told,
        overview=overview(told, hypothetical),
        linked=tuple(_linked(story)),
        families=tuple(_families(story)),
        rates=tuple(rates),
        too_few=tuple(too_few),
        refused=tuple(terms.refused(story, hypothetical)),
        papers=terms.papers(story),
    )


def page(story: Story, contents: Contents) -> str:
    """The page itself."""
    programme = story.programme
    return (
        _templates()
        .get_template("report.html")
        .render(
            story=story,
            contents=contents,
            proposal=proposal(programme),
            answer=answer(story),
            facts=facts(story),
            hypothetical=contents.hypothetical,
            population=population(programme),
            because=because(story) if story.linkage is None else None,
            synthetic=is_synthetic(story),
            left_out=programme.charter.left_out() if programme.charter else [],
            n_min=programme.charter.n_min if programme.charter else None,
            provenance=terms.provenance(story),
            checkpoint=terms.checkpoint(story),
            glossary=terms.GLOSSARY,
        )
    )


def _linked(story: Story) -> list[Figure]:
    if story.linkage is None:
        return []
    drawn = (river(story, story.linkage), one_link(story, story.linkage), weights(story.linkage))
    return [figure for figure in drawn if figure is not None]


def _families(story: Story) -> list[Figure]:
    if story.families is None:
        return []
    drawn = (shapes(story.families), need_counts(story.families))
    return [figure for figure in drawn if figure is not None]


def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("licet.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {"cell": cell_words, "day": day, "download": download, "sentence": sentence}
    templates.globals |= {"STATUS_WORDS": STATUS_WORDS}
    return templates
