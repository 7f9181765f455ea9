"""The languages of the report: words from a catalogue, and dates and numbers as each language writes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from licet.programme import Sentence, listed
from licet.programme.sentence import Given
from licet.publish import welsh
from licet.publish.kept import FILES_ARE_IN, kept


@dataclass(frozen=True)
class Language:
    """A language that the report is written in, and what it calls itself.

    tag: what the page says it is. page: its file. listed: a list as the language writes it. breakable:
    words with places where they may be broken. draft: whether nobody has reviewed its words.
    """

    code: str
    tag: str
    name: str
    page: str
    listed: Callable[[Sequence[str]], str]
    breakable: Callable[[str], str]
    draft: bool
    catalogue: NullTranslations

    def text(self, words: str, /, **given: Given) -> str:
        """Words of ours by their English, their places filled: text("{count} of {all}", count=3, all=7)."""
        return self._filled(self.catalogue.gettext(words), given)

    def plural(self, one: str, several: str, count: int, /, **given: Given) -> str:
        """Words of ours that depend on a number, which fills {count}."""
        return self._filled(self.catalogue.ngettext(one, several, count), {**given, "count": count})

    def of(self, value: Given) -> str:
        """A sentence, a date, a number or a list in this language; words that are no sentence as they are."""
        if isinstance(value, Sentence):
            return self.text(
                value.template, **{name: self.theirs(each) for name, each in value.given.items()}
            )
        if isinstance(value, tuple):
            return self.listed([self.of(each) for each in value])
        if isinstance(value, date):
            return format_date(value, "d MMMM y", locale=self.code)
        return self.number(value) if isinstance(value, int) else value

    def own(self, words: str) -> str:
        """Words that somebody wrote in the programme's files; they keep their language."""
        return words if self.code == FILES_ARE_IN else kept(words)

    def theirs(self, value: Given) -> str:
        """The same as `of`, from other rooms: words that are no sentence there were not written by us."""
        if isinstance(value, tuple):
            return self.listed([self.theirs(each) for each in value])
        if isinstance(value, str) and not isinstance(value, Sentence):
            return self.own(value)
        return self.of(value)

    def number(self, value: float, form: str | None = None) -> str:
        """A number; form: a pattern of the Unicode locale data, such as '0.0'."""
        return format_decimal(value, form, locale=self.code).replace("-", "\N{MINUS SIGN}")

    def _filled(self, template: str, given: dict[str, Given]) -> str:
        return template.format(**{name: self.of(value) for name, value in given.items()})


ENGLISH = Language("en", "en-GB", "English", "report.html", listed, str, False, NullTranslations())


@cache
def languages() -> tuple[Language, ...]:
    """Every language of the report, English first."""
    return ENGLISH, Language(
        "cy", "cy", "Cymraeg", "adroddiad.html", welsh.listed, welsh.breakable, True, _catalogue("cy")
    )


def _catalogue(code: str) -> NullTranslations:
    """A catalogue from its text, so that no compiled copy can fall behind it."""
    path = files("licet.publish") / "locale" / code / "LC_MESSAGES" / "report.po"
    compiled = BytesIO()
    with path.open("rb") as text:
        write_mo(compiled, read_po(text, locale=code, abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)
