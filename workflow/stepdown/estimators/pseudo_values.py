"""Pseudo-values: a number for each person whose average is the Kaplan–Meier risk or restricted mean.

They let methods for complete outcomes answer questions about censored times, where censoring in a
group does not depend on covariates. Sources: Andersen, Klein and Rosthøj, 10.1093/biomet/90.1.15;
Parner, Andersen and Overgaard, 10.1007/s10985-023-09597-5 (by the infinitesimal jackknife, as in R's
`survival::pseudo`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.weighted_survival_effects import Summary, by_group


def pseudo_values(time: Any, event: Any, group: Any, horizon: float, summary: Summary) -> np.ndarray:
    """Pseudo-values within each group: its estimate plus n times what the person adds to it.

    Parameters
    ----------
    time, event : arrays, shape (n,), as for `kaplan_meier`
    group : array of labels, shape (n,)
    horizon : days, more than 0
    summary : risk (of the event by the horizon) or restricted_mean (days free of it within the horizon)

    Returns
    -------
    ndarray, shape (n,); without censoring, what each person's outcome was

    Raises
    ------
    ValueError
        For invalid input, or a horizon beyond the last day observed in a group while its curve is above 0.
    """
    time, event, _ = arrays.survival(time, event)
    _, level = arrays.codes(group, "group", len(time))
    ones = np.ones(len(time))
    estimate, derivative, n = by_group(summary, time, event, level, ones, ones, horizon, None)
    return estimate[level] + n[level] * derivative[np.arange(len(time)), level]
