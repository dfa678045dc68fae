"""Columns that the plan names and a file does not have."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

from stepdown.errors import Problem

# What people call columns. A damaged first line can hold values, whole rows even: nothing else is shown.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_. ]{0,39}")


def absent_columns(path: Path, wanted: Iterable[str], present: Iterable[str]) -> list[Problem]:
    """One problem a wanted column that is not there, with the name that looks most like it.

    The other names of the file are not listed: where its header is lost, they are values of the first person.
    """
    wanted, present = list(dict.fromkeys(wanted)), list(present)
    absent = [name for name in wanted if name not in present]
    if wanted and len(absent) == len(wanted):
        what = "The file has none of the columns that the plan names."
        mend = "Is it the right file, the right delimiter, and is its first line the names of the columns?"
        return [Problem(str(path), what, mend)]
    spare = [name for name in present if name not in wanted and NAME.fullmatch(name)]
    problems = []
    for name in absent:
        mend = nearest_column(name, spare) or "Correct the plan, or export the file with it."
        what = "The plan names this column; the file does not have it."
        problems.append(Problem(f"{path}, column {name}", what, mend))
    return problems


def nearest_column(name: str, names: Iterable[str]) -> str:
    """'Did you mean Age?' where one of the names looks like this one, in any case; otherwise nothing."""
    lower = {other.lower(): other for other in names}
    near = difflib.get_close_matches(name.lower(), lower, n=1, cutoff=0.6)
    return f"Did you mean {lower[near[0]]}?" if near else ""
