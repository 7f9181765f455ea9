"""Licet links families' records, only as far as the families concerned have agreed."""
