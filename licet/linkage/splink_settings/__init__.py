"""Models in Splink's settings (versions 4 and 5): read, weighed to the same weights, and written."""

from licet.linkage.splink_settings.conditions import level_of
from licet.linkage.splink_settings.fixed import FixedModel, SplinkRule, fixed_model
from licet.linkage.splink_settings.reading import read_splink
from licet.linkage.splink_settings.weighing import weigh
from licet.linkage.splink_settings.writing import comparison_settings, splink_rules, write_splink

__all__ = [
    "FixedModel",
    "SplinkRule",
    "comparison_settings",
    "fixed_model",
    "level_of",
    "read_splink",
    "splink_rules",
    "weigh",
    "write_splink",
]
