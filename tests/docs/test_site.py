"""The documents build as a site without a warning, and every page is reached from the first."""

import re
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_site_builds_without_a_warning(tmp_path):
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", DOCS, tmp_path / "site"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 30
    for page in pages:
        fetched = re.findall(r'(?:src|href)="(https?://[^"]+)"', page.read_text())
        assert [link for link in fetched if re.search(r"\.(js|css|woff2?)(\?|$)", link)] == [], page.name
