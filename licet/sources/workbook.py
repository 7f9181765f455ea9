"""Reading a workbook: unpacked in a process of its own, which may take so much memory and no more."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

import pyarrow as pa

import licet
from licet.errors import SourceError
from licet.sources.batches import Batch, Wanted
from licet.sources.limits import MIB, Limits
from licet.sources.zip_members import check_members

UNPACKING = "licet.sources.unpacking"


def read_workbook(path: Path, wanted: Wanted, limits: Limits) -> Iterator[Batch]:
    """Read a sheet of an XLSX or ODS workbook in batches.

    A sheet names its far corner, and whoever unpacks it makes room for all that lies between. So that this
    cannot take the machine's memory, another process does it within bounds; only the wanted columns leave it.
    """
    check_members(path, limits)
    with _unpacking() as process:
        order, stream, complaints = (
            cast(IO[bytes], pipe) for pipe in (process.stdin, process.stdout, process.stderr)
        )
        with suppress(BrokenPipeError), order:
            pickle.dump((path, wanted, limits), order)
        yield from _batches(stream)
        complaint = complaints.read().decode()
    if process.returncode == SourceError.exit_code:
        raise SourceError(complaint)
    if process.returncode:
        raise SourceError(
            f"cannot be unpacked within {limits.memory // MIB:,} MiB of memory and {limits.seconds:,} "
            "seconds. Ask the holder for it as CSV."
        )


def _unpacking() -> subprocess.Popen[bytes]:
    home = str(Path(licet.__file__).parent.parent)
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-P", "-m", UNPACKING],
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        env=os.environ | {"PYTHONPATH": home},
    )


def _batches(stream: IO[bytes]) -> Iterator[Batch]:
    """The batches until the stream ends; whether it ended well, the process's own end says."""
    with suppress(pa.ArrowException, OSError), pa.ipc.open_stream(stream) as reader:
        for batch in reader:
            yield Batch(pa.Table.from_batches([batch]))
