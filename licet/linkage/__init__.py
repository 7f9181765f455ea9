"""Who is who: probabilistic record linkage on plain tables, without labels."""

from licet.linkage.blocking import BlockingRule
from licet.linkage.comparisons import Comparison
from licet.linkage.constraints import Constraints, SourceConstraint
from licet.linkage.draws import linkage_of_draw
from licet.linkage.families import FAMILIES, families_of
from licet.linkage.family_identity import FAMILY, FamiliesReconciled, reconcile_families
from licet.linkage.forecast import Forecast, forecast
from licet.linkage.households import households_of
from licet.linkage.identity import PERSON, Reconciled, reconcile
from licet.linkage.lasting import Naming
from licet.linkage.link import Linkage, Progress, link
from licet.linkage.lost_matches import LostMatches, lost_matches
from licet.linkage.model import LinkageModel
from licet.linkage.page import page_of
from licet.linkage.people import DependentAges, people_of
from licet.linkage.relations import relations_of
from licet.linkage.relink import relink
from licet.linkage.report import Report
from licet.linkage.standard import standard_model

__all__ = [
    "FAMILIES",
    "FAMILY",
    "PERSON",
    "BlockingRule",
    "Comparison",
    "Constraints",
    "DependentAges",
    "FamiliesReconciled",
    "Forecast",
    "Linkage",
    "LinkageModel",
    "LostMatches",
    "Naming",
    "Progress",
    "Reconciled",
    "Report",
    "SourceConstraint",
    "families_of",
    "forecast",
    "households_of",
    "link",
    "linkage_of_draw",
    "lost_matches",
    "page_of",
    "people_of",
    "reconcile",
    "reconcile_families",
    "relations_of",
    "relink",
    "standard_model",
]
