"""`python -m licet.cli` is `licet`."""

from licet.cli.main import app

app()
