"""What the public sees: the report, and its tables."""

from licet.publish.disclosure import alone
from licet.publish.report import Published, published
from licet.publish.story import FamilyStory, LinkageStory, SourceStory, Story

__all__ = ["FamilyStory", "LinkageStory", "Published", "SourceStory", "Story", "alone", "published"]
