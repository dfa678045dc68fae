"""Lists of words as plain text, many to a line."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Words between spaces."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """Phrases between commas."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split(","))
