"""Picture 2, what it says: uses down, groups of parents across, and each share against the charter's line."""

from collections.abc import Iterable, Sequence

from licet.licence import State, group_words
from licet.programme import said
from licet.publish.acceptance import STATE_WORDS, Voice, Weighed
from licet.publish.apart import Standing, is_all_told, least
from licet.publish.exhibits import Cell, Column, Estimate, Figure, Table, cell_words
from licet.publish.grid_drawing import drawn_narrow, drawn_wide
from licet.publish.language import Language
from licet.publish.words import STATUS_WORDS, TOO_FEW, group_title, inside, sentence

NAME = "uses"


def use_grid(language: Language, told: Sequence[Weighed], hypothetical: bool) -> Figure | None:
    """The grid; None where nothing was weighed."""
    if not told:
        return None
    label, words = _title(language, told), [_use_words(language, use) for use in told]
    return Figure(
        id=NAME,
        name=language.text("What each group of parents says"),
        title=label,
        description=" ".join(words),
        wide=drawn_wide(language, told, label, words),
        narrow=drawn_narrow(language, told, label, words),
        table=_table(language, told, hypothetical),
        hypothetical=hypothetical,
        note=language.text(
            "A bar is the share that accepts, and its dark part the interval. The dark line is what the "
            "charter asks for: the interval has to lie beyond it. Outlined: the charter's test is not met, "
            "by those who accept or by those who oppose. A dashed outline: not enough evidence. Uses that "
            "parents spoke of together, and that were decided alike, share a row. The numbers are in the "
            "tables below."
        ),
    )


def _title(language: Language, told: Sequence[Weighed]) -> str:
    """Who accepts least, as far as it can be said, and which records fall short."""
    groups = [voice.accepts for use in told for voice in use.voices[1:]]
    short = dict.fromkeys(inside(use.records) for use in told if any(_fails(v.state) for v in use.voices))
    parts = []
    if 2 * groups.count(TOO_FEW) > len(groups):
        parts.append(language.text("most groups are too few to say"))
    parts.extend(_standing(language, told))
    if short:
        parts.append(language.text("{records} fall short", records=tuple(short)))
    return sentence("; ".join(parts) or language.text("What each group of parents says"))


def _standing(language: Language, told: Sequence[Weighed]) -> Iterable[str]:
    """Who clearly accepts least; where nobody does, whether any group is clearly apart."""
    found = least(told)
    if isinstance(found, str) and is_all_told(told):
        yield language.text("{group} accept least", group=group_words(found))
    elif isinstance(found, str):
        yield language.text(
            "of the groups with enough answers, {group} accept least", group=group_words(found)
        )
    elif found is Standing.MIXED:
        yield language.text("groups differ, but none clearly accepts least")
    elif found is Standing.ALIKE:
        yield language.text("no group is clearly apart from another")


def _fails(state: State | None) -> bool:
    return state in (State.AGAINST, State.NOT_ENOUGH)


def _use_words(language: Language, use: Weighed) -> str:
    told = language.text(
        "{use}: {status}; all parents who accept: {share}",
        use=_name(language, use),
        status=STATUS_WORDS[use.status],
        share=cell_words(language, use.everyone),
    )
    failing = [
        language.text(
            "{group}: {state}", group=group_title(language, voice.group), state=STATE_WORDS[voice.state]
        )
        for voice in use.voices
        if _fails(voice.state)
    ]
    return "; ".join([told, *failing]) + "."


def _name(language: Language, use: Weighed) -> str:
    return language.text("{records}, {actor}", records=use.records, actor=use.actor)


def _table(language: Language, told: Sequence[Weighed], hypothetical: bool) -> Table:
    rows = tuple(
        (
            _name(language, use),
            use.operations,
            sentence(language.of(STATUS_WORDS[use.status])),
            use.everyone,
            _lowest(language, use.voices[1:]),
        )
        for use in told
    )
    columns = (
        Column(said("With what, by whom")),
        Column(said("What is done")),
        Column(said("Decision")),
        Column(said("All parents who accept"), "estimate"),
        Column(said("Group with the lowest share")),
    )
    caption = language.text("Every use that was asked for, and its decision")
    return Table(NAME, caption, columns, rows, hypothetical)


def _lowest(language: Language, voices: Sequence[Voice]) -> Cell:
    """The group with the lowest share that can be stated, whether or not that may be chance."""
    stated = [(each.accepts.value, each) for each in voices if isinstance(each.accepts, Estimate)]
    if not stated:
        return TOO_FEW
    _, lowest = min(stated, key=lambda each: each[0])
    group, share = group_title(language, lowest.group), cell_words(language, lowest.accepts)
    return language.text("{group}: {share}", group=group, share=share)
