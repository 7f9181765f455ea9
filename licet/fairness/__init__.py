"""Whom we get wrong: outcomes and groups become rates with intervals. It knows neither links nor models."""

from licet.fairness.chance import JUDGED, TESTED, family_wise
from licet.fairness.clustered import clustered_rates
from licet.fairness.differences import differences, largest_gaps
from licet.fairness.rates import Confusions, Rate, confusions_of, rates, wilson
from licet.fairness.table import RATES

__all__ = [
    "JUDGED",
    "RATES",
    "TESTED",
    "Confusions",
    "Rate",
    "clustered_rates",
    "confusions_of",
    "differences",
    "family_wise",
    "largest_gaps",
    "rates",
    "wilson",
]
