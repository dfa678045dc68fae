"""The gatekeeper for competing risks: follow-up times with the cause that ended them."""

from __future__ import annotations

from typing import Any

import numpy as np

from stepdown.estimators import arrays


def competing(
    time: Any, cause: Any, entry: Any = None, n_causes: int | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None, int]:
    """Check follow-up times with causes.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of observation, 0 or more
    cause : array, shape (n,), 0 where observation ended without an event, else 1, 2 … for what happened
    entry : array, shape (n,), optional, days at which observation starts, less than `time`
    n_causes : how many causes there are; the largest one seen if not given

    Returns
    -------
    time, cause, entry : ndarrays of float, int, and float or None
    n_causes : int, at least 1

    Raises
    ------
    ValueError
        As `arrays.survival`, or for a cause that is not a whole number from 0 to `n_causes`.
    """
    codes = arrays.numeric(cause, "cause")
    highest = max(1, int(codes.max())) if n_causes is None else int(n_causes)
    if highest < 1:
        raise ValueError("There must be at least one cause.")
    bad = int(np.count_nonzero((codes < 0) | (codes > highest) | (codes != np.floor(codes))))
    if bad:
        raise ValueError(f"cause must be a whole number from 0 to {highest}; it is not in {bad} rows.")
    time, _, entry = arrays.survival(time, codes > 0, entry)
    return time, codes.astype(np.int64), entry, highest


def require_cause(cause: int, n_causes: int) -> None:
    """Raise `ValueError` unless `cause` is one of 1 … n_causes."""
    if cause not in range(1, n_causes + 1):
        raise ValueError(f"The cause of interest must be one of 1 to {n_causes}.")
