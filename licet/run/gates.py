"""What stands between a programme and a permit, as the written files tell it; no source is opened."""

from collections.abc import Iterator

from licet import sources
from licet.licence import read_origin, vouches_for
from licet.programme import Folder, lacking
from licet.run.weigh import today_of


def in_the_way(folder: Folder, *, approved: bool = False) -> list[str]:
    """One sentence for each thing that is missing, expired or still to be approved; empty if nothing is.

    approved: whether the register is known to hold a second person's yes to exactly this.
    """
    approval = () if approved else _approval(folder)
    return [*_licence(folder), *_paperwork(folder), *approval, *_never_opened(folder)]


def _licence(folder: Folder) -> Iterator[str]:
    programme = folder.programme
    if programme.charter is None:
        yield "There is no charter: nothing is linked, unless these are invented people."
    if not programme.evidence:
        yield "There is no evidence of what parents accept: every use is withheld."
    for survey in programme.evidence:
        if not (folder.root / survey.answers).is_file():
            yield f"Evidence: {survey.answers} is not there yet, so it speaks for nobody."


def _paperwork(folder: Folder) -> Iterator[str]:
    today = today_of(folder, read_origin(folder.root))
    for problem in lacking(folder.papers, list(folder.programme.sources), today):
        yield f"Paperwork: {problem}."


def _approval(folder: Folder) -> Iterator[str]:
    if vouches_for(read_origin(folder.root), folder) is not None:
        yield (
            "A run asks for a second person's yes to exactly this proposal and evidence: "
            f"licet approve {folder.root} --as NAME."
        )


def _never_opened(folder: Folder) -> Iterator[str]:
    asked = {use.category for use in folder.programme.requested()}
    for name, layout in sources.layouts(folder).items():
        if not asked & layout.categories():
            found = ", ".join(sorted(layout.categories()))
            yield f"Source '{name}' holds {found} records, which no use asks for: it stays shut."
