"""Which pages the reference has, and what each is made from."""

from pathlib import Path

from docs.generate import commands, errors, keys, tables, words
from licet.evidence import Codebook
from licet.programme import Paper, Programme
from licet.sources import Layout

REFERENCE = Path(__file__).parent.parent / "reference"
MADE = "<!-- Made by `python -m docs.generate` from the code. Change the code, not this page. -->\n\n"

FILES = {
    "programme.md": ("programme.yaml", "The proposal: read by people first, machines second.", Programme),
    "layout.md": ("Layouts", "What each row of a source means. One YAML file for each source.", Layout),
    "codebook.md": (
        "Codebooks",
        "What the answers of a survey mean, declared beforehand.",
        Codebook,
    ),
    "paper.md": ("Papers", "One signed document. One YAML file for each.", Paper),
}


def pages() -> dict[str, str]:
    """Every page of the reference by its file's name."""
    made = {name: keys.page(title, lead, model) for name, (title, lead, model) in FILES.items()}
    made |= {
        "commands.md": commands.page(),
        "errors.md": errors.page(),
        "tables.md": tables.page(),
        "vocabulary.md": words.page(),
        "environment.md": words.environment_page(),
        "needs.md": words.views_page(),
    }
    return {name: MADE + text for name, text in made.items()} | {"README.md": MADE + _contents(made)}


def _contents(made: dict[str, str]) -> str:
    lines = ["# Reference", "", "Made from the code, and compared with it by a test.", ""]
    lines += [f"- [{text.splitlines()[0].removeprefix('# ')}]({name})" for name, text in sorted(made.items())]
    toctree = [
        "",
        "```{toctree}",
        ":hidden:",
        "",
        *(name.removesuffix(".md") for name in sorted(made)),
        "```",
    ]
    return "\n".join(lines + toctree) + "\n"
