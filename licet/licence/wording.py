"""Groups and shares in plain words."""

import re

from licet.licence.finding import EVERYONE
from licet.programme import Sentence, said
from licet.programme.vocabulary import GROUP_VARIABLES

YES, NO = "yes", "no"

YES_OR_NO = {YES: said("yes"), NO: said("no")}

_JOINING = re.compile(r"(?<!\d)-|-(?!\d)")


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
        level=plain_level(level),
    )


def plain_level(level: str) -> str:
    """A level of a group in words: 'under 30', '16-24'. Only yes and no are words of ours."""
    return YES_OR_NO.get(level) or spaced(level)


def spaced(name: str) -> str:
    """A name of a file in words: 'health-visiting' is 'health visiting'; between digits a hyphen stays."""
    return _JOINING.sub(" ", name)


def share_words(share: float) -> Sentence:
    """A share as a whole percentage."""
    return said("{percent} %", percent=round(share * 100))
