"""Invented boroughs with known truth, for examples, audits and speed."""

from licet.borough.make import TODAY, make_borough
from licet.borough.planting import AS_EVER, Planting, worse

__all__ = ["AS_EVER", "TODAY", "Planting", "make_borough", "worse"]
