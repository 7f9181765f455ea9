"""Invented boroughs with known truth, for examples, audits and speed."""

from licet.borough.make import TODAY, make_borough

__all__ = ["TODAY", "make_borough"]
