"""`licet ledger export` and `licet ledger verify`."""

import json

from tests.cli.shell import finished, licet


def test_an_export_verifies_and_holds_no_details(tmp_path):
    folder = finished(tmp_path / "b")
    done = licet("ledger", "export", folder, "--to", tmp_path / "out")
    assert done.exit_code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "ledger.json",
        "checkpoint.json",
        "verifier.py",
    }
    verified = licet("ledger", "verify", tmp_path / "out" / "ledger.json")
    assert verified.exit_code == 0
    assert verified.stdout.startswith("Verified: ")
    whole = json.loads((tmp_path / "out" / "ledger.json").read_text())
    assert {frozenset(entry) for entry in whole["entries"]} == {
        frozenset({"seq", "at", "kind", "commitment"})
    }


def test_a_later_export_extends_the_checkpoint_that_a_witness_kept(tmp_path):
    folder = finished(tmp_path / "b")
    for name in ("one", "two"):
        licet("ledger", "export", folder, "--to", tmp_path / name)
        licet("approve", folder, "--as", f"Governor {name}")
    kept, later = tmp_path / "one" / "checkpoint.json", tmp_path / "two" / "ledger.json"
    assert licet("ledger", "verify", later, "--older", kept).exit_code == 0
    newer, shorter = tmp_path / "two" / "checkpoint.json", tmp_path / "one" / "ledger.json"
    cut = licet("ledger", "verify", shorter, "--older", newer)
    assert cut.exit_code == 8
    assert "NOT VERIFIED" in cut.stdout


def test_a_changed_export_does_not_verify(tmp_path):
    licet("ledger", "export", finished(tmp_path / "b"), "--to", tmp_path / "out")
    path = tmp_path / "out" / "ledger.json"
    whole = json.loads(path.read_text())
    whole["entries"][1]["commitment"] = "0" * 64
    path.write_text(json.dumps(whole))
    assert licet("ledger", "verify", path).exit_code == 8
    path.write_text("[")
    assert licet("ledger", "verify", path).exit_code == 8
    assert licet("ledger", "verify", tmp_path / "nothing.json").exit_code == 8
