"""What parents say: surveys become findings. Plain tables in, plain tables out; no programme needed."""

from licet.evidence.codebook import PATTERN, Basis, Codebook, Design, Group, Item, Measure
from licet.evidence.findings import EVERYONE, FINDINGS, ORDER, findings_of
from licet.evidence.left_out import LEFT_OUT, left_out_of
from licet.evidence.sample_design import SurveyDesign

__all__ = [
    "EVERYONE",
    "FINDINGS",
    "LEFT_OUT",
    "ORDER",
    "PATTERN",
    "Basis",
    "Codebook",
    "Design",
    "Group",
    "Item",
    "Measure",
    "SurveyDesign",
    "findings_of",
    "left_out_of",
]
