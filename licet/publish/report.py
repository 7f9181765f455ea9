"""The report: one page that stands alone, and each of its tables as a file beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from licet.publish import terms
from licet.publish.acceptance import Weighed, rests_on_hypothetical, weighed
from licet.publish.answer import answer, because, facts, is_synthetic, population, proposal
from licet.publish.counts import FAMILIES, shown_of
from licet.publish.exhibits import Figure, Table, cell_words, csv_of, download
from licet.publish.group_rates import measured
from licet.publish.hearing import opinions
from licet.publish.need_counts import need_counts
from licet.publish.one_link import one_link
from licet.publish.rate_figures import rate_figure
from licet.publish.river import river
from licet.publish.shapes import shapes
from licet.publish.sheet import Name, Shown
from licet.publish.story import Story
from licet.publish.strip import strip
from licet.publish.use_grid import use_grid
from licet.publish.weights import weights
from licet.publish.words import STATUS_WORDS, day, sentence

REPORT = "report.html"


@dataclass(frozen=True)
class Contents:
    """Everything that the page shows, in its order; every count in it is as it may be shown."""

    hypothetical: bool
    shown: Mapping[Name, Shown]
    strip: Figure
    grid: Figure | None
    uses: tuple[Weighed, ...]
    linked: tuple[Figure, ...]
    families: tuple[Figure, ...]
    rates: tuple[Figure, ...]
    too_few: tuple[str, ...]
    refused: tuple[Table, ...]
    papers: Table

    def figures(self) -> list[Figure]:
        """The figures, in the order of their numbers."""
        grid = [] if self.grid is None else [self.grid]
        return [self.strip, *grid, *self.linked, *self.families, *self.rates]

    def number(self, figure: Figure) -> int:
        """The number of a figure, from 1."""
        return self.figures().index(figure) + 1

    def tables(self) -> list[Table]:
        """Every table that is shown, the figures' own among them."""
        told = [*(figure.table for figure in self.figures()), *(use.table for use in self.uses)]
        return [table for table in [*told, *self.refused, self.papers] if table.rows]


@dataclass(frozen=True)
class Published:
    """The report and its tables, text by path inside the run; and the families that the page speaks of."""

    files: Mapping[str, str]
    families: Shown


def published(story: Story) -> Published:
    """Write the report and its tables. Equal stories give equal bytes."""
    contents = contents_of(story)
    files = {REPORT: page(story, contents)}
    for table in contents.tables():
        files[table.path] = csv_of(table, story.invented)
    return Published(files, contents.shown.get(FAMILIES))


def contents_of(story: Story) -> Contents:
    """Gather the figures and tables of a story."""
    hypothetical, shown = rests_on_hypothetical(story), shown_of(story)
    uses = weighed(story, opinions(story), shown)
    rates = [] if story.families is None else measured(story.families.rates, shown)
    return Contents(
        hypothetical=hypothetical,
        shown=shown,
        strip=strip(story, hypothetical),
        grid=use_grid(uses, hypothetical),
        uses=uses,
        linked=tuple(_linked(story, shown)),
        families=tuple(_families(story, shown)),
        rates=tuple(rate_figure(each) for each in rates if each.is_stated),
        too_few=tuple(each.words for each in rates if not each.is_stated),
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
            answer=answer(story, contents.shown),
            facts=facts(story, contents.shown),
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


def _linked(story: Story, shown: Mapping[Name, Shown]) -> list[Figure]:
    if story.linkage is None:
        return []
    drawn = (river(story, shown), one_link(story, story.linkage), weights(story.linkage, shown))
    return [figure for figure in drawn if figure is not None]


def _families(story: Story, shown: Mapping[Name, Shown]) -> list[Figure]:
    if story.families is None:
        return []
    drawn = (shapes(shown), need_counts(story.families, shown))
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
