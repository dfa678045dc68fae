"""Intervals from errors that can be seen: a standard error of 0 is no certainty.

Where nobody, or everybody, or the only person of a group has the event, nothing varies: the estimated error is 0
and a normal interval shrinks to a point, whatever the number of people. Source: Agresti and Coull,
10.1080/00031305.1998.10480550 (such intervals do not cover). So there is an estimate, but no interval.
"""

from __future__ import annotations

from stepdown.estimators.kaplan_meier import Z95

# Below this share of the estimate an error is rounding, not variation.
ROUNDING = 1e-12
NO_ERROR = "Nobody or everybody in the groups had the event, or nothing varies: a comparison has no error."
ALONE = "A group of one person has no error of its own: it cannot be compared."


def normal_interval(estimate: float, std_error: float, quantile: float = Z95) -> tuple[float, float]:
    """95 % limits, estimate ± quantile × error; both NaN where the error is 0."""
    if not seen(estimate, std_error):
        return float("nan"), float("nan")
    return estimate - quantile * std_error, estimate + quantile * std_error


def seen(estimate: float, std_error: float) -> bool:
    """Whether an error is more than rounding."""
    return bool(std_error > ROUNDING * max(1.0, abs(estimate)))


def joint_error(estimate: float, std_error: float, *sizes: int) -> float:
    """The error of a comparison of groups of these sizes.

    Raises
    ------
    ValueError
        If it cannot be seen, or one of the groups is a single person.
    """
    if min(sizes) < 2:
        raise ValueError(ALONE)
    if not seen(estimate, std_error):
        raise ValueError(NO_ERROR)
    return std_error
