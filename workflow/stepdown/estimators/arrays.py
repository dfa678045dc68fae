"""The gatekeepers: every estimator's input is checked here, once.

A message says what is wrong and in how many rows, never which value a row holds.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

# Below this share of its own length, what is left of a column after projecting it
# on the columns before it is rounding error, not information.
COLLINEAR = 1e-9
# Times closer than this, in days or as a share of their mean, are one: R's tolerance, √ε.
SAME_TIME = float(np.sqrt(np.finfo(float).eps))


def numeric(values: Any, name: str, n_rows: int | None = None) -> np.ndarray:
    """One finite number a row.

    Returns
    -------
    ndarray of float, shape (n_rows,)

    Raises
    ------
    ValueError
        If it is not one-dimensional, of another length, or holds missing or infinite values.
    """
    array = np.asarray(values, dtype=float)
    if array.ndim != 1:
        raise ValueError(f"{name} needs one number a row; its shape is {array.shape}.")
    if n_rows is not None and len(array) != n_rows:
        raise ValueError(f"{name} has {len(array)} rows, but {n_rows} are expected.")
    if len(array) == 0:
        raise ValueError(f"{name} has no rows.")
    # Whole numbers are always finite.
    whole = isinstance(values, np.ndarray) and values.dtype.kind in "biu"
    bad = 0 if whole else int(np.count_nonzero(~np.isfinite(array)))
    if bad:
        raise ValueError(f"{name} is missing or not finite in {bad} rows.")
    return array


def binary(values: Any, name: str, n_rows: int | None = None) -> np.ndarray:
    """One yes or no a row, given as booleans or as 0 and 1.

    Returns
    -------
    ndarray of bool, shape (n_rows,)

    Raises
    ------
    ValueError
        As `numeric`, or if another value than 0 and 1 occurs.
    """
    small = isinstance(values, np.ndarray) and values.dtype in (np.bool_, np.uint8) and values.ndim == 1
    if (
        small
        and len(values) == (len(values) if n_rows is None else n_rows)
        and len(values)
        and values.max() <= 1
    ):
        # Bytes of 0 and 1 are what is wanted already.
        return values.astype(bool)
    array = numeric(values, name, n_rows)
    other = int(np.count_nonzero((array != 0) & (array != 1)))
    if other:
        raise ValueError(f"{name} must be 0 or 1; it is neither in {other} rows.")
    return array == 1


def survival(time: Any, event: Any, entry: Any = None) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Follow-up times with their events: the one gatekeeper for survival data.

    Times that differ by rounding alone are made equal, as in R's `survival` (its vignette "Roundoff error and tied
    times"): a third of a day is the same day whichever way it was computed.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of observation, 0 or more.
    event : array, shape (n,), True or 1 where the event happened at `time`.
    entry : array, shape (n,), optional, days at which observation starts, less than `time`.

    Returns
    -------
    time, event, entry : ndarrays of float, bool, and float or None

    Raises
    ------
    ValueError
        For missing, negative or unequal input, or rows that end before they start.
    """
    time = numeric(time, "time")
    event = binary(event, "event", len(time))
    negative = int(np.count_nonzero(time < 0))
    if negative:
        raise ValueError(f"time is negative in {negative} rows.")
    if entry is None:
        return _without_rounding(time)[0], event, None
    time, entry = _without_rounding(time, numeric(entry, "entry", len(time)))
    backwards = int(np.count_nonzero(entry >= time))
    if backwards:
        raise ValueError(f"entry must lie before time; it does not in {backwards} rows.")
    return time, event, entry


def _without_rounding(*times: np.ndarray) -> tuple[np.ndarray, ...]:
    """Times of which none are closer than rounding: each run of such neighbours becomes its first."""
    if all(np.array_equal(time, np.rint(time)) for time in times) or not times[0].size:
        return times
    distinct = np.unique(np.concatenate(times))
    steps = np.diff(distinct)
    apart = (steps > SAME_TIME) & (steps > SAME_TIME * np.abs(distinct).mean())
    first = distinct[np.append(True, apart)]
    return tuple(first[np.searchsorted(first, time, side="right") - 1] for time in times)


