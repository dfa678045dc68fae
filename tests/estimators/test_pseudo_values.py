"""Pseudo-values against R's `survival::pseudo`, and what they are without censoring."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.pseudo_values import pseudo_values
from stepdown.estimators.standardization import standardized_means

from .confounded import table
from .oracle import agrees, reference


@pytest.mark.parametrize("summary", ["risk", "restricted_mean"])
def test_agrees_with_r(summary):
    ours = pseudo_values(table()["time"], table()["event"], table()["treated"], 45, summary)
    agrees(ours, reference("weights_survival")["pseudo"][summary], 1e-9)


def test_without_censoring_they_are_the_outcomes():
    time, event, group = np.array([2, 9, 5, 5, 30, 1.0]), np.ones(6), [0, 0, 0, 1, 1, 1]
    assert pseudo_values(time, event, group, 6, "risk") == pytest.approx([1, 0, 1, 1, 0, 1])
    assert pseudo_values(time, event, group, 6, "restricted_mean") == pytest.approx(np.minimum(time, 6))


def test_finds_a_known_effect_on_days_among_the_censored():
    # Exponential with means 30 and 60 by severity, halved hazard when treated; the severe are treated more.
    draw = np.random.default_rng(9)
    n = 10_000
    x = draw.random(n) < 0.5
    a = (draw.random(n) < np.where(x, 0.7, 0.3)).astype(int)
    mean = np.where(x, 30, 60) * np.where(a == 1, 2, 1)
    time, censored = draw.exponential(mean), draw.uniform(0, 200, n)
    values = pseudo_values(np.minimum(time, censored), time <= censored, a, 60, "restricted_mean")
    ours = standardized_means(values, a, x.astype(float), "linear", own_slopes=True).difference(1, 0)
    days = [np.mean([m * k * (1 - np.exp(-60 / (m * k))) for m in (30, 60)]) for k in (1, 2)]
    assert abs(ours.estimate - (days[1] - days[0])) < 4 * ours.std_error
