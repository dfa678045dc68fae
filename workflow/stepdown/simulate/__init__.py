"""Simulated records: worlds whose truth is known, and files of a published shape."""
