"""The reference is what the code says now, and leaves nothing out."""

import re

import pyarrow as pa
import pytest

from docs.generate import errors, keys
from docs.generate.commands import called
from docs.generate.pages import FILES, REFERENCE, pages
from licet import analysis, evidence, fairness, linkage, sources
from licet.run.store import HALVES

UNPUBLISHED = {"PROTECTED", "LEFT_OUT", "TESTED", "JUDGED"}
"""Tables that no run publishes: protected places stay in memory, who answered nothing is a method's own, and
tests of differences are told by `licet evaluate`."""


@pytest.fixture(scope="module")
def made():
    return pages()


def test_every_page_is_what_the_code_makes_now(made):
    written = {path.name: path.read_text() for path in REFERENCE.glob("*.md")}
    changed = [name for name in made.keys() | written.keys() if made.get(name) != written.get(name)]
    assert changed == [], "run: python -m docs.generate"


@pytest.mark.parametrize("name", FILES)
def test_every_key_is_there_with_its_meaning(name, made):
    for part in keys.parts(FILES[name][2]):
        for field_name, field in part.model_fields.items():
            rows = re.findall(rf"^\| `{re.escape(keys.key_of(field_name, field))}` .*$", made[name], re.M)
            assert rows, f"{part.__name__}.{field_name}"
            assert field.description, f"{part.__name__}.{field_name}: say under it what it means"


def test_every_command_error_and_environment_variable_is_there(made):
    for words in called():
        assert f"## `licet {' '.join(words)}`" in made["commands.md"]
        assert "Traceback" not in made["commands.md"]
    for each in errors.classes():
        assert f"| {each.exit_code} | `{each.__name__}` |" in made["errors.md"]
    for variable in HALVES.values():
        assert f"`{variable}`" in made["environment.md"]


def test_every_column_of_every_published_table_is_there(made):
    for room in (sources, evidence, fairness, linkage, analysis):
        for name, schema in vars(room).items():
            if isinstance(schema, pa.Schema) and name not in UNPUBLISHED:
                missing = [column for column in schema.names if f"| `{column}` |" not in made["tables.md"]]
                assert set(missing) <= {"mention_id"}, f"{room.__name__}.{name}: {missing}"
