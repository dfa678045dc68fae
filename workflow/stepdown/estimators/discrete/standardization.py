"""Standardization from cells: people alike in outcome, exposure and covariates are one row that counts often.

Source: Robins, 10.1016/0270-0255(86)90088-6; cells with counts are rows with frequencies, exactly.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.arm_means import ArmMeans
from stepdown.estimators.discrete.pack import Packed
from stepdown.estimators.standardization import standardized_means


def standardized_means_of_cells(
    outcome: Any,
    exposure: Any,
    covariates: Packed,
    own_slopes: bool = False,
    target: Any = None,
    variance: Literal["sandwich", "delta"] = "sandwich",
) -> ArmMeans:
    """Count the people of each cell, then standardize a logistic model over cells.

    Parameters
    ----------
    outcome : array, shape (n,), yes or no
    exposure : array of labels, shape (n,)
    covariates : Packed, n rows
    own_slopes, target, variance : see `standardization.standardized_means`

    Returns
    -------
    ArmMeans
        The same as from n rows, but for `influence`, which has a row a cell.

    Raises
    ------
    ValueError
        As `standardization.standardized_means`.
    """
    happened = arrays.binary(outcome, "outcome")
    levels, level = arrays.codes(exposure, "exposure", len(happened))
    if covariates.n != len(happened):
        raise ValueError(f"covariates have {covariates.n} rows, but {len(happened)} are expected.")
    cell, cells = covariates.cells()
    counts = np.bincount((cell * len(levels) + level) * 2 + happened)
    seen = np.flatnonzero(counts)
    means = standardized_means(
        seen % 2,
        levels[seen // 2 % len(levels)],
        cells.take(seen // (2 * len(levels))).dense(),
        "logistic",
        own_slopes=own_slopes,
        target=target,
        variance=variance,
        frequency=counts[seen],
    )
    return replace(means, path="discrete")
