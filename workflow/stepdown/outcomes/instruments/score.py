"""Scores from items or from totals, for all people at once; what is missing is never filled with zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stepdown.errors import Problem
from stepdown.outcomes.instruments import checks
from stepdown.outcomes.instruments.forms import told_apart
from stepdown.outcomes.instruments.instrument import Instrument, Items, Scale
from stepdown.outcomes.instruments.registry import find_scale

REASONS = (
    "",
    "no item answered",
    "more items missing than the rule allows",
    "too much of the whole form missing",
)


@dataclass(frozen=True)
class Scores:
    """The scores of people; a reason where there is none.

    Parameters
    ----------
    instrument : the instrument, or the form of it that the answers showed
    totals : people × scales, NaN where not scored
    n_items_answered : people × scales, of the items of each scale
    reason_codes : people × scales, positions in `REASONS`; 0 where scored
    note : what remains in doubt of the form
    """

    instrument: Instrument
    totals: NDArray[np.float64]
    n_items_answered: NDArray[np.int64]
    reason_codes: NDArray[np.int8]
    note: str = ""

    @property
    def scales(self) -> tuple[str, ...]:
        """The columns of the tables."""
        return tuple(scale.id for scale in self.instrument.scales)

    @property
    def reasons(self) -> NDArray[np.str_]:
        """People × scales: why there is no score, empty where there is one."""
        return np.array(REASONS)[self.reason_codes]

    def __getitem__(self, scale: str) -> NDArray[np.float64]:
        """The scores of one scale."""
        return self.totals[:, self.scales.index(find_scale(self.instrument, scale)[1].id)]

    @property
    def total(self) -> NDArray[np.float64]:
        """The main score, of an instrument that has one."""
        return self[find_scale(self.instrument)[1].id]


def score(
    instrument: str | Instrument, items: ArrayLike, *, at_most_missing: int | Mapping[str, int] | None = None
) -> Scores:
    """Score every scale of an instrument.

    Parameters
    ----------
    instrument : name, or the instrument; "bam" is told apart by the range of its answers
    items : people × items in the form's order, NaN where not answered
    at_most_missing : another missing rule, for a sensitivity analysis: items that may be missing from every
        scale, or from each by its id; the rule for the whole form stays

    Returns
    -------
    Scores

    Raises
    ------
    InstrumentError
        For answers that the form does not have, with their number for each item; for an instrument whose
        scores are only taken as given.

    Notes
    -----
    A score is factor × mean of the answered items + offset; the factor of a sum is the number of items.
    Prorated sums are not rounded.

    Examples
    --------
    >>> score("phq9", [[1, 2, float("nan"), 3, 1, 0, 2, 1, 0]]).total
    array([11.25])
    """
    form = told_apart(instrument, items)
    found = form.instrument
    if found.items is None:
        mend = "Give its scores to `given`; `composite` computes an ASI composite from items and maxima."
        raise checks.InstrumentError([Problem(found.label, "Its scores are only taken as given.", mend)])
    answered = checks.answers(found, found.items, items)
    turned = reversed_items(found.items, answered)
    limits = _limits(found, at_most_missing)
    columns = [_scale(scale, turned, limits[scale.id]) for scale in found.scales]
    values, counts, codes = (np.column_stack(part) for part in zip(*columns, strict=True))
    if found.at_most_missing is not None:
        too_few = np.isnan(answered).sum(axis=1) > found.at_most_missing.at_most
        values[too_few] = np.nan
        codes[too_few] = np.maximum(codes[too_few], 3)
        codes[np.isnan(answered).all(axis=1)] = 1
    return Scores(found, values, counts, codes.astype(np.int8), form.note)


def given(instrument: str | Instrument, totals: ArrayLike, scale: str | None = None) -> NDArray[np.float64]:
    """Accept scores that somebody else computed: checked for their range, otherwise as they are.

    Parameters
    ----------
    instrument : name, or a name and scale at once: "sf36_mcs"
    totals : one score a person, NaN where there is none
    scale : which score; the total where there is one

    Raises
    ------
    InstrumentError
        With the number of scores outside the range.
    """
    return checks.totals(*find_scale(instrument, scale), totals)


def reversed_items(items: Items, answered: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn the reverse items round: lowest + highest − answer."""
    turned = answered.copy()
    columns = [number - 1 for number in items.reverse]
    turned[:, columns] = items.lowest + items.highest - turned[:, columns]
    return turned


def _scale(scale: Scale, turned: NDArray[np.float64], at_most: int) -> tuple[NDArray, NDArray, NDArray]:
    """Value, number of answered items and reason for each person."""
    part = turned[:, [number - 1 for number in scale.items]]
    missing = np.isnan(part)
    n_answered = part.shape[1] - missing.sum(axis=1)
    codes = np.where(missing.sum(axis=1) > at_most, 2, 0)
    codes[n_answered == 0] = 1
    factor = len(scale.items) if scale.factor is None else scale.factor
    sums = np.where(missing, 0.0, part).sum(axis=1)
    with np.errstate(invalid="ignore"):
        values = factor * sums / np.where(n_answered == 0, np.nan, n_answered) + scale.offset
    values[codes > 0] = np.nan
    return values, n_answered, codes


def _limits(instrument: Instrument, at_most: int | Mapping[str, int] | None) -> dict[str, int]:
    limits = {scale.id: scale.missing.at_most if scale.missing else 0 for scale in instrument.scales}
    if at_most is None:
        return limits
    if isinstance(at_most, Mapping):
        return limits | {find_scale(instrument, id)[1].id: limit for id, limit in at_most.items()}
    return dict.fromkeys(limits, at_most)
