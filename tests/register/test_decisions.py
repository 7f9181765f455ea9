"""The register: each decision and its entry are one, repeated ones change nothing, its file is private."""

import pytest

from licet import register as r
from licet.errors import LedgerBroken, Refused
from licet.register import decisions

MATTER = "f" * 64


@pytest.fixture
def register(tmp_path):
    return r.open_register(tmp_path / "var")


def entries():
    from licet.register.models import Entry

    return list(Entry.objects.order_by("seq").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("decide", "kind"),
    [
        (lambda register: r.declare(register, "charter", MATTER), "declared-charter"),
        (lambda register: r.approve(register, "permit", MATTER, "A. Governor"), "approval"),
        (lambda register: r.store_permit(register, MATTER, {"until": "2027-01-01"}), "permit"),
        (lambda register: r.refuse(register, MATTER, "because"), "refusal"),
        (lambda register: r.complete_stage(register, "run", "read", {"a": "b"}, MATTER), "stage"),
    ],
)
def test_a_decision_leaves_one_entry_however_often_it_is_repeated(register, decide, kind):
    assert decide(register) == decide(register)
    assert entries() == [kind]


def test_every_look_leaves_an_entry_of_its_own(register):
    for _ in range(2):
        r.look(register, "A. Worker", "a case", "F1")
    assert entries() == ["look", "look"]


def test_two_governors_are_two_approvals_in_the_order_in_which_they_came(register):
    for name in ("B. Second", "A. First", "B. Second"):
        r.approve(register, "permit", MATTER, name)
    assert r.approvers(register, "permit", MATTER) == ["B. Second", "A. First"]
    assert r.approvers(register, "charter", MATTER) == []


def test_a_decision_that_fails_half_way_leaves_neither_state_nor_entry(register, monkeypatch):
    def fails(**_given):
        raise OSError("the disk is full")

    monkeypatch.setattr(decisions.Permit.objects, "create", fails)
    with pytest.raises(OSError, match="disk"):
        r.store_permit(register, MATTER, {})
    assert entries() == []
    with pytest.raises(Refused, match="No such permit"):
        r.load_permit(register, MATTER)


def test_a_stored_permit_is_never_overwritten(register):
    r.store_permit(register, MATTER, {"until": "2027-01-01"})
    r.store_permit(register, MATTER, {"until": "2099-01-01"})
    assert r.load_permit(register, MATTER) == {"until": "2027-01-01"}


def test_a_digest_keeps_the_number_of_the_entry_that_first_declared_it(register):
    assert r.declared_at(register, "charter", MATTER) is None
    first = r.declare(register, "charter", MATTER)
    r.declare(register, "codebook", MATTER)
    assert r.declare(register, "charter", MATTER) == r.declared_at(register, "charter", MATTER) == first == 0
    assert r.declared_at(register, "codebook", MATTER) == 1


def test_the_register_is_open_to_its_owner_alone(register):
    assert register.path.stat().st_mode & 0o777 == 0o600
    assert register.path.parent.stat().st_mode & 0o777 == 0o700


def test_two_registers_are_two(tmp_path):
    """Opening another register closes the first; what was decided in one is unknown in the other."""
    one = r.open_register(tmp_path / "one")
    r.approve(one, "permit", MATTER, "A. Governor")
    other = r.open_register(tmp_path / "two")
    assert r.approvers(other, "permit", MATTER) == []
    assert r.approvers(r.open_register(tmp_path / "one"), "permit", MATTER) == ["A. Governor"]


def test_a_file_that_is_no_register_is_told_and_left_alone(tmp_path):
    (tmp_path / "var").mkdir()
    path = tmp_path / "var" / "register.sqlite3"
    path.write_text("not a register " * 99)
    with pytest.raises(LedgerBroken, match="restore it"):
        r.open_register(tmp_path / "var")
    assert path.read_text().startswith("not a register")
