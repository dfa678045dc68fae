"""Why the Python packages' own estimators of cumulative incidence are not used here."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from stepdown.estimators.aalen_johansen import aalen_johansen

from .oracle import made_up

# Causes that tie with each other on a day, as days in a record do.
TIME = np.array([1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 6])
CAUSE = np.array([1, 2, 1, 2, 0, 1, 2, 2, 1, 0, 1, 2])


def lifelines_at_the_end(seed: int, **options) -> float:
    from lifelines import AalenJohansenFitter

    with warnings.catch_warnings():
        # It warns that it breaks the ties at random.
        warnings.simplefilter("ignore")
        fitter = AalenJohansenFitter(seed=seed, **options).fit(TIME, CAUSE, event_of_interest=1)
    return float(fitter.cumulative_density_.iloc[-1, 0])


def test_lifelines_breaks_ties_at_random():
    found = [lifelines_at_the_end(seed) for seed in range(8)]
    # On one set of records: another answer with another seed. Ours knows no seed.
    assert max(found) - min(found) > 0.01
    exact = aalen_johansen(TIME, CAUSE).incidence[-1, 0]
    assert min(found) <= exact <= max(found)


def test_lifelines_reporting_grid_changes_the_estimate():
    from lifelines import AalenJohansenFitter

    time, cause = np.array([1.0, 2, 3, 4, 5, 6]), np.array([1, 2, 1, 2, 0, 0])
    exact = aalen_johansen(time, cause).at([6])[0][0, 0]
    assert exact == pytest.approx(2 / 6)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitter = AalenJohansenFitter(calculate_variance=False)
        gridded = fitter.fit(time, cause, event_of_interest=1, timeline=[0, 2, 4, 6])
    at_the_end = gridded.cumulative_density_.iloc[-1, 0]
    # A grid for reporting thins out the risk sets themselves: nothing, or something else, comes out.
    assert np.isnan(at_the_end) or abs(at_the_end - exact) > 0.1


@pytest.mark.parametrize("name", ["competing", "competing_ties"])
def test_statsmodels_agrees_but_knows_no_late_entry_and_no_interval(name):
    from inspect import signature

    from statsmodels.duration.survfunc import CumIncidenceRight

    table = made_up(name)
    theirs = CumIncidenceRight(table["time"].to_numpy(float), table["cause"].to_numpy())
    incidence, std_error, _, _ = aalen_johansen(table["time"], table["cause"]).at(theirs.times)
    np.testing.assert_allclose(np.column_stack(theirs.cinc), incidence, rtol=1e-10)
    np.testing.assert_allclose(np.column_stack(theirs.cinc_se), std_error, atol=1e-8)
    # What we would still have to write ourselves.
    assert "entry" not in signature(CumIncidenceRight).parameters
    assert not hasattr(theirs, "confint")


# It divides by the survival of 0.
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_statsmodels_has_no_error_where_everybody_has_left():
    from statsmodels.duration.survfunc import CumIncidenceRight

    table = made_up("competing_all_events")
    theirs = CumIncidenceRight(table["time"].to_numpy(float), table["cause"].to_numpy())
    ours = aalen_johansen(table["time"], table["cause"])
    assert np.isnan(theirs.cinc_se[0][-1])
    # Half of eight people: the binomial error, and R's.
    assert ours.std_error[-1, 0] == pytest.approx(np.sqrt(0.25 / 8))
