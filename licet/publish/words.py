"""Numbers, dates and names as the report writes them."""

from collections.abc import Iterable
from datetime import date

from licet.licence import EVERYONE, Status, group_words
from licet.programme import Category, Choice, Condition, Operation, Programme, Purpose, Safeguard, listed
from licet.programme.vocabulary import GROUP_VARIABLES
from licet.programme.words import CATEGORY_WORDS, CHOICE_WORDS, PURPOSE_WORDS, SAFEGUARD_WORDS
from licet.publish.sheet import Shown

HIDDEN = "hidden"
TOO_FEW = "too few to say"
NO_BREAK = "\N{NO-BREAK SPACE}"

STATUS_WORDS = {
    Status.GRANTED: "granted",
    Status.CONDITIONAL: "with conditions",
    Status.WITHHELD: "withheld",
}

OPERATION_TITLES = {
    Operation.LINK: "Linking records",
    Operation.FIND_NEEDS: "Finding what a family may need",
    Operation.SCORE: "Scoring families",
    Operation.SHOW: "Showing a practitioner",
    Operation.PUBLISH: "Publishing figures",
}

OPERATION_SHORT = {
    Operation.LINK: "linking",
    Operation.FIND_NEEDS: "finding needs",
    Operation.SCORE: "scoring",
    Operation.SHOW: "showing a practitioner",
    Operation.PUBLISH: "publishing figures",
}

OUTCOME_WORDS = {
    1: "Getting a good education",
    2: "Good early years development",
    3: "Improved mental and physical health",
    4: "Recovery and reduced harm from substance use",
    5: "Improved family relationships",
    6: "Children safe from abuse and exploitation",
    7: "Crime prevention and tackling crime",
    8: "Safe from domestic abuse",
    9: "Secure housing",
    10: "Financial stability",
}
"""The ten family outcomes of the Supporting Families framework (2022), by number."""


def count_words(count: Shown) -> str:
    """A count as it is shown: '1,310', or 'hidden'."""
    return HIDDEN if count is None else f"{count:,}"


def about(count: Shown, one: str) -> str:
    """A count in a sentence: 'about 1,310 families', or 'a hidden number of families'."""
    return f"a hidden number of {one}" if count is None else f"about {count:,} {one}"


def percent(share: float) -> int:
    """A share as a whole percentage."""
    return round(share * 100)


def percent_words(value: int) -> str:
    """A percentage that does not break over two lines."""
    return f"{value}{NO_BREAK}%"


def day(when: date) -> str:
    """A date as a parent writes it: '22 November 2026'."""
    return f"{when.day} {when:%B %Y}"


def title(name: str) -> str:
    """A name from a programme file as a heading: 'health-visiting' is 'Health visiting'."""
    return sentence(name.replace("-", " "))


def sentence(words: str) -> str:
    """Words with a capital letter at the front."""
    return words[:1].upper() + words[1:]


def stop(words: str) -> str:
    """Words that end as a sentence does."""
    return words if words.endswith((".", "!", "?")) else f"{words}."


def group_title(group: str) -> str:
    """A group as a table names it: 'All parents', 'Lone parents', 'Income: low'."""
    variable, _, level = group.partition("=")
    if group == EVERYONE or variable == "lone-parent":
        return sentence(group_words(group))
    return f"{variable_title(variable)}: {level.replace('-', ' ')}"


def variable_title(variable: str) -> str:
    """A group variable as a heading: 'Ethnic group'."""
    return sentence(GROUP_VARIABLES.get(variable, variable))


def category_list(categories: Iterable[Category]) -> str:
    """Categories in one phrase: 'school, health and police records'."""
    names = [CATEGORY_WORDS[category].removesuffix(" records") for category in categories]
    return f"{listed(names)} records"


def purpose_words(programme: Programme) -> str:
    """What it is done for, and for whom."""
    whom = " to families" if programme.purpose is Purpose.OFFER_EARLY_HELP else ""
    return PURPOSE_WORDS[programme.purpose] + whom


def condition_words(condition: Condition, programme: Programme) -> str:
    """A condition as a promise: 'people being able to object', 'a person decides'."""
    if isinstance(condition, Choice):
        return CHOICE_WORDS[condition]
    if isinstance(condition, Safeguard):
        return SAFEGUARD_WORDS[condition]
    return f"nobody but {programme.controller.name} doing it"
