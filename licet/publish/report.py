"""The report: one page that stands alone, in each language, and each of its tables as a file beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from licet.programme import Sentence
from licet.publish import terms
from licet.publish.acceptance import Weighed, rests_on_hypothetical, weighed
from licet.publish.answer import answer, because, facts, is_synthetic, population, proposal
from licet.publish.counts import FAMILIES, shown_of
from licet.publish.exhibits import Figure, Table, cell_words, csv_of, download
from licet.publish.group_rates import Measured, measured
from licet.publish.hearing import Opinion, opinions
from licet.publish.kept import FILES_ARE_IN, in_page, plain
from licet.publish.language import ENGLISH, Language, languages
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
from licet.publish.words import STATUS_WORDS, sentence


@dataclass(frozen=True)
class Findings:
    """What the report tells, whatever its language; every count in it is as it may be shown."""

    story: Story
    hypothetical: bool
    heard: tuple[Opinion, ...]
    shown: Mapping[Name, Shown]
    rates: tuple[Measured, ...]


@dataclass(frozen=True)
class Contents:
    """Everything that the page shows, in its order and in its language."""

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
    """Write the report in every language, and its tables in English. Equal stories give equal bytes."""
    found, files = findings_of(story), {}
    for language in languages():
        contents = contents_of(language, found)
        files[language.page] = page(language, found, contents)
        if language is ENGLISH:
            files |= {each.path: csv_of(language, each, story.invented) for each in contents.tables()}
    return Published(files, found.shown.get(FAMILIES))


def findings_of(story: Story) -> Findings:
    """Everything that takes time or hides a count, once for all languages."""
    heard = opinions(story)
    shown = shown_of(story, heard)
    rates = [] if story.families is None else measured(story.families.rates, shown)
    return Findings(story, rests_on_hypothetical(story), heard, shown, tuple(rates))


def contents_of(language: Language, found: Findings) -> Contents:
    """The figures and tables of a story, in a language."""
    story, hypothetical = found.story, found.hypothetical
    uses = weighed(language, story, found.heard, found.shown)
    return Contents(
        strip=strip(language, story, hypothetical),
        grid=use_grid(language, uses, hypothetical),
        uses=uses,
        linked=tuple(_linked(language, found)),
        families=tuple(_families(language, found)),
        rates=tuple(rate_figure(language, each) for each in found.rates if each.is_stated),
        too_few=tuple(each.words for each in found.rates if not each.is_stated),
        refused=tuple(terms.refused(language, story, hypothetical)),
        papers=terms.papers(language, story),
    )


def page(language: Language, found: Findings, contents: Contents) -> str:
    """The page itself."""
    story, programme = found.story, found.story.programme
    return (
        _templates(language)
        .get_template("report.html")
        .render(
            story=story,
            contents=contents,
            proposal=proposal(language, programme),
            answer=answer(language, story, found.shown),
            facts=facts(language, story, found.shown),
            hypothetical=found.hypothetical,
            population=population(language, programme),
            because=because(language, story) if story.linkage is None else None,
            synthetic=is_synthetic(story),
            left_out=", ".join(map(language.of, programme.charter.left_out())) if programme.charter else "",
            n_min=programme.charter.n_min if programme.charter else None,
            provenance=terms.provenance(language, story),
            checkpoint=terms.checkpoint(language, story),
            glossary=terms.GLOSSARY,
        )
    )


def _linked(language: Language, found: Findings) -> list[Figure]:
    story, shown = found.story, found.shown
    if story.linkage is None:
        return []
    drawn = (
        river(language, story, shown),
        one_link(language, story, story.linkage),
        weights(language, story.linkage, shown),
    )
    return [figure for figure in drawn if figure is not None]


def _families(language: Language, found: Findings) -> list[Figure]:
    families = found.story.families
    if families is None:
        return []
    drawn = (shapes(language, found.shown), need_counts(language, families, found.shown))
    return [figure for figure in drawn if figure is not None]


def _templates(language: Language) -> Environment:
    templates = Environment(
        loader=PackageLoader("licet.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: in_page(language.of(value) if isinstance(value, Sentence) else value),
    )
    templates.filters |= {
        "cell": lambda cell: language.breakable(cell_words(language, cell)),
        "day": language.of,
        "download": partial(download, language),
        "head": lambda words: language.breakable(language.of(words)),
        "own": language.own,
        "plain": plain,
        "sentence": sentence,
    }
    templates.globals |= {
        "_": language.text,
        "ngettext": language.plural,
        "STATUS_WORDS": STATUS_WORDS,
        "FILES_ARE_IN": FILES_ARE_IN,
        "language": language,
        "others": [each for each in languages() if each is not language],
        "english": ENGLISH,
    }
    return templates
