"""Whom we get wrong: outcomes and groups become rates with intervals. It knows neither links nor models."""

from licet.fairness.clustered import clustered_rates
from licet.fairness.differences import differences, largest_gaps
from licet.fairness.rates import Confusions, Rate, confusions_of, rates, wilson
from licet.fairness.table import RATES

__all__ = [
    "RATES",
    "Confusions",
    "Rate",
    "clustered_rates",
    "confusions_of",
    "differences",
    "largest_gaps",
    "rates",
    "wilson",
]
