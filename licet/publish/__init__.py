"""What the public sees: the report, and its tables."""

from licet.publish.report import public_files
from licet.publish.shapes import families_shown
from licet.publish.story import FamilyStory, LinkageStory, SourceStory, Story

__all__ = ["FamilyStory", "LinkageStory", "SourceStory", "Story", "families_shown", "public_files"]
