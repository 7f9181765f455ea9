"""Whom a linkage gets wrong: outcomes by truth, by a labelled sample or by the model, and rates by group."""

from licet.linkage.audit.candidates import true_candidates
from licet.linkage.audit.components import components_of
from licet.linkage.audit.expected import outcomes_from_model
from licet.linkage.audit.judged import judged_mentions, scores
from licet.linkage.audit.outcomes import OUTCOMES, Basis, Measure
from licet.linkage.audit.pairs import pairs_of
from licet.linkage.audit.plain import link_rate, share_of
from licet.linkage.audit.rates import AUDITED, audited, intersections
from licet.linkage.audit.sample import draw_pairs, outcomes_from_labels
from licet.linkage.audit.truth import outcomes_from_truth

__all__ = [
    "AUDITED",
    "OUTCOMES",
    "Basis",
    "Measure",
    "audited",
    "components_of",
    "draw_pairs",
    "intersections",
    "judged_mentions",
    "link_rate",
    "outcomes_from_labels",
    "outcomes_from_model",
    "outcomes_from_truth",
    "pairs_of",
    "scores",
    "share_of",
    "true_candidates",
]
