"""Cause-specific hazards: a Cox model for every cause, each censoring the others.

Source: Prentice et al., 10.2307/2530374. The hazards of all causes belong together: a
ratio for one of them says nothing about its cumulative incidence while the others move.
"""

from __future__ import annotations

from typing import Any

from stepdown.estimators.causes import competing
from stepdown.estimators.cox import Cox, cox


def cause_specific(
    time: Any,
    cause: Any,
    covariates: Any,
    entry: Any = None,
    strata: Any = None,
    weights: Any = None,
    cluster: Any = None,
    n_causes: int | None = None,
) -> dict[int, Cox]:
    """Fit `cox` to each cause in turn.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of the row's interval
    cause : array, shape (n,), 0 where observation ended without an event, else 1, 2 … for what happened
    covariates, entry, strata, weights, cluster : as in `cox`
    n_causes : how many causes there are; the largest one seen if not given

    Returns
    -------
    dict
        Cause -> its fit, in the order of the causes.

    Raises
    ------
    ValueError
        As `cox`, with the cause named that cannot be fitted.
    """
    time, cause, entry, last = competing(time, cause, entry, n_causes)
    fits = {}
    for one in range(1, last + 1):
        try:
            fits[one] = cox(time, cause == one, covariates, entry, strata, weights, cluster)
        except ValueError as problem:
            raise ValueError(f"Cause {one}: {problem}") from problem
    return fits
