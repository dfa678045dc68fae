"""Clinically significant change: reliable, and across the cut-off (Jacobson and Truax)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stepdown.errors import Problem
from stepdown.outcomes.instruments.change import ReliableChange, reliable_change, reliable_changes
from stepdown.outcomes.instruments.checks import InstrumentError, paired
from stepdown.outcomes.instruments.facts import Cutoff
from stepdown.outcomes.instruments.instrument import Instrument
from stepdown.outcomes.instruments.registry import find_scale

CATEGORIES = ("not observed", "recovered", "improved", "unchanged", "deteriorated")


@dataclass(frozen=True)
class Share:
    """People in a category, of those who could be in it."""

    n: int
    of: int


@dataclass(frozen=True)
class ClinicalChange:
    """The category of each person.

    Parameters
    ----------
    codes : positions in `CATEGORIES`; 0 where a score is missing
    could_recover : observed twice, and not on the healthy side at baseline
    """

    reliable: ReliableChange
    healthy: Cutoff
    codes: NDArray[np.int8]
    could_recover: NDArray[np.bool_]

    @property
    def categories(self) -> NDArray[np.str_]:
        """The category of each person in words."""
        return np.array(CATEGORIES)[self.codes]

    def shares(self) -> dict[str, Share]:
        """The four categories with their denominators: people who start healthy cannot recover."""
        observed = int(np.sum(self.codes > 0))
        counts = {name: int(np.sum(self.codes == code)) for code, name in enumerate(CATEGORIES) if code}
        could = int(np.sum(self.could_recover))
        return {name: Share(n, could if name == "recovered" else observed) for name, n in counts.items()}


def cutoff_c(
    mean_clinical: float, sd_clinical: float, mean_other: float, sd_other: float, meaning: str = "criterion c"
) -> Cutoff:
    """Criterion c, between a clinical (M1, SD1) and another group (M0, SD0).

    c = (SD0 × M1 + SD1 × M0) / (SD0 + SD1); the healthy side is the other group's, c itself is not on it.

    Raises
    ------
    InstrumentError
        Unless both SDs are above 0 and the means differ.

    Examples
    --------
    >>> cutoff_c(16, 6, 4, 3).value
    8.0
    """
    if not (sd_clinical > 0 and sd_other > 0 and mean_clinical != mean_other):
        raise InstrumentError([Problem("criterion c", "It needs two SDs above 0 and two means that differ.")])
    value = (sd_other * mean_clinical + sd_clinical * mean_other) / (sd_other + sd_clinical)
    return Cutoff("below" if mean_other < mean_clinical else "above", value, meaning, "P")


def clinically_significant_change(
    baseline: ArrayLike, follow_up: ArrayLike, sd: float, reliability: float, healthy: Cutoff
) -> ClinicalChange:
    """Put each person into one of the four categories.

    Parameters
    ----------
    baseline, follow_up : one score a person, NaN where missing
    sd, reliability : as for `reliable_change`
    healthy : the side on which recovery ends; it says which way is better

    Notes
    -----
    Recovered: reliably better, and from the other side to the healthy one. Improved: reliably better only.
    Deteriorated: reliably worse. Unchanged: the rest of those observed twice.
    """
    return _judged(reliable_change(baseline, follow_up, sd, reliability), baseline, follow_up, healthy)


def clinical_changes(
    instrument: str | Instrument,
    baseline: ArrayLike,
    follow_up: ArrayLike,
    scale: str | None = None,
    *,
    sd: float | None = None,
    reliability: float | None = None,
    healthy: Cutoff | None = None,
) -> dict[str, ClinicalChange]:
    """The categories under every reliability of a scale, with its own cut-off or another.

    Raises
    ------
    InstrumentError
        Where the scale has no cut-off and none is given.
    """
    found, of = find_scale(instrument, scale)
    side = healthy or of.healthy
    if side is None:
        mend = "Give one: `cutoff_c` from two groups."
        raise InstrumentError(
            [Problem(found.label, f"No cut-off of recovery is stored for {of.label}.", mend)]
        )
    if (side.side in ("above", "at least")) != of.higher_is_better:
        what = f"The cut-off's healthy side is not the better side of {of.label}."
        raise InstrumentError([Problem(found.label, what)])
    changes = reliable_changes(instrument, baseline, follow_up, scale, sd=sd, reliability=reliability)
    return {label: _judged(each, baseline, follow_up, side) for label, each in changes.items()}


def _judged(
    change: ReliableChange, baseline: ArrayLike, follow_up: ArrayLike, healthy: Cutoff
) -> ClinicalChange:
    before, after = paired(baseline, follow_up)
    better = change.rci if healthy.side in ("above", "at least") else -change.rci
    could_recover = change.observed & ~healthy.holds(before)
    improved = change.reliable & (better > 0)
    recovered = improved & could_recover & healthy.holds(after)
    codes = np.select([~change.observed, recovered, improved, change.reliable], [0, 1, 2, 4], 3)
    return ClinicalChange(change, healthy, codes.astype(np.int8), could_recover)
