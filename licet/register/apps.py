"""The register as a Django application."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """What people decided, and the ledger's entries."""

    name = "licet.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"
