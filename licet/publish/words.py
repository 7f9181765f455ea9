"""Numbers, names and phrases as the report writes them."""

from collections.abc import Iterable

from licet.licence import EVERYONE, Status, group_words, plain_level, spaced
from licet.programme import Category, Choice, Condition, Operation, Programme, Purpose, Safeguard, said
from licet.programme.vocabulary import GROUP_VARIABLES
from licet.programme.words import CHOICE_WORDS, PURPOSE_WORDS, SAFEGUARD_WORDS
from licet.publish.kept import END, START
from licet.publish.language import Language
from licet.publish.sheet import Shown

HIDDEN = said("hidden")
TOO_FEW = said("too few to say")
NO_BREAK = "\N{NO-BREAK SPACE}"

STATUS_WORDS = {
    Status.GRANTED: said("granted"),
    Status.CONDITIONAL: said("with conditions"),
    Status.WITHHELD: said("withheld"),
}

CATEGORY_SHORT = {
    Category.POPULATION: said("civil register and census"),
    Category.EDUCATION: said("school"),
    Category.EARLY_YEARS: said("nursery and early years"),
    Category.HEALTH: said("health"),
    Category.SOCIAL_CARE: said("social care"),
    Category.POLICE: said("police"),
    Category.JUSTICE: said("court and probation"),
    Category.HOUSING: said("housing"),
    Category.TAX: said("tax"),
    Category.BENEFITS: said("benefit"),
    Category.IMMIGRATION: said("immigration"),
}

OPERATION_TITLES = {
    Operation.LINK: said("Linking records"),
    Operation.FIND_NEEDS: said("Finding what a family may need"),
    Operation.SCORE: said("Scoring families"),
    Operation.SHOW: said("Showing a practitioner"),
    Operation.PUBLISH: said("Publishing figures"),
}

OPERATION_SHORT = {
    Operation.LINK: said("linking"),
    Operation.FIND_NEEDS: said("finding needs"),
    Operation.SCORE: said("scoring"),
    Operation.SHOW: said("showing a practitioner"),
    Operation.PUBLISH: said("publishing figures"),
}

OUTCOME_WORDS = {
    1: said("Getting a good education"),
    2: said("Good early years development"),
    3: said("Improved mental and physical health"),
    4: said("Recovery and reduced harm from substance use"),
    5: said("Improved family relationships"),
    6: said("Children safe from abuse and exploitation"),
    7: said("Crime prevention and tackling crime"),
    8: said("Safe from domestic abuse"),
    9: said("Secure housing"),
    10: said("Financial stability"),
}
"""The ten family outcomes of the Supporting Families framework (2022), by number."""


def count_words(language: Language, count: Shown) -> str:
    """A count as it is shown: '1,310', or 'hidden'."""
    return language.of(HIDDEN if count is None else count)


def about_people(language: Language, count: Shown) -> str:
    """A count of people in a sentence."""
    if count is None:
        return language.text("a hidden number of people")
    return language.text("about {count} people", count=count)


def about_families(language: Language, count: Shown) -> str:
    """A count of families in a sentence."""
    if count is None:
        return language.text("a hidden number of families")
    return language.text("about {count} families", count=count)


def percent(share: float) -> int:
    """A share as a whole percentage."""
    return round(share * 100)


def percent_words(language: Language, value: int) -> str:
    """A percentage that does not break over two lines."""
    return language.text("{percent} %", percent=value).replace(" ", NO_BREAK)


def title(language: Language, name: str) -> str:
    """A name from a programme file as a heading: 'health-visiting' is 'Health visiting'."""
    return sentence(language.own(spaced(name)))


def sentence(words: str) -> str:
    """Words with a capital letter at the front, behind the mark of words in another language."""
    first = int(words.startswith(START))
    return words[:first] + words[first : first + 1].upper() + words[first + 1 :]


def inside(words: str) -> str:
    """Words with a small letter at the front, as they stand inside a sentence."""
    first = int(words.startswith(START))
    abbreviated = words[first + 1 : first + 2].isupper()
    return words if abbreviated else words[:first] + words[first : first + 1].lower() + words[first + 1 :]


def stop(words: str) -> str:
    """Words that end as a sentence does."""
    return words if words.rstrip(END).endswith((".", "!", "?")) else f"{words}."


def group_title(language: Language, group: str) -> str:
    """A group as a table names it: 'All parents', 'Lone parents', 'Income: low'."""
    variable, _, level = group.partition("=")
    if group == EVERYONE or variable == "lone-parent":
        return sentence(language.of(group_words(group)))
    return language.text(
        "{variable}: {level}",
        variable=variable_title(language, variable),
        level=level_words(language, level),
    )


def variable_title(language: Language, variable: str) -> str:
    """A group variable as a heading: 'Ethnic group'."""
    known = GROUP_VARIABLES.get(variable)
    return sentence(language.theirs(known or variable))


def level_words(language: Language, level: str) -> str:
    """A level of a group, as the charter or a source names it."""
    return language.theirs(plain_level(level))


def category_list(language: Language, categories: Iterable[Category]) -> str:
    """Categories in one phrase: 'school, health and police records'."""
    return language.text("{kinds} records", kinds=tuple(CATEGORY_SHORT[each] for each in categories))


def purpose_words(language: Language, programme: Programme) -> str:
    """What it is done for, and for whom."""
    if programme.purpose is Purpose.OFFER_EARLY_HELP:
        return language.text("to offer early help to families")
    return language.of(PURPOSE_WORDS[programme.purpose])


def condition_words(language: Language, condition: Condition, programme: Programme) -> str:
    """A condition as a promise: 'people being able to object', 'a person decides'."""
    if isinstance(condition, Choice):
        return language.of(CHOICE_WORDS[condition])
    if isinstance(condition, Safeguard):
        return language.of(SAFEGUARD_WORDS[condition])
    return language.text(
        "nobody but {controller} doing it", controller=language.own(programme.controller.name)
    )
