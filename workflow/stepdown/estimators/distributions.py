"""Tails and quantiles of the usual distributions, without `scipy.stats`, whose import takes longer than most fits.

Source: Abramowitz and Stegun 1964, 26.4.4 and 26.4.5 (chi-square tail of whole degrees of freedom).
"""

from __future__ import annotations

import math

NORMAL_975 = 1.959963984540054


def chi_square_tail(statistic: float, degrees_of_freedom: int) -> float:
    """P(X ≥ statistic), X chi-square with degrees of freedom 1, 2, …; 1 for 0 of them and a statistic of 0 or less."""
    if math.isnan(statistic) or degrees_of_freedom < 1:
        return math.nan
    if statistic <= 0:
        return 1.0
    half = statistic / 2
    odd = degrees_of_freedom % 2
    # Γ's own terms: half^k / Γ(k + 1), k whole or whole and a half, all positive, so that no digit is lost.
    total = math.erfc(math.sqrt(half)) if odd else 0.0
    term = math.exp(-half) * (math.sqrt(half) / math.gamma(1.5) if odd else 1.0)
    for step in range(degrees_of_freedom // 2):
        total += term
        term *= half / (step + 1 + odd / 2)
    return total


def student_tail(statistic: float, degrees_of_freedom: float) -> float:
    """P(|T| ≥ |statistic|), Student's t; normal for infinite degrees of freedom."""
    if math.isinf(degrees_of_freedom):
        return math.erfc(abs(statistic) / math.sqrt(2))
    from scipy.special import stdtr

    return 2 * float(stdtr(degrees_of_freedom, -abs(statistic)))


def student_975(degrees_of_freedom: float) -> float:
    """The 97.5 % point of Student's t: half the width of a 95 % interval, in standard errors."""
    if math.isinf(degrees_of_freedom):
        return NORMAL_975
    from scipy.special import stdtrit

    return float(stdtrit(degrees_of_freedom, 0.975))


def f_tail(statistic: float, numerator: float, denominator: float) -> float:
    """P(F ≥ statistic), Snedecor's F; an infinite denominator makes it a chi-square over its degrees of freedom."""
    if math.isinf(denominator):
        return chi_square_tail(statistic * numerator, int(numerator))
    from scipy.special import fdtrc

    return float(fdtrc(numerator, denominator, statistic))
