"""The documents as a site: make docs. Nothing is fetched, at building or at reading."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

project = "Licet"
author = "The Licet team"
root_doc = "README"
extensions = ["myst_parser", "docs.generate.notebook"]
source_suffix = {".md": "markdown", ".ipynb": "markdown"}
exclude_patterns = ["_build", "generate", "tutorial/files", "pictures"]
myst_heading_anchors = 3
# Transcripts hold YAML and tables beside commands, which no lexer knows.
suppress_warnings = ["misc.highlighting_failure"]
html_theme = "furo"
html_title = "Licet"
html_show_sphinx = False
html_copy_source = False
