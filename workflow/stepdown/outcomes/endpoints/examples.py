"""The example words of every endpoint's test table, and how a table is read."""

from __future__ import annotations

WORDS = {
    "all negative": "---------------",
    "all positive": "+++++++++++++++",
    "all missing": "ooooooooooooooo",
    "late return": "--------+++++++",
    "dropout": "-----oooooooooo",
    "alternating": "-o-o-o-o-o-o-o-",
    "mixed": "*-*-*-*-*-*-*-*",
    "gaps": "----oooo----oo-",
    "lapses": "---+----o---+--",
    "early use": "++-------------",
    "twenty": "++++---+----------o-",
}

TRUTH = {"T": True, "F": False}


def read(line: str) -> list[bool | float]:
    """Read one line of a test table: T, F and numbers, in the order of WORDS."""
    return [TRUTH[cell] if cell in TRUTH else float(cell) for cell in line.split()]
