"""Balance by its formulas in R, by hand, and at its edges."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.balance import balance, categorical_difference, overlap
from stepdown.estimators.propensity import propensity
from stepdown.estimators.weights import balancing_weights

from .confounded import exposure, known, table
from .oracle import agrees, numbers, reference


def weights() -> np.ndarray:
    return balancing_weights(propensity(exposure("two"), known()), "everyone").value


def test_agrees_with_r():
    theirs, given = reference("weights_balance"), (exposure("two"), 1, 0)
    plain, weighted = (balance(known()[:, :2], *given, w) for w in (None, weights()))
    agrees(plain.difference, theirs["difference"], 1e-10)
    agrees(weighted.difference, theirs["weighted"], 1e-7)
    agrees([plain.variance_ratio[0], weighted.variance_ratio[0]], theirs["variance_ratio"], 1e-9)
    assert np.isnan(plain.variance_ratio[1])
    ours = [categorical_difference(table()["housing"], *given, w) for w in (None, weights())]
    agrees(ours, theirs["categorical"], 1e-7)
    assert weighted.largest < 0.1 < plain.largest


def test_a_category_of_two_is_a_yes_or_no():
    ours = categorical_difference(table()["severe"], exposure("two"), 1, 0)
    assert ours == pytest.approx(
        abs(balance(table()["severe"], exposure("two"), 1, 0).difference[0]), rel=1e-10
    )


def test_by_hand():
    # Shares 3/4 and 1/4: ½ / √(3/16). Numbers 1, 3 and 2, 6: means 2 and 4, variances 2 and 8.
    ours = balance([1, 1, 1, 0, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0], 1, 0)
    assert ours.difference[0] == pytest.approx(0.5 / np.sqrt(3 / 16))
    ours = balance([1, 3, 2, 6], ["x", "x", "y", "y"], "y", "x")
    assert (ours.difference[0], ours.variance_ratio[0]) == (pytest.approx(2 / np.sqrt(5)), pytest.approx(4))


def test_other_groups_and_scale_do_not_matter():
    three = exposure("three")
    some = three != "residential"
    one = balance(known(), three, "iop", "outpatient")
    agrees(balance(known()[some], three[some], "iop", "outpatient").difference, one.difference, 1e-12)
    agrees(balance(known() * 7 + 3, three, "iop", "outpatient").difference[0], one.difference[0], 1e-10)
    # The other way round it has the other sign.
    agrees(balance(known(), three, "outpatient", "iop").difference, -one.difference, 1e-12)


def test_a_constant_covariate_is_balanced_unless_groups_differ():
    assert balance([2, 2, 2, 2], [0, 0, 1, 1], 1, 0).difference[0] == 0
    with pytest.raises(ValueError, match="1 covariates vary in neither group"):
        balance([2, 2, 3, 3], [0, 0, 1, 1], 1, 0)


def test_an_empty_category_changes_nothing():
    housing = table()["housing"].to_numpy()
    third = np.append(housing, "elsewhere"), np.append(exposure("two"), 9)
    plain = categorical_difference(housing, exposure("two"), 1, 0)
    assert categorical_difference(*third, 1, 0) == pytest.approx(plain, rel=1e-9)


def test_overlap_counts_those_outside():
    fitted = propensity(exposure("two"), known())
    ours = overlap(fitted, 1, lowest=0.3, at=(0.05, 0.5, 0.95))
    agrees(ours.quantiles, numbers(reference("weights_balance")["quantiles"]), 1e-9)
    e, treated = fitted.probability[:, 1], exposure("two") == 1
    assert ours.outside_bounds[1] == pytest.approx(np.mean((e[treated] < 0.3) | (e[treated] > 0.7)))
    low, high = max(e[treated].min(), e[~treated].min()), min(e[treated].max(), e[~treated].max())
    assert ours.outside_common[0] == pytest.approx(np.mean((e[~treated] < low) | (e[~treated] > high)))
    with pytest.raises(ValueError, match="Nobody had the level"):
        overlap(fitted, 2)


def test_refuses_a_group_without_weight():
    with pytest.raises(ValueError, match="weight above 0"):
        balance([1, 2, 3], [0, 0, 1], 1, 0, [1, 1, 0])
    with pytest.raises(ValueError, match="weight above 0"):
        balance([1, 2, 3], [0, 0, 1], 2, 0)
