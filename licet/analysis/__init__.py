"""What a family may need: needs as rules over events, and flags."""

from licet.analysis.flags import FLAGS, family_needs, flags_of
from licet.analysis.needs import NEEDS, Rule, check_rule, needs_of
from licet.analysis.sandbox import check_select
from licet.analysis.views import VIEWS, Evidence, views_of

__all__ = [
    "FLAGS",
    "NEEDS",
    "VIEWS",
    "Evidence",
    "Rule",
    "check_rule",
    "check_select",
    "family_needs",
    "flags_of",
    "needs_of",
    "views_of",
]
