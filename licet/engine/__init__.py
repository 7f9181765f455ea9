"""Where tables are computed: SQL over Arrow tables on one machine, behind a locked door."""

from licet.engine.duck import Limits, query

__all__ = ["Limits", "query"]
