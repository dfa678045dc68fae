"""How near covariates come to separating an outcome: where a likelihood's odds ratios are not to be trusted.

Sources: Albert and Anderson, 10.1093/biomet/71.1.1 (separation); Heinze and Schemper, 10.1002/sim.1047
(sparse cells, and Firth's penalty as the remedy).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from stepdown.estimators import arrays

# A level's odds ratio rests on its rarer outcome: with so few, one person more or less changes everything.
FEW = 1


def threatened_columns(outcome: Any, covariates: Any) -> tuple[int, ...]:
    """Columns of 0 and 1 in which one person, or nobody, keeps an odds ratio from being infinite.

    Parameters
    ----------
    outcome : array, shape (n,), True or 1 where it happened
    covariates : array, shape (n, p), without an intercept column

    Returns
    -------
    tuple of int, positions of the columns, counted from 0; numbers that are not 0 and 1 are not looked at

    Raises
    ------
    ValueError
        For invalid input.
    """
    happened = arrays.binary(outcome, "outcome")
    columns = arrays.matrix(covariates, "covariates", len(happened))
    found = []
    for position, column in enumerate(columns.T):
        if not np.isin(column, (0, 1)).all():
            continue
        cells = np.bincount(2 * happened.astype(int) + column.astype(int), minlength=4)
        if cells.min() <= FEW:
            found.append(position)
    return tuple(found)


# No count: what is said here may be released.
THREAT = (
    "Too few people at this level had, or had not, the outcome for its odds ratio to be trusted. Merge sparse "
    "levels, or use Firth's penalized likelihood (firth)."
)
