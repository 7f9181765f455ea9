"""What an outsider finds with the exported ledger, the verifier file and an older checkpoint."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from licet import register as r


@pytest.fixture
def register(tmp_path):
    opened = r.open_register(tmp_path / "var")
    for number in range(5):
        r.record(opened, "note", {"number": number})
    yield opened
    r.close_register()


def verify(folder: Path, *older: Path) -> tuple[int, str]:
    """Run the verifier as an outsider would: the file alone, in isolated mode."""
    command = [sys.executable, "-I", str(folder / r.VERIFIER_FILE), str(folder / r.EXPORT_FILE)]
    for path in older:
        command += ["--older", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def exported(register: r.Register, folder: Path) -> Path:
    r.export(register, folder, "a test")
    return folder


def edit(register: r.Register, sql: str) -> None:
    r.close_register()
    with sqlite3.connect(register.path) as connection:
        connection.execute(sql)
    connection.close()


def test_an_export_verifies_and_growth_extends_the_older_checkpoint(register, tmp_path):
    first = exported(register, tmp_path / "first")
    r.approve(register, "permit", "f" * 64, "A. Governor")
    second = exported(register, tmp_path / "second")
    assert verify(second, first / r.CHECKPOINT_FILE)[0] == 0


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE register_entry SET kind = 'other' WHERE seq = 2", "rewritten"),
        ("UPDATE register_entry SET commitment = 'x' WHERE seq = 0", "rewritten"),
        ("UPDATE register_entry SET at = '2020-01-01' WHERE seq = 4", "rewritten"),
        ("DELETE FROM register_entry WHERE seq = 4", "cut short"),
        ("DELETE FROM register_entry WHERE seq = 1", "not where it should be"),
    ],
)
def test_a_changed_or_deleted_entry_is_found_though_the_new_export_is_signed(
    register, tmp_path, change, found
):
    first = exported(register, tmp_path / "first")
    edit(register, change)
    second = exported(register, tmp_path / "second")
    code, said = verify(second, first / r.CHECKPOINT_FILE)
    assert code == 8
    assert found in said


def test_a_history_rewritten_under_a_new_key_is_found(register, tmp_path):
    first = exported(register, tmp_path / "first")
    r.close_register()
    shutil.rmtree(register.path.parent)
    forged = r.open_register(register.path.parent)
    for number in range(9):
        r.record(forged, "note", {"number": number})
    code, said = verify(exported(forged, tmp_path / "second"), first / r.CHECKPOINT_FILE)
    assert (code, "another key" in said) == (8, True)


def test_an_edited_export_file_is_found_without_any_older_checkpoint(register, tmp_path):
    folder = exported(register, tmp_path / "first")
    whole = json.loads((folder / r.EXPORT_FILE).read_text())
    whole["entries"][3]["kind"] = "other"
    (folder / r.EXPORT_FILE).write_text(json.dumps(whole))
    assert verify(folder)[0] == 8


def test_an_export_carries_no_details(register, tmp_path):
    r.approve(register, "permit", "f" * 64, "A. Very-Distinct Name")
    folder = exported(register, tmp_path / "first")
    assert "Very-Distinct" not in (folder / r.EXPORT_FILE).read_text()


def test_an_entry_outside_a_transaction_is_a_mistake_of_the_code(register):
    from licet.register.entries import append

    with pytest.raises(RuntimeError, match="transaction"):
        append("note", {})
