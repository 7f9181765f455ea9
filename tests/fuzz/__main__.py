"""python -m tests.fuzz PARSER [--seconds 600] [--seed 1]: prints one line of JSON."""

import argparse
import contextlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import atheris

COMPILED = ["licet.sources.csv_scan", "licet.linkage"]
"""What a compiler reads: it cannot read what the fuzzer adds."""

FLAGS = ["-verbosity=0", "-rss_limit_mb=6000", "-timeout=120", "-max_len=400000"]


def main() -> None:
    """Fuzz one parser until the time is over, or a case is found: then its bytes are kept, and named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parser")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with atheris.instrument_imports(include=["licet"], exclude=COMPILED):
        from licet.errors import LicetError
        from tests.fuzz.targets import TARGETS
    target, executions = TARGETS[given.parser], 0
    seeds = target.seeds()
    ends = time.monotonic() + given.seconds

    def once(data: bytes) -> None:
        nonlocal executions
        executions += 1
        with (
            contextlib.suppress(LicetError),
            open(os.devnull, "w") as nowhere,
            contextlib.redirect_stdout(nowhere),
            contextlib.redirect_stderr(nowhere),
        ):
            target.read(data)
        if time.monotonic() > ends:
            told = {"parser": given.parser, "seconds": given.seconds, "executions": executions}
            print(json.dumps(told), flush=True)
            os._exit(0)

    home = Path(tempfile.mkdtemp(prefix="licet-corpus-"))
    for number, seed in enumerate(seeds):
        (home / f"seed{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *FLAGS, f"-seed={given.seed}", f"-artifact_prefix={home}/", str(home)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
