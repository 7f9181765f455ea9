"""What a survey's columns mean, declared before its answers are read.

Written in YAML with hyphens (`on-date`, `not-levels`), one file per survey:

    name: Wexcombe parents, first wave
    basis: design-based
    hypothetical: true
    population: parents of dependent children
    area: Wexcombe
    wave: 1
    on-date: 2026-03-01
    design: {weight: weight, stratum: ward, clusters: [school], population-sizes: [schools-in-ward]}
    missing: [-9]
    groups:
      lone-parent:
        column: lone
        levels: {yes: [1], no: [2]}
        not-levels: {refused: [7], not-obtained: [8]}
    items:
      - column: q1
        question: Linking your child's school records, to offer early help, unless you object
        category: education
        operation: link
        safeguards: [human-review]
        accept: [4, 5]
        oppose: [1, 2]
        undecided: [3, 9]
      - column: q2
        question: Would you stay away from the health visitor?
        measure: would-stay-away
        category: health
        yes: [1]
        no: [2]
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from licet.evidence.sample_design import SurveyDesign

PATTERN = ("category", "operation", "purpose", "actor", "choice", "safeguards")


class Basis(StrEnum):
    """Where an interval comes from: the draw of the sample, or a model of who answered."""

    DESIGN = "design-based"
    MODEL = "model-based"


class Measure(StrEnum):
    """What a share is a share of: people who accept, oppose, would stay away and so on."""

    ACCEPT = "accept"
    OPPOSE = "oppose"
    WOULD_STAY_AWAY = "would-stay-away"
    RAISES_CONCERN = "raises-concern"
    TRUSTS = "trusts"
    KNOWS = "knows"


Asked = Literal["acceptability", "would-stay-away", "raises-concern", "trusts", "knows"]


def as_code(value: object) -> object:
    """A code as text, whichever way YAML read it; a fraction is left for pydantic to refuse."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else value


def as_word(text: str) -> str:
    """A word that can stand between spaces; an empty one or one with a space in it is refused."""
    if not text or any(letter.isspace() for letter in text):
        raise ValueError("expected one word without spaces, for example human-review")
    return text


def as_label(text: str) -> str:
    """A name that can stand in `variable=level`."""
    if not text or "=" in text or text != text.strip():
        raise ValueError("expected a name without '=' and without spaces at its ends")
    return text


Code = Annotated[str, BeforeValidator(as_code)]
Codes = tuple[Code, ...]
Word = Annotated[str, AfterValidator(as_word)]
Label = Annotated[str, BeforeValidator(as_code), AfterValidator(as_label)]


def hyphenated(name: str) -> str:
    """The YAML key of a field."""
    return name.replace("_", "-")


def repeated(things: Iterable[object]) -> list[str]:
    """What occurs more than once, sorted, as text."""
    return sorted(str(thing) for thing, times in Counter(things).items() if times > 1)


class Part(BaseModel):
    """A piece of a codebook: unknown keys are refused, nothing changes once read."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=hyphenated, use_attribute_docstrings=True
    )


class Design(Part):
    """The columns of the sample's design, all optional but the weight; clusters: the outer stage first."""

    weight: str
    """The column of weights."""
    stratum: str | None = None
    """The column of strata."""
    clusters: Annotated[tuple[str, ...], Field(max_length=2)] = ()
    """The columns of sampled clusters, the outer stage first."""
    population_sizes: tuple[str, ...] = ()
    """The columns that say how many clusters, or people, there were to draw from, stage by stage."""

    @model_validator(mode="after")
    def one_size_per_stage(self) -> Self:
        """A population size belongs to a stage."""
        if len(self.population_sizes) > max(1, len(self.clusters)):
            raise ValueError("expected at most one population size per stage of clusters")
        return self

    @property
    def is_plain(self) -> bool:
        """Whether only weights are declared."""
        return self.stratum is None and not self.clusters and not self.population_sizes

    @property
    def as_survey_design(self) -> SurveyDesign:
        """The same columns, as `estimates` takes them."""
        return SurveyDesign(self.weight, self.stratum, self.clusters, self.population_sizes)


class Group(Part):
    """A group variable: its levels, and the answers that are reported but are no level (refused, for one)."""

    column: str
    """The column of answers."""
    levels: Annotated[dict[Label, Codes], Field(min_length=1)]
    """Each level with the codes that mean it."""
    not_levels: dict[Label, Codes] = {}
    """Answers that are reported but are no level, such as refused, with their codes."""

    @model_validator(mode="after")
    def each_code_once(self) -> Self:
        """A code means one thing."""
        if twice := repeated(self.codes):
            raise ValueError(f"the codes {', '.join(twice)} stand in more than one level")
        return self

    @property
    def codes(self) -> tuple[str, ...]:
        """Every declared code."""
        return tuple(code for listed in (self.levels, self.not_levels) for code in joined(listed.values()))


