"""Reliable change: more than the noise of two administrations."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stepdown.errors import Problem
from stepdown.outcomes.instruments.checks import InstrumentError, paired
from stepdown.outcomes.instruments.instrument import Instrument
from stepdown.outcomes.instruments.registry import find_scale

Z = 1.96


@dataclass(frozen=True)
class Noise:
    """What a scale moves by itself between two administrations.

    Parameters
    ----------
    sem : standard error of measurement, SD × √(1 − r)
    sdiff : standard error of a difference, SEM × √2
    threshold : 1.96 × SDiff; a change must be larger
    source : where SD and r come from
    """

    sd: float
    reliability: float
    sem: float
    sdiff: float
    threshold: float
    source: str = ""


@dataclass(frozen=True)
class ReliableChange:
    """The change of each person against the noise.

    Parameters
    ----------
    change, rci : follow-up − baseline, and in units of SDiff; NaN where either score is missing
    """

    noise: Noise
    change: NDArray[np.float64]
    rci: NDArray[np.float64]

    @property
    def reliable(self) -> NDArray[np.bool_]:
        """|RCI| > 1.96, either way; False where a score is missing (`observed` tells)."""
        return np.abs(self.rci) > Z

    @property
    def observed(self) -> NDArray[np.bool_]:
        """Whether both scores are there."""
        return ~np.isnan(self.rci)


def noise(sd: float, reliability: float, source: str = "") -> Noise:
    """SEM, SDiff and the threshold of reliable change.

    Raises
    ------
    InstrumentError
        Unless SD > 0 and 0 ≤ reliability < 1.

    References
    ----------
    Jacobson and Truax, as in definitions C.1.

    Examples
    --------
    >>> round(noise(5.5, 0.89).threshold, 1), round(noise(5.5, 0.84).threshold, 1)
    (5.1, 6.1)
    """
    if not (math.isfinite(sd) and sd > 0 and 0 <= reliability < 1):
        what = "Reliable change needs an SD above 0 and a reliability of at least 0 and below 1."
        raise InstrumentError([Problem("reliable change", what)])
    sem = sd * math.sqrt(1 - reliability)
    sdiff = sem * math.sqrt(2)
    return Noise(sd, reliability, sem, sdiff, Z * sdiff, source)


def reliable_change(
    baseline: ArrayLike, follow_up: ArrayLike, sd: float, reliability: float
) -> ReliableChange:
    """Reliable change of each person: RCI = (follow-up − baseline) / SDiff.

    Parameters
    ----------
    baseline, follow_up : one score a person, NaN where missing
    sd : standard deviation at baseline
    reliability : alpha, or the test-retest correlation

    Raises
    ------
    InstrumentError
        For an SD or reliability out of bounds, and for arrays of different length.
    """
    return _against(noise(sd, reliability), *paired(baseline, follow_up))


def noises(
    instrument: str | Instrument,
    scale: str | None = None,
    *,
    sd: float | None = None,
    reliability: float | None = None,
) -> dict[str, Noise]:
    """The noise under every reliability of a scale: "alpha 0.89", "retest 0.84"; both ends of a range.

    Parameters
    ----------
    sd, reliability : one's own, in place of the stored ones; the source then says that they are local

    Raises
    ------
    InstrumentError
        Where the scale has no stored SD or reliability and none is given.
    """
    found, of = find_scale(instrument, scale)
    absent = [
        name
        for name, stored, own in (("SD", of.spread, sd), ("reliability", of.reliability, reliability))
        if own is None and not stored
    ]
    if absent:
        what = f"No {' and no '.join(absent)} is stored for {of.label}."
        mend = "Use the SD of your own baseline and your own alpha, and say that they are local."
        raise InstrumentError([Problem(found.label, what, mend)])
    spread = f"SD [{of.spread.source}]" if sd is None else "SD [local]"
    value = of.spread.value if sd is None else sd
    if reliability is not None:
        return {f"own {reliability:.2f}": noise(value, reliability, f"{spread}, reliability [local]")}
    return {
        f"{each.kind} {end:.2f}": noise(value, end, f"{spread}, {each.kind} [{each.source}]")
        for each in of.reliability
        for end in each.ends
    }


def reliable_changes(
    instrument: str | Instrument,
    baseline: ArrayLike,
    follow_up: ArrayLike,
    scale: str | None = None,
    *,
    sd: float | None = None,
    reliability: float | None = None,
) -> dict[str, ReliableChange]:
    """Reliable change of each person under every reliability of the scale: choose one beforehand, show both."""
    pair = paired(baseline, follow_up)
    return {
        label: _against(each, *pair)
        for label, each in noises(instrument, scale, sd=sd, reliability=reliability).items()
    }


def _against(of: Noise, baseline: NDArray[np.float64], follow_up: NDArray[np.float64]) -> ReliableChange:
    change = follow_up - baseline
    return ReliableChange(of, change, change / of.sdiff)
