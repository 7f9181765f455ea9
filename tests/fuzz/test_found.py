"""Cases that fuzzing found: each comes out as one of Licet's own errors, or is read."""

import contextlib
from pathlib import Path

import pytest

from licet.errors import LicetError
from tests.fuzz.targets import TARGETS

CASES = sorted((Path(__file__).parent / "cases").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_what_was_found_is_mended(case):
    parser = case.name.rpartition("-")[0]
    with contextlib.suppress(LicetError):
        TARGETS[parser].read(case.read_bytes())
