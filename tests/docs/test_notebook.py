"""The notebook runs, and prints what it shows."""

import json
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebooks" / "two_tables.ipynb"


def printed(notebook) -> list[str]:
    """What each code cell printed; stderr is the machine's business."""
    return [
        "".join("".join(out["text"]) for out in cell["outputs"] if out.get("name") == "stdout")
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]


def test_the_notebook_prints_what_it_shows():
    shown = json.loads(NOTEBOOK.read_text())
    run = nbformat.read(NOTEBOOK, as_version=4)
    for cell in (cell for cell in run.cells if cell.cell_type == "code"):
        cell.outputs = []
    NotebookClient(run, timeout=300, kernel_name="python3").execute()
    assert printed(run) == printed(shown)
    assert all(printed(shown)[0])


def test_the_notebook_knows_no_institution():
    code = "".join("".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text())["cells"])
    for room in ("programme", "licence", "register", "sources", "run", "publish", "cli"):
        assert f"licet.{room}" not in code
