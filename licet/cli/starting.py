"""Starting a programme: a commented one to fill in, or an invented borough to look at."""

from collections.abc import Collection
from importlib import resources
from pathlib import Path

from licet.borough import make_borough, worse
from licet.errors import ProgrammeError


def start(folder: Path) -> list[Path]:
    """Create a programme's folder with commented files. Raises ProgrammeError where it is not empty."""
    if folder.exists() and any(folder.iterdir()):
        raise ProgrammeError(f"{folder} is not empty. Name a new folder, or empty it first.")
    created = []
    with resources.as_file(resources.files("licet.cli") / "templates") as templates:
        for path in sorted(templates.rglob("*")):
            if path.is_file():
                target = folder / path.relative_to(templates)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
                created.append(target)
    return created


def invent(folder: Path, families: int, seed: int, asked: Collection[str]) -> list[str]:
    """Make an invented borough; the lines to print. asked: whom agencies write down worse."""
    town = make_borough(folder, families, seed, planting=worse(asked))
    return [
        f"Invented {len(town.people):,} people in {folder}. Nobody in it exists; its survey is hypothetical.",
        f"Next: licet run {folder}",
        f"Then: licet evaluate {folder} --truth {folder / 'truth' / 'truth.parquet'}",
    ]
