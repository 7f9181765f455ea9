"""Hypothesis records: what would happen to somebody who moved, has one name, or is taken for a twin."""

from licet.linkage.hypothesis.cases import CASES, Case
from licet.linkage.hypothesis.weighing import hypothesis_records

__all__ = ["CASES", "Case", "hypothesis_records"]
