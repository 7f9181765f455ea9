"""What the public sees: the report, and its tables."""

from licet.publish.disclosure import alone
from licet.publish.language import languages
from licet.publish.report import Published, published
from licet.publish.story import FamilyStory, LinkageStory, SourceStory, Story

PAGES = tuple(language.page for language in languages())
"""The report's files, one for each language."""

__all__ = ["PAGES", "FamilyStory", "LinkageStory", "Published", "SourceStory", "Story", "alone", "published"]
