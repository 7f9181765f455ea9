"""Groups and shares in plain words."""

from licet.licence.finding import EVERYONE
from licet.programme.vocabulary import GROUP_VARIABLES

YES, NO = "yes", "no"


def group_words(group: str) -> str:
    """A group as a sentence names it: 'all parents', 'lone parents', 'parents (income: low)'."""
    if group == EVERYONE:
        return "all parents"
    variable, _, level = group.partition("=")
    if variable == "lone-parent" and level in (YES, NO):
        return "lone parents" if level == YES else "parents who live as a couple"
    return f"parents ({GROUP_VARIABLES.get(variable, variable)}: {level})"


def share_words(share: float) -> str:
    """A share as a whole percentage."""
    return f"{round(share * 100)} %"
