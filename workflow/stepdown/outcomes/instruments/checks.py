"""Items and totals are refused where they cannot be answers; messages carry counts, never values."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stepdown.errors import Problem, RecordError
from stepdown.outcomes.instruments.instrument import Instrument, Items, Scale


class InstrumentError(RecordError, ValueError):
    """Answers, totals or settings that an instrument does not allow."""

    heading = "The instrument cannot be used"


def numbers(where: str, values: ArrayLike) -> NDArray[np.float64]:
    """Turn values into floats, with NaN (None, a mask, pandas' NA) where there is none.

    Raises
    ------
    InstrumentError
        For anything that is no number; the message does not repeat it.
    """
    try:
        if isinstance(values, np.ma.MaskedArray):
            return np.ma.filled(values.astype(float), np.nan)
        if hasattr(values, "to_numpy"):
            return values.to_numpy(dtype=float, na_value=np.nan)
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        problem = Problem(where, "Some values are not numbers.", "Leave what was not answered empty.")
        raise InstrumentError([problem]) from None


def paired(*values: ArrayLike) -> list[NDArray[np.float64]]:
    """Scores of the same people at several times, as floats of one length."""
    arrays = [np.atleast_1d(numbers("scores", each)) for each in values]
    shapes = {array.shape for array in arrays}
    if len(shapes) > 1 or arrays[0].ndim != 1:
        raise InstrumentError(
            [Problem("scores", "Baseline and follow-up do not have one value a person each.")]
        )
    return arrays


def answers(instrument: Instrument, items: Items, values: ArrayLike) -> NDArray[np.float64]:
    """Check answers, people × items, NaN where not answered.

    Raises
    ------
    InstrumentError
        A problem for each item with answers that its form does not have, with their number; and for
        another number of items.
    """
    array = numbers(instrument.label, values)
    if array.ndim != 2 or array.shape[1] != items.count:
        what = f"The answers are not a table of people × {items.count} items."
        raise InstrumentError(
            [Problem(instrument.label, what, "Give one column an item, in the form's order.")]
        )
    problems = []
    for number in range(1, items.count + 1):
        if number in items.unchecked:
            continue
        answered = array[:, number - 1]
        answered = answered[~np.isnan(answered)]
        wrong = int(np.sum(~_allowed(items, number, answered)))
        if wrong:
            what = f"{wrong} of {len(answered)} answers are not {_allowed_words(items, number)}."
            mend = "Recode them in the mapping, or leave them empty if nothing was answered."
            problems.append(Problem(f"{instrument.label}, item {number}", what, mend))
    if problems:
        raise InstrumentError(problems)
    return array


def totals(instrument: Instrument, scale: Scale, values: ArrayLike) -> NDArray[np.float64]:
    """Check scores that are taken as given, NaN where there is none.

    Raises
    ------
    InstrumentError
        With the number of scores outside the range of the scale.
    """
    array = np.atleast_1d(numbers(instrument.label, values))
    given = array[~np.isnan(array)]
    wrong = int(np.sum((given < scale.lowest) | (given > scale.highest)))
    if wrong:
        what = f"{wrong} of {len(given)} scores are outside {scale.lowest:g} to {scale.highest:g}."
        mend = "Is it another form of the instrument, or a code for missing?"
        raise InstrumentError([Problem(f"{instrument.label}, {scale.label}", what, mend)])
    return array


def _allowed(items: Items, number: int, answered: NDArray[np.float64]) -> NDArray[np.bool_]:
    if number in items.allowed:
        return np.isin(answered, items.allowed[number])
    return (answered >= items.lowest) & (answered <= items.highest) & (answered == np.floor(answered))


def _allowed_words(items: Items, number: int) -> str:
    if number in items.allowed:
        return f"one of {', '.join(map(str, items.allowed[number]))}"
    return f"whole numbers from {items.lowest} to {items.highest}"
