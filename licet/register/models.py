"""What people decided, and the ledger's entries, as rows."""

from django.db import models


class Entry(models.Model):
    """One entry of the ledger. Published: seq, at, kind, commitment. Kept here: salt and details."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.CharField(max_length=32)
    kind = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    salt = models.BinaryField()
    details = models.JSONField()


class Declaration(models.Model):
    """A digest that was known from an entry on: of a charter, a codebook or a set of answers."""

    kind = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "digest"), name="declared_once"),)


class Approval(models.Model):
    """A named person's yes to one matter, given by its digest."""

    matter = models.CharField(max_length=64, db_index=True)
    about = models.CharField(max_length=32)
    by = models.CharField(max_length=200)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)


class Permit(models.Model):
    """A permit as issued; its id is the digest of its body."""

    id = models.CharField(max_length=64, primary_key=True)
    body = models.JSONField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)


class Refusal(models.Model):
    """Something that the gate refused, and why."""

    matter = models.CharField(max_length=64)
    reason = models.TextField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)


class Stage(models.Model):
    """A stage of a run that is complete, with the digests of its tables."""

    run = models.CharField(max_length=64)
    name = models.CharField(max_length=32)
    digests = models.JSONField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "name"), name="stage_once"),)


class Look(models.Model):
    """Somebody looked at a person's data, for a stated reason."""

    by = models.CharField(max_length=200)
    reason = models.TextField()
    subject = models.CharField(max_length=100)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)


class HolderAgreement(models.Model):
    """A holder's written yes to one look at its file before any permit: for a plan, or to draft a layout."""

    source = models.CharField(max_length=200)
    purpose = models.CharField(max_length=32)
    agreed = models.TextField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