class Item(Part):
    """One question about one pattern of use; an empty field of the pattern means any.

    An acceptability item declares which codes accept and which oppose; every other declared code is undecided
    and counts as neither. Any other item declares one measure, with the codes that say yes and those that do
    not. A code under the codebook's `missing` is no answer and counts nowhere.
    """

    column: str
    """The column of answers."""
    question: str
    """The question as people read it."""
    measure: Asked = "acceptability"
    """What the answers measure."""
    concern: Word | None = None
    """The key of the concern, where the item raises one."""
    accept: Codes = ()
    """The codes that count as accepting."""
    oppose: Codes = ()
    """The codes that count as opposing."""
    undecided: Codes = ()
    """The codes that count as neither."""
    yes: Codes = ()
    """The codes that say yes, for any other measure."""
    no: Codes = ()
    """The codes that say no."""
    category: str = ""
    """What records the question speaks about; empty means any."""
    operation: str = ""
    """What is done with them; empty means anything."""
    purpose: str = ""
    """What for; empty means any."""
    actor: str = ""
    """By whom; empty means anybody."""
    choice: str = ""
    """What people are offered; empty means anything."""
    safeguards: tuple[Word, ...] = ()
    """With which safeguards at least."""

    @model_validator(mode="after")
    def codes_fit_the_measure(self) -> Self:
        """The codes are those the measure needs, each meaning one thing."""
        needed, refused = ["accept", "oppose"], ["yes", "no"]
        if self.measure != "acceptability":
            needed, refused = refused, [*needed, "undecided"]
        if absent := [key for key in needed if not getattr(self, key)]:
            raise ValueError(f"an item that measures {self.measure} needs {' and '.join(absent)}")
        if extra := [key for key in refused if getattr(self, key)]:
            raise ValueError(f"an item that measures {self.measure} has no {' and no '.join(extra)}")
        if (self.concern is not None) != (self.measure == "raises-concern"):
            raise ValueError("an item has a concern if, and only if, it measures raises-concern")
        if twice := repeated(joined(self.meanings)):
            raise ValueError(f"the codes {', '.join(twice)} mean more than one thing")
        return self

    @property
    def meanings(self) -> tuple[Codes, ...]:
        """The codes of each answer that counts: those of `measures` in order, then the rest."""
        if self.measure == "acceptability":
            return (self.accept, self.oppose, self.undecided)
        return (self.yes, self.no)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What the item estimates, in the order of `meanings`."""
        if self.measure == "acceptability":
            return (Measure.ACCEPT, Measure.OPPOSE)
        return (Measure(self.measure),)

    @property
    def pattern(self) -> tuple[str, ...]:
        """The six columns of the pattern: safeguards sorted and separated by spaces."""
        words = " ".join(sorted(set(self.safeguards)))
        return (self.category, self.operation, self.purpose, self.actor, self.choice, words)

    @property
    def key(self) -> str:
        """What findings cite: the concern's key, or the column."""
        return self.concern or self.column


class Codebook(Part):
    """Everything that must be declared about a survey before its answers are read."""

    name: str
    """What the survey is called."""
    basis: Basis
    """Where its intervals come from: the draw of a probability sample, or a model."""
    hypothetical: bool
    """Whether the answers are invented; everything that rests on them then says so."""
    population: str
    """Whom it asked about."""
    area: str
    """Where they live."""
    wave: int
    """The number of the wave; a later one speaks before an earlier one."""
    on_date: date
    """The day of the survey."""
    design: Design
    """The columns of the sample's design."""
    missing: Codes = ()
    """Codes that are no answer anywhere."""
    groups: dict[Label, Group] = {}
    """The group variables."""
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    """The questions."""

    @model_validator(mode="after")
    def a_model_claims_no_design(self) -> Self:
        """Strata and clusters of a quota or opt-in sample were not drawn, so they give no error."""
        if self.basis is Basis.MODEL and not self.design.is_plain:
            raise ValueError(
                "a model-based survey (quota, opt-in) declares only its weight: "
                "strata, clusters and population sizes belong to a probability sample"
            )
        return self

    @model_validator(mode="after")
    def missing_means_nothing_else(self) -> Self:
        """A missing code is nobody's answer."""
        answers = [code for item in self.items for code in joined(item.meanings)]
        levels = [code for group in self.groups.values() for code in group.codes]
        if clash := sorted(set(self.missing) & {*answers, *levels}):
            raise ValueError(f"the codes {', '.join(clash)} are declared missing and also given a meaning")
        return self

    @model_validator(mode="after")
    def one_finding_each(self) -> Self:
        """Two items never estimate the same measure of the same pattern from the same question."""
        if twice := repeated((item.key, *item.pattern, item.measure) for item in self.items):
            raise ValueError(f"{len(twice)} items are declared twice: same column, pattern and measure")
        return self


def joined(lists: Iterable[Codes]) -> Iterator[str]:
    """The codes of several lists, in order."""
    return (code for codes in lists for code in codes)
