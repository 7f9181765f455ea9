"""The tutorial is true: its commands, run in an empty folder, print what it shows."""

import pytest

from tests.docs.transcript import TUTORIAL, run_again, settled

PAGE = TUTORIAL / "README.md"


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """The page with what its commands print now, and the folder in which they ran."""
    folder = tmp_path_factory.mktemp("tutorial")
    return run_again(PAGE.read_text(), folder), folder


def test_the_tutorial_prints_what_it_shows(done):
    now, _ = done
    shown = settled(PAGE.read_text()).splitlines()
    assert settled(now).splitlines() == shown, "run: python -m tests.docs.transcript"


def test_first_nothing_is_linked_and_at_the_end_there_are_families(done):
    now, folder = done
    assert "Traceback" not in now
    before, after = now.split("hypothetical.py marlbrook", 1)
    assert "Granted   nothing was linked" in before
    assert "Families  about" in after
    assert len(list((folder / "marlbrook" / "var" / "runs").glob("*/report.html"))) >= 2
