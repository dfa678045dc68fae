"""The light tails against scipy.stats, far out too."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from stepdown.estimators.distributions import chi_square_tail, f_tail, student_975, student_tail


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 20, 61, 300])
def test_chi_square_tail_is_that_of_scipy(degrees):
    for statistic in [0.0, 1e-9, 0.3, 1.0, 3.84, 25.0, 300.0, 900.0]:
        theirs = stats.chi2.sf(statistic, degrees)
        assert chi_square_tail(statistic, degrees) == pytest.approx(theirs, rel=1e-11, abs=1e-300)


def test_tails_and_quantiles_are_those_of_scipy():
    for degrees in (1, 2.5, 30, 1e6, math.inf):
        assert student_975(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=1e-12)
        for statistic in (-3.0, 0.0, 0.7, 12.0):
            theirs = 2 * stats.t.sf(abs(statistic), degrees)
            assert student_tail(statistic, degrees) == pytest.approx(theirs, rel=1e-11)
        assert f_tail(2.3, 3, degrees) == pytest.approx(stats.f.sf(2.3, 3, min(degrees, 1e15)), rel=1e-9)


def test_what_is_missing_stays_missing():
    assert math.isnan(chi_square_tail(math.nan, 2)) and math.isnan(chi_square_tail(1.0, 0))
    assert math.isnan(student_tail(np.nan, 3)) and math.isnan(student_tail(np.nan, math.inf))


def test_the_mixed_model_and_curves_load_no_statistics_library():
    program = (
        "import sys, numpy as np; from stepdown.estimators.random_slope import random_slope;"
        "from stepdown.estimators.log_rank import log_rank; from stepdown.estimators.mmrm import mmrm;"
        "d = np.random.default_rng(1); n = 40; time = np.tile([0.0, 1, 2, 3], n); person = np.repeat(np.arange(n), 4);"
        "y = d.normal(size=4 * n) + d.normal(size=n)[person]; x = np.column_stack([np.ones(4 * n), time]);"
        "random_slope(y, x, person, time); mmrm(y, x, person, time.astype(int));"
        "log_rank([1, 2, 3, 4], [1, 1, 1, 1], [0, 1, 0, 1], path='discrete');"
        "print({'scipy', 'scipy.stats', 'numba', 'pandas', 'polars', 'statsmodels'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
