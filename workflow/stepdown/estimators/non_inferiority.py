"""Non-inferiority: is one group no worse than another by more than a margin set beforehand?

Source: ICH E9, section 3.3.2; extended to CONSORT by Piaggio et al., 10.1001/jama.2012.87802. That
a difference is not significant says nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

Verdict = Literal["superior", "non_inferior", "inconclusive", "inferior"]


@dataclass(frozen=True)
class NonInferiority:
    """What a 95 % interval says about one margin.

    superior: the interval excludes no difference, in favour. non_inferior: it excludes a loss as large as the
    margin. inferior: all of it lies at or beyond the margin. inconclusive: neither. `worst` is the
    largest loss that the interval allows, negative when even its worst end is a gain.
    """

    margin: float
    worst: float
    verdict: Verdict


def non_inferiority(lower: float, upper: float, margin: float, higher_is_better: bool) -> NonInferiority:
    """Judge a difference (new minus standard) by its interval; a two-sided 95 % one tests at one-sided 2.5 %.

    Parameters
    ----------
    lower, upper : limits of the difference
    margin : the loss that is too large, above 0, in the difference's units
    higher_is_better : whether a positive difference is a gain

    Raises
    ------
    ValueError
        For limits that are not finite or not in order, or a margin that is not above 0.
    """
    if not np.isfinite([lower, upper]).all() or lower > upper:
        raise ValueError("Non-inferiority needs two finite limits in order.")
    if not np.isfinite(margin) or margin <= 0:
        raise ValueError("The margin must be above 0.")
    worst, best = (-lower, -upper) if higher_is_better else (upper, lower)
    if worst < 0:
        verdict: Verdict = "superior"
    elif worst < margin:
        verdict = "non_inferior"
    else:
        verdict = "inferior" if best >= margin else "inconclusive"
    return NonInferiority(float(margin), float(worst), verdict)


def margin_grid(
    lower: float, upper: float, margins: Iterable[float], higher_is_better: bool
) -> tuple[NonInferiority, ...]:
    """Judge the same interval by several margins, smallest first."""
    return tuple(non_inferiority(lower, upper, margin, higher_is_better) for margin in sorted(margins))
