"""The house: layers enforced, nothing private in the repository, documents that match the code."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from licet.cli.main import app

ROOT = Path(__file__).parent.parent
DOCS = [*ROOT.glob("*.md"), *(path for path in ROOT.glob("docs/**/*.md") if "_build" not in path.parts)]


def test_layers_and_wall_hold():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_lock_names_no_host_and_hashes_everything():
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    packages = re.findall(
        r"^[a-z0-9._-]+==.*?(?=^[a-z0-9._-]+==|\Z)", text, re.MULTILINE | re.DOTALL | re.IGNORECASE
    )
    assert packages
    assert all("--hash=sha256:" in package for package in packages)


def test_every_command_is_told_of_outside_the_reference():
    text = "".join(path.read_text() for path in DOCS if "reference" not in path.parts)
    for name, command in get_command(app).commands.items():
        subcommands = getattr(command, "commands", None)
        for called in [f"{name} {sub}" for sub in subcommands] if subcommands else [name]:
            assert f"licet {called}" in text, called


@pytest.mark.parametrize("document", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
        if "://" not in target:
            assert (document.parent / target).exists(), target


def test_no_dependency_is_listed_without_a_reason():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    listed = [line for line in lines if re.match(r'^  "[A-Za-z0-9-]+[><=]', line)]
    assert len(listed) > 20
    assert [line for line in listed if "#" not in line] == []
