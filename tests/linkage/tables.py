"""Small tables written as text, for tests that are read as the manual."""

import pyarrow as pa


def table(text: str) -> pa.Table:
    """Columns between bars, the first line their names; a blank is null."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    names, rows = lines[0], lines[1:]
    return pa.table(
        {name: pa.array([row[at] or None for row in rows], pa.string()) for at, name in enumerate(names)}
    )


def mentions(text: str) -> pa.Table:
    """The same, with the identity columns that are not written: each line a record of one person."""
    written = table(text)
    count = written.num_rows
    defaults = {
        "mention_id": [f"m{place:04d}" for place in range(count)],
        "source": ["file"] * count,
        "record_id": [f"r{place:04d}" for place in range(count)],
        "role": ["person"] * count,
    }
    for name, values in defaults.items():
        if name not in written.column_names:
            written = written.append_column(name, pa.array(values))
    return written


def mentions_of(columns: dict[str, list[str | None]]) -> pa.Table:
    """The same from columns, which may hold any text."""
    count = len(next(iter(columns.values())))
    lines = "\n".join(["record_id", *(f"r{place:06d}" for place in range(count))])
    found = mentions(lines).set_column(0, "record_id", pa.array([f"r{n:06d}" for n in range(count)]))
    for name, values in columns.items():
        found = found.append_column(name, pa.array(values, pa.string()))
    return found
