"""How much a source may hold before it is taken for a mistake or a trap; each limit with its reason."""

from dataclasses import dataclass

from licet.errors import SourceError

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a reader stops at, with a SourceError.

    rows: of one table. columns: of its header. cell: characters in a cell. unpacked: bytes that a packed
    file unpacks to. ratio: how many times its own size a file may unpack to, once it unpacks to more than
    `freely` bytes. column: bytes of text in one column. memory, seconds: what unpacking a workbook may
    take, in bytes and of a processor's time.
    """

    rows: int
    columns: int
    cell: int
    unpacked: int
    ratio: int
    freely: int
    column: int
    memory: int
    seconds: int


LIMITS = Limits(
    # More rows than any country that links families has people.
    rows=100_000_000,
    # The widest sheet that a spreadsheet program makes.
    columns=16_384,
    # No name, code or address is longer. A case note can be, and has no business in a linkage.
    cell=100_000,
    # The widest and longest sheet of short cells; past it a database is the better way.
    unpacked=4096 * MIB,
    # The XML of a real workbook unpacks to 5 to 20 times its size; one repeated cell to 1,000 times.
    ratio=200,
    # Below this, no ratio does harm: a small sheet of one repeated word is honest.
    freely=64 * MIB,
    # Where Arrow's text arrays end.
    column=2**31 - 1,
    # A sheet of 1,048,576 rows and 20 cells takes half of it; the process that unpacks may take no more.
    memory=6144 * MIB,
    # The same sheet takes a minute.
    seconds=900,
)


def check_rows(rows: int, limits: Limits) -> None:
    """Stop at more rows than any source has."""
    if rows > limits.rows:
        raise SourceError(
            f"has more than {limits.rows:,} rows, where a source has fewer. Ask the holder for "
            "one area or year at a time."
        )


def check_columns(columns: int, limits: Limits) -> None:
    """Stop at more columns than any source has."""
    if columns > limits.columns:
        raise SourceError(
            f"has {columns:,} columns, where a source has at most {limits.columns:,}. Check its delimiter "
            "and line ends, and export it again."
        )


def check_unpacked(packed: int, unpacked: int, limits: Limits) -> None:
    """Stop at a file that unpacks to far more than itself. packed, unpacked: bytes."""
    if unpacked > limits.unpacked or unpacked > max(limits.freely, packed * limits.ratio):
        raise SourceError(
            f"unpacks to more than {min(limits.unpacked, max(limits.freely, packed * limits.ratio)):,} bytes "
            f"from {packed:,}, which no honest export does. Ask the holder for it as CSV."
        )


def too_long(row: str, limits: Limits) -> SourceError:
    """The complaint about a row with a cell that is too long."""
    return SourceError(
        f"{row} has a cell of more than {limits.cell:,} characters. A column of long notes has to stay "
        "out of the export; in CSV, look there for a quote that is never closed."
    )
