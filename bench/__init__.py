"""Benchmarks: each module prints its figures, as one line with --json. Run from the repository's root."""
