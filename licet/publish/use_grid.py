"""Picture 2, what it says: uses down, groups of parents across, and each share against the charter's line."""

from collections.abc import Sequence
from statistics import fmean

from licet.licence import EVERYONE, State, group_words
from licet.programme import listed
from licet.publish.acceptance import STATE_WORDS, Weighed
from licet.publish.exhibits import Column, Estimate, Figure, Table
from licet.publish.grid_drawing import drawn_narrow, drawn_wide
from licet.publish.words import STATUS_WORDS, TOO_FEW, group_title, sentence

NAME = "uses"


def use_grid(told: Sequence[Weighed], hypothetical: bool) -> Figure | None:
    """The grid; None where nothing was weighed."""
    if not told:
        return None
    label, words = _title(told), [_use_words(use) for use in told]
    return Figure(
        id=NAME,
        name="What each group of parents says",
        title=label,
        description=" ".join(words),
        wide=drawn_wide(told, label, words),
        narrow=drawn_narrow(told, label, words),
        table=_table(told, hypothetical),
        hypothetical=hypothetical,
        note="A bar is the share that accepts, and its dark part the interval. The dark line is what the "
        "charter asks for: the interval has to lie beyond it. Outlined: the charter's test is not met, by "
        "those who accept or by those who oppose. A dashed outline: not enough evidence. Uses that parents "
        "spoke of together, and that were decided alike, share a row. The numbers are in the tables below.",
    )


def _title(told: Sequence[Weighed]) -> str:
    """Who accepts least, and which records fall short."""
    stated: dict[str, list[int]] = {}
    for voice in (voice for use in told for voice in use.voices):
        if isinstance(voice.accepts, Estimate) and voice.group != EVERYONE:
            stated.setdefault(voice.group, []).append(voice.accepts.value)
    short = [use.records for use in told if any(_fails(v.state) for v in use.voices)]
    fall = f"{listed(list(dict.fromkeys(each[:1].lower() + each[1:] for each in short)))} fall short"
    parts = [f"{group_words(min(stated, key=lambda g: fmean(stated[g])))} accept least"] if stated else []
    parts += [fall] if short else []
    return sentence("; ".join(parts) or "What each group of parents says")


def _fails(state: State | None) -> bool:
    return state in (State.AGAINST, State.NOT_ENOUGH)


def _use_words(use: Weighed) -> str:
    failing = [
        f"{group_title(voice.group)} {STATE_WORDS[voice.state]}"
        for voice in use.voices
        if _fails(voice.state)
    ]
    fails = f"; {'; '.join(failing)}" if failing else ""
    status = STATUS_WORDS[use.status]
    return f"{use.records}, {use.actor}: {status}; all parents who accept: {use.everyone}{fails}."


def _table(told: Sequence[Weighed], hypothetical: bool) -> Table:
    rows = tuple(
        (
            f"{use.records}, {use.actor}",
            use.operations,
            sentence(STATUS_WORDS[use.status]),
            use.everyone,
            _least(use),
        )
        for use in told
    )
    columns = (
        Column("With what, by whom"),
        Column("What is done"),
        Column("Decision"),
        Column("All parents who accept", "estimate"),
        Column("Who accept least"),
    )
    return Table(NAME, "Every use that was asked for, and its decision", columns, rows, hypothetical)


def _least(use: Weighed) -> str:
    """The group with the lowest acceptance that can be stated."""
    stated = [(v.accepts.value, v) for v in use.voices[1:] if isinstance(v.accepts, Estimate)]
    if not stated:
        return TOO_FEW
    _, least = min(stated, key=lambda each: each[0])
    return f"{group_title(least.group)}: {least.accepts}"
