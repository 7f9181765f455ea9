"""The pages of words: the vocabulary, the environment, and the views that needs read."""

from licet.analysis.views import VIEWS
from licet.programme import AREA, GROUP_VARIABLES, HEADINGS
from licet.programme import words as said
from licet.run.store import HALVES

LISTS = {
    "Category": said.CATEGORY_WORDS,
    "Operation": said.OPERATION_WORDS,
    "Purpose": said.PURPOSE_WORDS,
    "Actor": said.ACTOR_WORDS,
    "Choice": said.CHOICE_WORDS,
    "Safeguard": said.SAFEGUARD_WORDS,
}

ENVIRONMENT = {
    HALVES["identity"]: "a whole path: where the identity halves of runs are kept, 0700 to its role",
    HALVES["payload"]: "a whole path: where the payload halves of runs are kept, 0700 to its role",
    "a name of your choice": "a postgresql:// URL, for each source that names the variable under `database`",
}


def page() -> str:
    """Every word of the vocabulary with what it means."""
    lines = [
        "# Vocabulary",
        "",
        "Programme, survey, charter, code and pages use these words and no others.",
        "",
    ]
    for title, words in LISTS.items():
        lines += [f"## {title}", "", "| word | means |", "|---|---|"]
        lines += [f"| `{word}` | {meaning} |" for word, meaning in words.items()] + [""]
    lines += ["## Group variables", "", "| word | means |", "|---|---|"]
    lines += [f"| `{word}` | {meaning} |" for word, meaning in GROUP_VARIABLES.items()]
    lines += [f"| `{AREA}` | where people live, for counts; never a group to compare |", ""]
    lines += ["## Headings of papers", ""]
    for document, headings in HEADINGS.items():
        lines += [f"**{document}**: " + ", ".join(f"`{heading}`" for heading in headings), ""]
    return "\n".join(lines)


def environment_page() -> str:
    """Every environment variable that Licet reads."""
    lines = ["# Environment", "", "| variable | holds |", "|---|---|"]
    named = [f"| {name if ' ' in name else f'`{name}`'} | {words} |" for name, words in ENVIRONMENT.items()]
    return "\n".join(lines + named) + "\n"


def views_page() -> str:
    """The views that a need's SELECT reads."""
    lines = ["# Views that needs read", "", "A need is one SELECT over these views and nothing else.", ""]
    lines += ["| view | holds |", "|---|---|"]
    return "\n".join(lines + [f"| `{name}` | {words} |" for name, words in VIEWS.items()]) + "\n"
