"""The score test of proportional hazards against R's `cox.zph`; lifelines' is another one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.estimators.cox import cox
from stepdown.estimators.proportional_hazards import proportional_hazards_test

from .oracle import agrees, reference
from .test_cox import data

CASES = [name for name, case in reference("cox").items() if "zph_km" in case]
# Dummies of one factor are one term, as R's matrix terms are.
TERMS = {"use_adjusted": [[0, 1], [2], [3], [4]]}


def terms_of(case: str) -> list[list[int]] | None:
    return [[0], [1], [2, 3]] if case.startswith("made_up") else TERMS.get(case)


@pytest.mark.parametrize("transform", ["km", "identity"])
@pytest.mark.parametrize("case", CASES)
def test_agrees_with_r(case, transform):
    theirs = reference("cox")[case][f"zph_{transform}"]
    given = data(case)
    beta = cox(**given).coefficients
    ours = proportional_hazards_test(**given, coefficients=beta, terms=terms_of(case), transform=transform)
    if len(theirs["chi_square"]) == 1:  # R leaves the global test out of a single term's table
        theirs = {name: values * 2 for name, values in theirs.items()}
    agrees([*ours.chi_square, ours.global_chi_square], theirs["chi_square"], 1e-8)
    agrees([*ours.p_value, ours.global_p_value], theirs["p_value"], 1e-8)
    assert [*ours.degrees_of_freedom, ours.global_degrees_of_freedom] == theirs["degrees_of_freedom"]


def test_lifelines_approximates_what_r_and_we_compute_exactly():
    from lifelines import CoxPHFitter
    from lifelines.statistics import proportional_hazard_test

    given = data("made_up")
    frame = pd.DataFrame(given["covariates"]).assign(time=given["time"], event=given["event"])
    fitted = CoxPHFitter().fit(frame, "time", "event")
    lifelines = proportional_hazard_test(fitted, frame, time_transform="km").test_statistic
    ours = proportional_hazards_test(**given, coefficients=cox(**given).coefficients)
    exact = reference("cox")["made_up"]["zph_km"]["chi_square"]
    np.testing.assert_allclose(ours.chi_square[:2], exact[:2], rtol=1e-8)
    assert np.all(np.abs(lifelines[:2] / exact[:2] - 1) > 1e-3)


def test_dummies_tested_alone_by_default():
    given = data("use_adjusted")
    ours = proportional_hazards_test(**given, coefficients=cox(**given).coefficients)
    assert list(ours.degrees_of_freedom) == [1] * 5


def test_log_transform_is_that_of_the_logarithm_of_time():
    given = data("made_up")
    beta = cox(**given).coefficients
    ours = proportional_hazards_test(**given, coefficients=beta, transform="log")
    # The statistic is the same whatever the unit of time.
    in_weeks = given | {"time": given["time"] / 7}
    weeks = proportional_hazards_test(**in_weeks, coefficients=beta, transform="log")
    agrees(weeks.chi_square, ours.chi_square, 1e-9)


def test_sees_an_effect_that_fades_and_no_other():
    # Hazard ratio 3 up to day 20, 1 after: the truth is not proportional. The second covariate is.
    draw = np.random.default_rng(8)
    n = 1500
    treated, other = draw.integers(0, 2, n), draw.normal(size=n)
    cumulative = draw.exponential(size=n) * 40 / np.exp(0.4 * other)
    early = np.where(treated == 1, 3.0, 1.0)
    time = np.where(cumulative < 20 * early, cumulative / early, 20 + cumulative - 20 * early)
    time = np.ceil(time)
    event = time <= 90
    given = {"time": np.minimum(time, 90), "event": event, "covariates": np.column_stack([treated, other])}
    ours = proportional_hazards_test(**given, coefficients=cox(**given).coefficients)
    assert ours.p_value[0] < 1e-6
    assert ours.p_value[1] > 0.01


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"transform": "rank"}, "not one of km, identity, log"),
        ({"terms": [[0, 4]]}, "column numbers"),
        ({"terms": [[]]}, "column numbers"),
        ({"coefficients": [0.1]}, "expected"),
        ({"event": np.zeros(240)}, "no events"),
        ({"time": np.full(240, 9.0)}, "one time"),
    ],
)
def test_refuses(changes, message):
    given = data("made_up") | {"coefficients": np.zeros(4)} | changes
    with pytest.raises(ValueError, match=message):
        proportional_hazards_test(**given)


def test_log_of_day_zero_is_refused():
    with pytest.raises(ValueError, match="after day 0"):
        proportional_hazards_test([0, 1, 2], [1, 1, 0], [0, 1, 1], [0.0], transform="log")
