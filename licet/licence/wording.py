"""Groups and shares in plain words."""

from licet.licence.finding import EVERYONE
from licet.programme import Sentence, said
from licet.programme.vocabulary import GROUP_VARIABLES

YES, NO = "yes", "no"


def group_words(group: str) -> Sentence:
    """A group as a sentence names it: 'all parents', 'lone parents', 'parents (income: low)'."""
    if group == EVERYONE:
        return said("all parents")
    variable, _, level = group.partition("=")
    if variable == "lone-parent" and level == YES:
        return said("lone parents")
    if variable == "lone-parent" and level == NO:
        return said("parents who live as a couple")
    return said(
        "parents ({variable}: {level})",
        variable=GROUP_VARIABLES.get(variable, variable),
        level=level.replace("-", " "),
    )


def share_words(share: float) -> Sentence:
    """A share as a whole percentage."""
    return said("{percent} %", percent=round(share * 100))
