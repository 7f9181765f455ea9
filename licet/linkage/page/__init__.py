"""A linkage as one page of HTML: how complete, how compared, how sure, and examples."""

from licet.linkage.page.writing import page, page_of

__all__ = ["page", "page_of"]
