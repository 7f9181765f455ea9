"""What tests share: where other people's data is, whether a browser is there, and full size or a tenth."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from licet import register

ROOT = Path(__file__).parent.parent
CHROMIUM = Path("/usr/bin/chromium")
FULL = bool(os.environ.get("LICET_FULL"))


def times(full: int) -> int:
    """How often a long test repeats: in full under `make show`, else a tenth."""
    return full if FULL else max(1, full // 10)


@pytest.fixture
def chromium() -> str:
    """The path of Debian's chromium; a visible skip where it is absent, a failure where CI should have it."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail("CI installs chromium first, and tolerates no skip.")
        pytest.skip("Debian's chromium is not installed: apt-get install chromium")
    return str(CHROMIUM)


@pytest.fixture
def figures() -> Callable[[str, dict[str, Any]], None]:
    """Print a line's figures, and under `make show` keep them in docs/figures."""

    def keep(line: str, found: dict[str, Any]) -> None:
        print(f"\n{line}: {json.dumps(found, default=str)}")
        if FULL:
            path = ROOT / "docs" / "figures" / f"{line}.json"
            path.write_text(json.dumps(found, indent=1, sort_keys=True, default=str) + "\n")

    return keep


@pytest.fixture(autouse=True)
def _closed_register():
    """No test leaves a register open for the next one."""
    yield
    register.close_register()
