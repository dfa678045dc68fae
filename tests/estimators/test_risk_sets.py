"""Sums over risk sets against the plain mask: stratum equal, entry < t <= time."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.risk_sets import risk_sets

from .oracle import made_up


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("stratified", [True, False])
def test_sums_equal_those_over_masks(late, stratified):
    table = made_up("survival")
    time, event = table["time"].to_numpy(float), table["event"].to_numpy(bool)
    entry = table["entry"].to_numpy(float) if late else None
    stratum = np.unique(table["stratum"], return_inverse=True)[1] if stratified else None
    sets = risk_sets(time, event, entry, stratum, None)
    values = table["weight"].to_numpy()
    keys = sorted({(s, t) for s, t in zip(stratum if stratified else time * 0, time, strict=True)})
    keys = [(s, t) for s, t in keys if np.any(event & (time == t) & ((stratum == s) if stratified else True))]
    at_risk, events, cells_of_row = [], [], np.zeros(len(time))
    for s, t in keys:
        mask = (time >= t) & ((entry < t) if late else True) & ((stratum == s) if stratified else True)
        at_risk.append(values[mask].sum())
        events.append(values[mask & event & (time == t)].sum())
        cells_of_row += mask
    np.testing.assert_allclose(sets.at_risk_sum(values), at_risk, rtol=1e-12)
    np.testing.assert_allclose(sets.event_sum(values[sets.event_row]), events, rtol=1e-12)
    np.testing.assert_array_equal(sets.accumulated(np.ones(sets.n_cells)), cells_of_row)
    np.testing.assert_array_equal(sets.cell_time, [t for _, t in keys])


def test_tie_fractions_count_up_within_a_tie():
    sets = risk_sets(np.array([2.0, 1, 2, 2, 3]), np.array([1, 1, 1, 1, 0], bool), None, None, None)
    np.testing.assert_allclose(sets.tie_fraction, [0, 0, 1 / 3, 2 / 3])
    np.testing.assert_array_equal(sets.event_row, [1, 0, 2, 3])
