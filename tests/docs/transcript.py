"""Transcripts in the documents: run again, and compared with what they show.

python -m tests.docs.transcript writes the page's outputs anew.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial"
BLOCK = re.compile(r"```console\n(.*?)```", re.S)

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
VARYING = (
    (rf"\b\d{{1,2}} ({MONTHS}) \d{{4}}", "DAY"),
    (r"\b\d{4}-\d{2}-\d{2}(T[\d:+.]+)?\b", "DAY"),
    (r"\b[0-9a-f]{12,64}\b", "DIGEST"),
    (r"[\d,]+ MiB", "SIZE"),
    (r"Python 3\.\d+\.\d+ on \w+", "PYTHON"),
)
"""What differs from day to day and from machine to machine, and what stands for it."""


def run_again(page: str, folder: Path) -> str:
    """The page with every output as its commands print it now, in a folder with the tutorial's files."""
    shutil.copytree(TUTORIAL / "files", folder / "files")
    return BLOCK.sub(lambda block: f"```console\n{_run(block[1], folder)}```", page)


def settled(text: str) -> str:
    """A text without what varies."""
    for pattern, name in VARYING:
        text = re.sub(pattern, name, text)
    # Tables are as wide as what varies in them.
    return re.sub(r" +$", "", re.sub(r"(?<=\S) {2,}", "  ", text), flags=re.MULTILINE)


def _run(block: str, folder: Path) -> str:
    commands = re.findall(r"^\$ ((?:.*\\\n)*.*)$", block, re.MULTILINE)
    return "".join(f"$ {command}\n{_printed(command, folder)}" for command in commands)


def _printed(command: str, folder: Path) -> str:
    home = str(Path(sys.executable).parent)
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | {"PATH": f"{home}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def main() -> None:
    """Write the outputs of the tutorial anew."""
    page = TUTORIAL / "README.md"
    with tempfile.TemporaryDirectory() as folder:
        page.write_text(run_again(page.read_text(), Path(folder)))


if __name__ == "__main__":
    main()
