"""A draft as the YAML of a layout: the reason for each guess, and each question, as a comment on its line.

Nothing that is said of values tells of few: shares are of rounded counts, and no value is ever shown.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from licet.sources.guessing.asserted import TieGuess
from licet.sources.guessing.draft import PERHAPS_AN_EVENT, Draft
from licet.sources.guessing.placing import FEWEST, Placed, Share
from licet.sources.guessing.roles import Person
from licet.sources.layout import Address, DateFormat, Delimiter, Encoding, MentionFields

Percent = Callable[[int, int], int | None]
"""Of those that pass and those that fail, the share that pass in rounded per cent; None where hidden."""

ADDRESS = tuple(name for name in Address.model_fields if name not in MentionFields.model_fields)
GROUPS = ("ethnic-group", "area", "income", "tenure")
YES = ("yes", "y", "true", "1")
PLAIN = re.compile(r"^[A-Za-z][A-Za-z0-9_ ()./-]*$")
WORDS_OF_YAML = ("y", "n", "yes", "no", "true", "false", "on", "off", "null")

HEAD = """\
# A draft of a layout, made from the names of columns and from what their values show. Nobody has checked it.
# Read every line beside the holder's own description. 'Ask the holder' marks what nobody else can know; until
# it is answered, the line has the answer that does least harm. A column that is not named here is not read.
"""
ASK = "ask the holder: "
NOT_TOLD = (
    ASK
    + "no name says what these records are about; until you know, this is what hardly any programme may read"
)
RARELY_ASKED = "immigration"
OWN_NUMBER = "because its name says so, and every row that was read has its own"
OF_ONE_TABLE = "It is for one sheet or table. Its source in programme.yaml needs: "
ROW_NUMBERS = "no column numbers the records; rows are numbered"
ONCE = "because the identifiers in this role hardly ever repeat"
SAME_ADDRESS = ASK + "do they live at the same address?"
WHICH_YES = ASK + "which of its words mean yes?"
WHICH_GROUPS = ASK + "which of its codes mean what? List them under codes"
NAMELESS = "columns without a name, by their places (in a sheet, from the first column that is used): "
OTHER_ROLE = ASK + "who is this?"


def as_yaml(
    draft: Draft, encoding: Encoding, delimiter: Delimiter, percent: Percent, table: str | None = None
) -> str:
    """The draft as the text of a layout. table: the sheet of a workbook that it is for, or the table."""
    parts = (
        _source(table),
        _top(draft, encoding, delimiter),
        _people(draft, percent),
        _ties(draft),
        _events(draft),
        _markers(draft),
        _unused(draft),
    )
    return HEAD + "".join(f"{line}\n" for line in chain(*parts))


def _source(table: str | None) -> Iterator[str]:
    yield from [] if table is None else [f"# {OF_ONE_TABLE}table: {_text(table)}"]


def _top(draft: Draft, encoding: Encoding, delimiter: Delimiter) -> Iterator[str]:
    yield f"layout: {_text(draft.name)}"
    yield "version: 1"
    if draft.category is None:
        yield f"category: {RARELY_ASKED}  # {NOT_TOLD}"
    else:
        yield f"category: {draft.category}  # because of the words {', '.join(draft.because)}"
    yield f"# {ROW_NUMBERS}" if draft.record is None else f"record: {_text(draft.record)}  # {OWN_NUMBER}"
    yield from [] if encoding is Encoding.UTF_8 else [f"encoding: {encoding}"]
    yield from [] if delimiter is Delimiter.COMMA else [f"delimiter: {delimiter}"]
    yield from [f"once-in-file: [{draft.people[0].role}]  # {ONCE}"] if draft.once else []


def _people(draft: Draft, percent: Percent) -> Iterator[str]:
    yield "mentions:"
    housed = next((each.role for each in draft.people if set(ADDRESS) & set(each.fields)), None)
    for person in draft.people:
        yield f"  {person.role}:" + (
            f"  # {OTHER_ROLE}" if person.unknown and person.kind != "person" else ""
        )
        yield from _person(person, percent)
        if housed not in (None, person.role) and not set(ADDRESS) & set(person.fields):
            yield f"    # address-of: {housed}  # {SAME_ADDRESS}"


def _person(person: Person, percent: Percent) -> Iterator[str]:
    parts = [("", [name for name in MentionFields.model_fields if name in person.fields])]
    parts += [("address", [name for name in ADDRESS if name in person.fields])]
    parts += [("groups", [name for name in GROUPS if name in person.fields])]
    for under, names in parts:
        yield from [f"    {under}:"] if under and names else []
        for name in names:
            placed = person.fields[name]
            indent, question = (
                ("      ", WHICH_GROUPS) if under == "groups" else ("      " if under else "    ", None)
            )
            reasons = "; ".join(filter(None, (_because(placed, percent), question)))
            yield f"{indent}{name.replace('_', '-')}: {_column(placed)}  # {reasons}"


def _column(placed: Placed) -> str:
    more = {
        "date": None if placed.date in (None, DateFormat.ISO) else str(placed.date),
        "codes": _mapping(dict(placed.codes)) if placed.codes else None,
        "if-bad": "drop-value" if placed.drop_bad else None,
    }
    told = {key: value for key, value in more.items() if value is not None}
    column = _text(placed.column)
    return column if not told else _mapping({"column": placed.column}, told)


def _because(placed: Placed, percent: Percent) -> str:
    reasons = [f"its name says {placed.phrase}"] if placed.phrase else []
    reasons += [said for share in placed.shares for said in _share(share, percent)]
    because = f"because {', and '.join(reasons)}" if reasons else "from its values"
    return f"{because}; {ASK}{placed.ask}" if placed.ask else because


def _share(share: Share, percent: Percent) -> list[str]:
    of_hundred = percent(share.passing, share.failing)
    if of_hundred is not None:
        return [f"{of_hundred} in 100 values {share.said}"]
    # A share of all, or of nearly all, would tell of the few who are left.
    return [f"nearly all values {share.said}"] if share.passing >= FEWEST else []


def _ties(draft: Draft) -> Iterator[str]:
    sure = [tie for tie in draft.ties if tie.ask is None]
    asked = [tie for tie in draft.ties if tie.ask is not None]
    yield from ["ties:"] if sure else ["# ties:"] if asked else []
    yield from (f"  - {_tie(tie)}  # {tie.because}" for tie in sure)
    begin = "  # -" if sure else "#   -"
    yield from (f"{begin} {_tie(tie)}  # {ASK}{tie.ask}" for tie in asked)


def _tie(tie: TieGuess) -> str:
    told = {"from": tie.from_, "to": tie.to, "kind": tie.kind}
    when = {} if tie.column is None else {"when": _when(tie.column, tie.is_)}
    carer = {} if tie.carer_role is None else {"carer-role": tie.carer_role}
    return _mapping(told | carer, when)


def _events(draft: Draft) -> Iterator[str]:
    yield from ["# events:"] if draft.events else []
    for event in draft.events:
        date = _mapping({"column": event.column, "date": str(event.date)})
        told = _mapping({"of": draft.people[0].role, "kind": event.kind}, {"date": date})
        yield f"#   - {told}  # {ASK}{PERHAPS_AN_EVENT}"


def _markers(draft: Draft) -> Iterator[str]:
    yield from ["markers:"] if draft.markers else []
    for column, means in draft.markers.items():
        yield f"  - {_mapping({}, {'when': _when(column, YES)} | {'means': means})}  # {WHICH_YES}"


def _unused(draft: Draft) -> Iterator[str]:
    yield from ["# Not used:"] if draft.unused or draft.nameless else []
    yield from (f"#   {_text(column)}: {why}" for column, why in draft.unused.items())
    yield from [f"#   {NAMELESS}{', '.join(map(str, draft.nameless))}"] if draft.nameless else []


def _when(column: str, words: tuple[str, ...]) -> str:
    return _mapping({"column": column}, {"is": f"[{', '.join(map(_text, words))}]"})


def _mapping(texts: Mapping[str, str], written: Mapping[str, str] | None = None) -> str:
    """A mapping on one line: texts are quoted where they must be, the rest is written already."""
    told = {_text(key): _text(value) for key, value in texts.items()} | dict(written or {})
    return f"{{{', '.join(f'{key}: {value}' for key, value in told.items())}}}"


def _text(text: str) -> str:
    if PLAIN.match(text) and text.lower() not in WORDS_OF_YAML and text == text.strip():
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    # YAML takes some letters that are not seen for the end of a line, and refuses others.
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in quoted)
