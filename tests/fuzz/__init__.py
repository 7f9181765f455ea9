"""Fuzzing the parsers: whatever comes in, nothing but Licet's own errors comes out."""
