"""Words from long counts of screens: one row a person and interval (definitions, A.1)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from stepdown.errors import Problem, RecordError, nearest
from stepdown.outcomes.endpoints.alphabet import END, MISSING, MIXED, NEGATIVE, NOT_DUE, POSITIVE
from stepdown.outcomes.endpoints.words import END_REASONS, Screens, Words

COLUMNS = ("person_id", "position", "scheduled", "provided", "positive")
COUNTS = COLUMNS[1:]
WHERE = "screens an interval"


def words_from_counts(rows: pd.DataFrame, people: pd.DataFrame | None = None) -> Words:
    """Code the screens of every interval into words.

    An interval is ``+`` if every valid screen in it is positive, ``-`` if every one is negative, ``*`` if
    there are both, ``o`` if a screen was scheduled and none is valid, and ``_`` if none was scheduled. An
    interval without a row had nothing scheduled. The baseline screen is no interval: leave it out.

    Parameters
    ----------
    rows : frame, one row a person and interval: `person_id`; `position`, the interval counted from 1 in
        the lattice's unit (week, visit, day); `scheduled`, `provided` (valid) and `positive`, screens
    people : frame, optional, one row a person: `person_id`, and any of `end`, the last position under
        observation (default: the person's last row); `end_reason`, one of END_REASONS; `began`, bool
        (default: provided anything). Rows after `end` are no part of the word: time after discharge
        is never ``o``.

    Returns
    -------
    Words, one a person in `people` (or in `rows`), in the order given, with `screens`

    Raises
    ------
    RecordError
        With every problem of the two frames.
    """
    problems = _row_problems(rows)
    if people is not None:
        problems += _people_problems(people, rows)
    if problems:
        raise RecordError(problems)
    if people is None:
        people = pd.DataFrame({"person_id": rows["person_id"].unique()})
    person_id = pd.Index(people["person_id"])
    person = person_id.get_indexer(rows["person_id"])
    position = rows["position"].to_numpy(dtype=np.int64)
    last = np.zeros(len(person_id), dtype=np.int64)
    np.maximum.at(last, person, position)
    end = people["end"].to_numpy(dtype=np.int64) if "end" in people else last
    within = position <= end[person]
    shape = (len(person_id), int(end.max(initial=0)))
    scheduled, provided, positive = (
        _matrix(shape, person[within], position[within], rows[name].to_numpy()[within]) for name in COUNTS[1:]
    )
    reason = people.get("end_reason", pd.Series("unknown", index=people.index)).to_numpy(dtype=str)
    screens = Screens(scheduled, provided, positive, reason)
    return Words.from_codes(_codes(screens, end), people.get("began"), person_id.to_numpy(), screens)


def _matrix(
    shape: tuple[int, int], person: np.ndarray, position: np.ndarray, count: np.ndarray
) -> np.ndarray:
    matrix = np.zeros(shape, dtype=np.int16)
    matrix[person, position - 1] = count
    return matrix


def _codes(screens: Screens, end: np.ndarray) -> np.ndarray:
    """The coding rules of A.1; a valid screen counts whether or not it was scheduled."""
    codes = np.full(screens.provided.shape, NOT_DUE, dtype=np.uint8)
    codes[screens.scheduled > 0] = MISSING
    codes[screens.provided > 0] = MIXED
    codes[(screens.provided > 0) & (screens.positive == screens.provided)] = POSITIVE
    codes[(screens.provided > 0) & (screens.positive == 0)] = NEGATIVE
    codes[np.arange(codes.shape[1]) >= end[:, None]] = END
    return codes


def _row_problems(rows: pd.DataFrame) -> list[Problem]:
    absent = [name for name in COLUMNS if name not in rows]
    if absent:
        return [
            Problem(WHERE, f"The column {name} is missing.", nearest(name, rows.columns)) for name in absent
        ]
    unknown = rows[list(COLUMNS)].isna().any(axis=1)
    known = rows[~unknown]
    numbers = known[list(COUNTS)]
    if not all(pd.api.types.is_numeric_dtype(kind) for kind in numbers.dtypes):
        return [Problem(WHERE, f"{', '.join(COUNTS)} must be whole numbers.")]
    checks = {
        "Rows with an empty cell": unknown,
        "Rows that repeat a person and position": known.duplicated(["person_id", "position"]),
        "Rows with a position below 1": known["position"] < 1,
        "Rows with a count that is negative or not whole": ((numbers < 0) | (numbers % 1 != 0)).any(axis=1),
        "Rows with more positive than provided screens": known["positive"] > known["provided"],
    }
    return _problems(WHERE, checks)


def _people_problems(people: pd.DataFrame, rows: pd.DataFrame) -> list[Problem]:
    if "person_id" not in people:
        return [Problem("people", "The column person_id is missing.")]
    nothing = pd.Series(False, index=people.index)
    end = people.get("end", nothing)
    checks = {
        "People without an id": people["person_id"].isna(),
        "People listed twice": people["person_id"].duplicated(),
        "People with an end that is missing or below 0": end.isna() | (end < 0),
        f"People with an end reason other than {', '.join(END_REASONS)}": ~people["end_reason"].isin(
            END_REASONS
        )
        if "end_reason" in people
        else nothing,
        "People of whom is not said whether they began": people.get("began", nothing).isna(),
    }
    found = _problems("people", checks)
    if "person_id" in rows:
        strangers = ~rows["person_id"].isin(people["person_id"])
        found += _problems(WHERE, {"Rows of a person who is not among the people": strangers})
    return found


def _problems(where: str, checks: dict[str, Any]) -> list[Problem]:
    return [Problem(where, f"{what}: {int(bad.sum())}.") for what, bad in checks.items() if bad.any()]
