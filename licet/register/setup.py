"""The lines that set Django up: SQLite, durable at every commit, no web."""

import django
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS


def configure() -> None:
    """Set Django up once per process; which file it opens is said later, by `open_register`."""
    if settings.configured:
        return
    settings.configure(
        INSTALLED_APPS=["licet.register.apps.RegisterConfig"],
        DATABASES={
            DEFAULT_DB_ALIAS: {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": ":memory:",
                # Immediate: two writers queue up instead of one failing half-way through.
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 30,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                },
            }
        },
        USE_TZ=True,
        TIME_ZONE="UTC",
    )
    django.setup()
