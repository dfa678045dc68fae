"""Which computation runs: the discrete one, from tables of counts, or the dense one, row by row.

Both give the same estimates to rounding. The discrete one is for many rows with covariates of few
levels and times in whole days; it needs compiled code, whose loading takes longer than a small fit. So
below `SMALLEST` rows, where no bytes of a released number should depend on it either, the dense path runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.estimators.discrete.days import Days, whole_days
from stepdown.estimators.discrete.pack import Packed, pack_columns

DISCRETE, DENSE = "discrete", "dense"
PATHS = ("auto", DISCRETE, DENSE)
SMALLEST = 50_000
CONTINUOUS = "a covariate has more than 256 different values"
NOT_WHOLE = "times are not whole days"
TOO_LARGE = "too many groups and days for tables of counts"
# Tables of 8 bytes a number: 160 MB.
LARGEST_TABLE = 20_000_000


@dataclass(frozen=True)
class Path:
    """The path's name and why it was taken."""

    name: str
    reason: str


def decide(path: str, n: int, obstacles: list[str]) -> Path:
    """Choose a path.

    Parameters
    ----------
    path : "auto", or "discrete" or "dense" to ask for one
    n : rows
    obstacles : why the discrete path cannot be taken, in words; empty where it can

    Raises
    ------
    ValueError
        For another word, or a discrete path asked for that cannot be taken.
    """
    if path not in PATHS:
        raise ValueError(f"path must be one of {', '.join(PATHS)}; it is {path!r}.")
    if path == DENSE:
        return Path(DENSE, "asked for")
    if path == DISCRETE:
        if obstacles:
            raise ValueError(f"The discrete path cannot be taken: {'; '.join(obstacles)}.")
        return Path(DISCRETE, "asked for")
    if n < SMALLEST:
        return Path(DENSE, f"fewer than {SMALLEST:,} rows")
    if obstacles:
        return Path(DENSE, "; ".join(obstacles))
    return Path(DISCRETE, "whole days and covariates with few levels")


def discrete_rows(
    path: str, time: np.ndarray, covariates: np.ndarray | Packed, obstacles: list[str], n_strata: int
) -> tuple[Path, tuple[Days, Packed] | None]:
    """Choose the path of a hazard model, and code its rows for the discrete one.

    Parameters
    ----------
    path : see `decide`
    time : ndarray of float, shape (n,)
    covariates : ndarray, shape (n, p), or packed
    obstacles : what the discrete path cannot do that is asked for
    n_strata : number of strata

    Returns
    -------
    path : Path
    rows : days and packed covariates, or None for the dense path
    """
    if path == DENSE or obstacles or (path == "auto" and len(time) < SMALLEST):
        return decide(path, len(time), obstacles), None
    days = whole_days(time)
    if days is None:
        return decide(path, len(time), [NOT_WHOLE]), None
    packed = packed_covariates(covariates)
    if packed is None:
        return decide(path, len(time), [CONTINUOUS]), None
    if 2 * len(days.distinct) * n_strata * packed.n_levels > LARGEST_TABLE:
        return decide(path, len(time), [TOO_LARGE]), None
    return decide(path, len(time), []), (days, packed)


def discrete_days(path: str, time: np.ndarray, n_groups: int) -> tuple[Path, Days | None]:
    """Choose the path of a test between groups, and code its times, (n,), for the discrete one."""
    if path == DENSE or (path == "auto" and len(time) < SMALLEST):
        return decide(path, len(time), []), None
    days = whole_days(time)
    obstacles = [] if days is not None else [NOT_WHOLE]
    if days is not None and len(days.distinct) * n_groups > LARGEST_TABLE:
        obstacles = [TOO_LARGE]
    return decide(path, len(time), obstacles), None if obstacles else days


def discrete_covariates(path: str, covariates: np.ndarray | Packed) -> tuple[Path, Packed | None]:
    """Choose the path of a model without time, and pack its covariates, (n, p), for the discrete one."""
    n = covariates.n if isinstance(covariates, Packed) else len(covariates)
    if path == DENSE or (path == "auto" and n < SMALLEST):
        return decide(path, n, []), None
    packed = packed_covariates(covariates)
    return decide(path, n, [CONTINUOUS] if packed is None else []), packed


def packed_covariates(covariates: np.ndarray | Packed) -> Packed | None:
    """Pack covariates, if their levels are few."""
    return covariates if isinstance(covariates, Packed) else pack_columns(covariates)