def matrix(values: Any, name: str, n_rows: int) -> np.ndarray:
    """Covariates, one row a subject and one column a covariate; a single covariate may be given flat.

    Returns
    -------
    ndarray of float, shape (n_rows, n_covariates)

    Raises
    ------
    ValueError
        For a wrong shape, no columns, or missing or infinite values.
    """
    array = np.asarray(values, dtype=float)
    if array.ndim == 1:
        array = array[:, np.newaxis]
    if array.ndim != 2 or len(array) != n_rows:
        raise ValueError(
            f"{name} must have {n_rows} rows and a column a covariate; its shape is {array.shape}."
        )
    if array.shape[1] == 0:
        raise ValueError(f"{name} has no columns.")
    bad = int(np.count_nonzero(~np.isfinite(array).all(axis=1)))
    if bad:
        raise ValueError(f"{name} is missing or not finite in {bad} rows.")
    return array


def codes(values: Any, name: str, n_rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Turn labels (strata, people, groups) into 0, 1, 2 … in the sorted order of the labels.

    Returns
    -------
    labels : ndarray, shape (n_labels,)
    code : ndarray of int, shape (n_rows,)

    Raises
    ------
    ValueError
        For another length, or missing labels.
    """
    array = np.asarray(values)
    if array.shape != (n_rows,):
        raise ValueError(f"{name} must have one label for each of {n_rows} rows; its shape is {array.shape}.")
    missing = _missing(array)
    if missing:
        raise ValueError(f"{name} is missing in {missing} rows.")
    if array.dtype.kind in "iu" and len(array):
        low, high = int(array.min()), int(array.max())
        if high - low < 2 * len(array) + 1024:
            # A histogram instead of a sort: the same codes in a fraction of the time.
            offset = (array.astype(np.int64) - low).astype(np.intp, copy=False)
            seen = np.bincount(offset) > 0
            return np.flatnonzero(seen).astype(array.dtype) + array.dtype.type(low), (np.cumsum(seen) - 1)[
                offset
            ]
    labels, code = np.unique(array, return_inverse=True)
    return labels, code


def _missing(array: np.ndarray) -> int:
    """Count missing labels."""
    if array.dtype.kind in "iubUS":
        return 0
    if array.dtype.kind == "f":
        return int(np.count_nonzero(np.isnan(array)))
    return sum(1 for value in array.tolist() if value is None or value != value)


def with_intercept(covariates: Any, n_rows: int) -> np.ndarray:
    """Put the intercept before checked covariates, shape (n_rows, 1 + p); refuse collinear ones."""
    design = np.column_stack([np.ones(n_rows), matrix(covariates, "covariates", n_rows)])
    require_independent_columns(design, "covariates (the intercept is column 0)")
    return design


def normal_p_value(estimate: np.ndarray, std_error: np.ndarray) -> np.ndarray:
    """Two-sided normal P value of no effect, for each estimate; NaN where the standard error is 0."""
    pairs = zip(np.atleast_1d(estimate), np.atleast_1d(std_error), strict=True)
    # erfc keeps the far tail that 1 − Φ loses, and costs no import of scipy.
    return np.array([math.erfc(abs(e / s) / math.sqrt(2)) if s > 0 else math.nan for e, s in pairs])


def require_independent_columns(design: np.ndarray, name: str) -> None:
    """Raise `ValueError` if a column of the design is a linear combination of those before it.

    Parameters
    ----------
    design : ndarray, shape (n_rows, n_columns)
    name : what to call the columns in the message; they are counted from 0
    """
    length = np.sqrt(np.einsum("ij,ij->j", design, design))
    scaled = design / np.where(length > 0, length, 1.0)
    upper = np.linalg.qr(scaled, mode="r")
    left = np.zeros(design.shape[1])
    left[: len(upper)] = np.abs(np.diag(upper))
    dependent = np.flatnonzero(left < COLLINEAR)
    if dependent.size:
        columns = ", ".join(str(column) for column in dependent)
        raise ValueError(f"{name} are collinear: column {columns} is a combination of the columns before it.")
