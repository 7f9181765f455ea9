"""A first draft of a layout, from a file's own columns: names first, then what their values show."""

from licet.sources.guessing.draft import Draft, draft
from licet.sources.guessing.look import first_rows
from licet.sources.guessing.written import as_yaml

__all__ = ["Draft", "as_yaml", "draft", "first_rows"]
