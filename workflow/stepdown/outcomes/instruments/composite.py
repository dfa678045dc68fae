"""The composite of items with maxima of their own (ASI)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stepdown.errors import Problem
from stepdown.outcomes.instruments.checks import InstrumentError, numbers


def composite(items: ArrayLike, maxima: ArrayLike, reverse: Iterable[int] = ()) -> NDArray[np.float64]:
    """Mean over the items of item / its maximum: Σ x / (max × k), from 0 to 1, high = worse.

    Parameters
    ----------
    items : people × k component items, NaN where not answered; log an income before giving it
    maxima : the k maxima, in the same units
    reverse : numbers (from 1) of the items where high is good: 1 − item / maximum

    Returns
    -------
    people, NaN unless every component item is answered

    Raises
    ------
    InstrumentError
        For answers outside 0 to the maximum, with their number for each item; for maxima that do not fit.

    References
    ----------
    ASI composite manual, Penn/VA 1986. The item lists of the seven domains must be taken from it.

    Examples
    --------
    >>> composite([[15, 2, 4]], [30, 4, 4], reverse=[3])
    array([0.33333333])
    """
    array = numbers("composite", items)
    top = numbers("composite", maxima)
    turned = [number - 1 for number in reverse]
    if array.ndim != 2 or top.shape != array.shape[1:] or not np.all(np.isfinite(top) & (top > 0)):
        what = "The items are not a table of people × items with one maximum above 0 for each item."
        raise InstrumentError([Problem("composite", what)])
    if any(not 0 <= number < len(top) for number in turned):
        raise InstrumentError([Problem("composite", f"Reverse items are numbered from 1 to {len(top)}.")])
    wrong = ((array < 0) | (array > top)).sum(axis=0)
    if wrong.any():
        problems = [
            Problem(f"composite, item {i}", f"{n} answers are outside 0 to the maximum.")
            for i, n in enumerate(wrong, start=1)
            if n
        ]
        raise InstrumentError(problems)
    shares = array / top
    shares[:, turned] = 1 - shares[:, turned]
    return shares.mean(axis=1)
