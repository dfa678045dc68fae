"""Weights for being seen: what they are in closed form, worlds of informative loss, and what is refused.

Every number of HELP's weighted analyses is compared with R in tests/answers/test_help_against_r.py.
"""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.kaplan_meier import kaplan_meier
from stepdown.estimators.observation_weights import follow_up_weights, observation_weights
from stepdown.estimators.weighted_means import weighted_means
from stepdown.estimators.weighted_survival_effects import weighted_risks
from stepdown.estimators.weights import known_weights

HORIZON = 180


def test_weights_of_strata_are_one_over_the_share_seen():
    stratum = np.repeat([0.0, 1.0], [8, 12])
    seen = np.array([True] * 4 + [False] * 4 + [True] * 9 + [False] * 3)
    found = observation_weights(seen, stratum)
    assert found.value == pytest.approx(np.where(seen, np.where(stratum == 1, 12 / 9, 2.0), 0.0))
    assert found.total.sum() == pytest.approx(20)


def test_without_loss_every_weight_is_one():
    assert observation_weights([True] * 5, np.arange(5.0)).value == pytest.approx(1)
    known, weights = follow_up_weights([3, 10, 10], [True, False, False], [0.0, 1.0, 0.0], 10)
    assert known.all()
    assert weights.value == pytest.approx(1)


def test_in_one_group_it_is_the_kaplan_meier_estimate():
    """With loss that depends on nothing, the weighted share is Kaplan–Meier's: here a covariate that loss ignores."""
    time = np.tile([0, 2, 2, 3, 5, 5, 7, 9, 10, 10], 2)
    event = np.tile([0, 1, 0, 1, 1, 0, 0, 1, 0, 0], 2)
    known, weights = follow_up_weights(time, event, np.repeat([0.0, 1.0], 10), 10)
    share = (weights.value * known * event).sum() / weights.value.sum()
    assert share == pytest.approx(1 - kaplan_meier(time, event).survival[-1], abs=1e-9)
    assert weights.value.sum() == pytest.approx(20)


def test_who_was_never_seen_is_lost_before_anybody_has_the_event():
    time = [np.nan, np.nan, 0, 4, 10, 10, 10, 10]
    event = [0, 0, 1, 1, 0, 0, 0, 0]
    known, weights = follow_up_weights(time, event, np.tile([0.0, 1.0], 4), 10)
    assert list(known) == [False, False, *[True] * 6]
    assert weights.value == pytest.approx(np.where(known, 8 / 6, 0.0))


def test_an_event_after_the_horizon_is_none():
    time, event = [3, 12, 5, 11, 10, 5, 12, 4], [1, 1, 0, 1, 0, 0, 0, 1]
    known, weights = follow_up_weights(time, event, np.tile([0.0, 1.0], 4), 10)
    assert list(known) == [True, True, False, True, True, False, True, True]
    assert weights.value == pytest.approx([1, 6 / 4, 0, 6 / 4, 6 / 4, 0, 6 / 4, 1])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: observation_weights([False, False], [0.0, 1.0]), "Nobody's outcome is known"),
        (lambda: follow_up_weights([np.nan, 3], [0, 0], [0.0, 1.0], 10), "Nobody was followed long enough"),
        (lambda: follow_up_weights([1, 3], [0, 1], [0.0, 1.0], 0), "horizon must be a positive"),
        (lambda: observation_weights([True, True, False, False], [0.0, 0.1, 5.0, 6.0]), "separates"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def _rate(early, arm):
    return np.exp(-5 + 0.8 * early - 0.4 * arm)


def _world(number: int, n: int) -> dict[str, tuple[float, bool]]:
    """Analysis -> how far from the truth, and whether the interval holds it; loss goes opposite ways in the arms."""
    draw = np.random.Generator(np.random.Philox(np.random.SeedSequence(7, spawn_key=(number,))))
    early, arm = draw.normal(size=n), (draw.random(n) < 0.5).astype(float)
    about = np.column_stack([arm, early, early * arm])
    seen = draw.random(n) < 1 / (1 + np.exp(-0.8 + 0.8 * early * (2 * arm - 1)))
    score = 1 + early - 0.5 * arm + draw.normal(size=n)
    happens = np.ceil(draw.exponential(1 / _rate(early, arm)))
    leaves = np.floor(draw.exponential(np.exp(6 - 0.7 * early * (2 * arm - 1))))
    time, event = np.minimum(np.minimum(happens, leaves), HORIZON), happens <= np.minimum(leaves, HORIZON)
    z, weight = np.polynomial.hermite_e.hermegauss(60)
    risk = [weight @ -np.expm1(-HORIZON * _rate(z, side)) / weight.sum() for side in (0, 1)]
    known, weights = follow_up_weights(time, event, about, HORIZON)
    found = {
        "score seen": (-0.5, weighted_means(score[seen], arm[seen], known_weights(np.ones(seen.sum())))),
        "score": (-0.5, weighted_means(np.where(seen, score, 0), arm, observation_weights(seen, about))),
        "curve": (risk[1] - risk[0], weighted_risks(time, event, arm, known_weights(np.ones(n)), HORIZON)),
        "time": (risk[1] - risk[0], weighted_means(known & event, arm, weights)),
    }
    effects = {name: (truth, means.difference(1, 0)) for name, (truth, means) in found.items()}
    return {
        name: (one.estimate - truth, one.lower <= truth <= one.upper)
        for name, (truth, one) in effects.items()
    }


def test_where_loss_depends_on_prognosis_the_weights_cover_and_those_who_were_seen_do_not():
    worlds = [_world(number, 600) for number in range(120)]
    covered = {name: np.mean([world[name][1] for world in worlds]) for name in worlds[0]}
    bias = {name: np.mean([world[name][0] for world in worlds]) for name in worlds[0]}
    # 120 worlds: a nominal 95 % stays above 89 % but for once in a thousand.
    assert min(covered["score"], covered["time"]) > 0.89
    assert covered["score seen"] < 0.3
    assert covered["curve"] < 0.8
    assert abs(bias["score"]) < 0.05 < 0.3 < abs(bias["score seen"])
    assert abs(bias["time"]) < 0.015 < 0.05 < abs(bias["curve"])
