"""A provisional diagnosis from the number of symptoms in each cluster (PCL-5)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stepdown.errors import Problem
from stepdown.outcomes.instruments import checks
from stepdown.outcomes.instruments.instrument import Instrument
from stepdown.outcomes.instruments.registry import find, find_scale


def provisional_diagnosis(instrument: str | Instrument, items: ArrayLike) -> NDArray[np.float64]:
    """Whether the symptoms of each cluster are enough: 1, 0, or NaN where missing items could decide it.

    Parameters
    ----------
    instrument : "pcl5"
    items : people × items, NaN where not answered

    Raises
    ------
    InstrumentError
        For an instrument without such a rule, and for answers that the form does not have.
    """
    found = find(instrument)
    rule = found.symptoms
    if rule is None or found.items is None:
        raise checks.InstrumentError([Problem(found.label, "It has no rule that counts symptoms.")])
    answered = checks.answers(found, found.items, items)
    surely = np.ones(len(answered), dtype=bool)
    possibly = np.ones(len(answered), dtype=bool)
    for cluster, needed in rule.needs.items():
        part = answered[:, [number - 1 for number in find_scale(found, cluster)[1].items]]
        present = (part >= rule.item_at_least).sum(axis=1)
        surely &= present >= needed
        possibly &= present + np.isnan(part).sum(axis=1) >= needed
    return np.where(surely, 1.0, np.where(possibly, np.nan, 0.0))
