"""E-values: how strong hidden confounding would have to be to explain an effect away.

Source: VanderWeele and Ding, 10.7326/M16-2607, with its approximations for common outcomes; risk
differences: Ding and VanderWeele, 10.1097/EDE.0000000000000457.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from stepdown.estimators.kaplan_meier import Z95

Measure = Literal["risk_ratio", "odds_ratio", "hazard_ratio", "mean_difference"]


@dataclass(frozen=True)
class EValue:
    """Smallest risk ratio that a hidden confounder needs with exposure and outcome, beyond the measured ones.

    `estimate` moves the estimate to no effect; `limit` moves the nearer confidence limit there, and is
    1 if the interval holds no effect already.
    """

    estimate: float
    limit: float


def e_value(
    measure: Measure,
    estimate: float,
    lower: float,
    upper: float,
    common: bool = False,
    spread: float | None = None,
) -> EValue:
    """E-value of a ratio, or of a difference in means.

    Parameters
    ----------
    measure : risk_ratio, odds_ratio, hazard_ratio or mean_difference
    estimate, lower, upper : with its 95 % limits
    common : whether more than about 15 % have the outcome by the end of follow-up; an odds ratio is then
        put at √OR, a hazard ratio at (1 − 0.5^√HR) / (1 − 0.5^√(1/HR)), as risk ratios
    spread : standard deviation of the outcome; a difference in means needs it, and is put at exp(0.91 d)

    Raises
    ------
    ValueError
        For a ratio that is not above 0, limits that do not enclose the estimate, or no spread.
    """
    if not all(np.isfinite([estimate, lower, upper])) or not lower <= estimate <= upper:
        raise ValueError("An E-value needs an estimate between two finite limits.")
    if measure == "mean_difference":
        if spread is None or not spread > 0:
            raise ValueError(
                "The E-value of a difference in means needs the outcome's standard deviation, above 0."
            )
        # The limits widen on the scale of the risk ratio: ln RR = 0.91 d ± 1.78 SE of d.
        d, error = estimate / spread, (upper - lower) / (2 * Z95) / spread
        return _of_risk_ratio(
            np.exp(0.91 * d), np.exp(0.91 * d - 1.78 * error), np.exp(0.91 * d + 1.78 * error)
        )
    if lower <= 0:
        raise ValueError("The E-value of a ratio needs limits above 0.")
    return _of_risk_ratio(*(_risk_ratio(measure, value, common) for value in (estimate, lower, upper)))


def e_value_of_risk_difference(
    risk: float, reference_risk: float, exposed_share: float, std_error: float, std_error_reference: float
) -> EValue:
    """E-value of a risk difference: the bias factor at which it, or its lower limit, reaches 0.

    Solves p₁ (f + (1 − f)/B) − p₀ (f B + 1 − f) = 0 for the bias factor B, with f the share exposed, and
    for the limit the same less 1.96 standard errors of the left side.

    Parameters
    ----------
    risk, reference_risk : in the exposed and the others; swap them when the exposed have the lower risk
    exposed_share : of all people, between 0 and 1
    std_error, std_error_reference : of the two risks, which are independent

    Raises
    ------
    ValueError
        For risks outside 0 to 1, a difference that is not above 0, or a share outside 0 to 1.
    """
    if not 0 < reference_risk <= risk <= 1 or not 0 < exposed_share < 1:
        raise ValueError("Needs risks between 0 and 1, the higher one first, and a share between 0 and 1.")
    if not std_error >= 0 or not std_error_reference >= 0:
        raise ValueError("Standard errors must not be negative.")

    def left(bias: float, z: float) -> float:
        exposed = exposed_share + (1 - exposed_share) / bias
        others = exposed_share * bias + 1 - exposed_share
        error = np.hypot(std_error * exposed, std_error_reference * others)
        return risk * exposed - reference_risk * others - z * error

    return EValue(
        _from_bias(_root(lambda bias: left(bias, 0.0))), _from_bias(_root(lambda bias: left(bias, Z95)))
    )


def _root(left) -> float:
    from scipy.optimize import brentq

    if left(1.0) <= 0:
        return 1.0
    high = 2.0
    while left(high) > 0:
        high *= 2
    return float(brentq(left, 1.0, high, xtol=1e-13, rtol=1e-14))


def _risk_ratio(measure: str, ratio: float, common: bool) -> float:
    if not common or measure == "risk_ratio":
        return ratio
    if measure == "odds_ratio":
        return float(np.sqrt(ratio))
    return float((1 - 0.5 ** np.sqrt(ratio)) / (1 - 0.5 ** np.sqrt(1 / ratio)))


def _of_risk_ratio(estimate: float, lower: float, upper: float) -> EValue:
    if estimate < 1:
        estimate, lower, upper = 1 / estimate, 1 / upper, 1 / lower
    return EValue(_from_bias(float(estimate)), _from_bias(max(float(lower), 1.0)))


def _from_bias(ratio: float) -> float:
    """RR + √(RR (RR − 1)) for RR of 1 or more."""
    return ratio + float(np.sqrt(ratio * (ratio - 1)))
