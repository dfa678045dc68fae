"""Clone, censor, weight: against R, by hand, and in worlds whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.clone_censor_weight import clone_censor_weight
from stepdown.estimators.pooled_logistic import PersonDays, fit_hazard, standardize
from stepdown.estimators.strategy_contrasts import contrasts_of, spread_of
from stepdown.estimators.waiting_hazard import Waiting
from stepdown.simulate.harbor.block import blocks
from stepdown.simulate.harbor.course import COMPLETED, INCARCERATED, NEVER
from stepdown.simulate.harbor.world import load_world

from .oracle import agrees, made_up, reference


def of_table(table, grace, truncation=1.0, replicates=2, days=(60,), covariates=("need", "home"), seed=1):
    return clone_censor_weight(
        table["time"],
        table["cause"],
        table["start_day"],
        table[list(covariates)],
        grace=grace,
        days=days,
        seed=seed,
        replicates=replicates,
        truncation=truncation,
    )


@pytest.mark.parametrize(("case", "grace", "truncation"), [("grace_7", 7, 0.99), ("grace_14", 14, 1.0)])
def test_agrees_with_r(case, grace, truncation):
    ours = of_table(made_up("strategies"), grace, truncation)
    for strategy, risk in ours.risk.items():
        agrees(risk[[10, 20, 40, 60]], reference("clone_censor_weight")[case][strategy], 1e-7)


def test_by_hand():
    # Ten people, grace of one day: four start on day 1, so h = 0.4. Two starters and three others have the outcome on day 2.
    time = [2, 2, 5, 5, 2, 2, 2, 5, 5, 5]
    cause = [1, 1, 0, 0, 1, 1, 1, 0, 0, 0]
    start = [1] * 4 + [np.nan] * 6
    ours = clone_censor_weight(
        time, cause, start, np.zeros((10, 0)), grace=1, days=(5,), seed=1, replicates=40
    )
    assert ours.risk["start"][[1, 2, 5]] == pytest.approx([0, 0.5, 0.5])
    assert ours.risk["none"][[1, 2, 5]] == pytest.approx([0, 0.5, 0.5])
    assert ours.largest_weight == {"start": pytest.approx(1 / 0.4), "none": pytest.approx(1 / 0.6)}
    assert (ours.n, ours.n_started, ours.n_events) == (10, 4, {"start": 2, "none": 3})


def test_what_happens_before_the_departure_counts_in_both_clones():
    # The outcome of day 1 comes before anybody departs from "start by day 2".
    time, cause = [1, 1, 4, 4, 4, 4, 4, 4], [1, 1, 0, 0, 0, 0, 0, 0]
    start = [np.nan, np.nan, 2, 2, 2, np.nan, np.nan, np.nan]
    ours = clone_censor_weight(
        time, cause, start, np.zeros((8, 0)), grace=2, days=(4,), seed=1, replicates=40
    )
    assert [ours.risk["start"][1], ours.risk["none"][1]] == pytest.approx([2 / 8, 2 / 8])


def test_the_fast_model_of_starting_is_a_pooled_logistic_one():
    table = made_up("strategies")
    start = table["start_day"].fillna(np.inf).to_numpy()
    last = np.minimum(np.minimum(table["time"].to_numpy(), start), 14).astype(int)
    covariates = table[["need", "home"]].to_numpy(float)
    counts = np.random.default_rng(3).poisson(1.0, len(table)).astype(float)
    waiting = Waiting.of(last, start, covariates, 14, 2)
    beta, hazard = waiting.fit(counts)
    who, day = np.nonzero(waiting.waits)
    design = np.column_stack([waiting.clock[day], standardize(covariates)[who]])
    rows = PersonDays(who, day, (day + 1 == start[who]).astype(float), design)
    theirs, chance = fit_hazard(rows, counts[who])
    agrees(beta, theirs, 1e-6)
    agrees(hazard[who, day], chance, 1e-6)


def test_row_order_does_not_matter_to_the_estimate():
    table = made_up("strategies")
    shuffled = table.sample(frac=1, random_state=1)
    agrees(of_table(table, 7).risk["start"], of_table(shuffled, 7).risk["start"], 1e-10)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    table = made_up("strategies")
    errors = [of_table(table, 7, replicates=20, seed=seed).contrasts[0].std_error for seed in (1, 1, 2)]
    assert errors[0] == errors[1] != errors[2]


def test_a_covariate_that_is_the_same_for_all_changes_nothing():
    table = made_up("strategies").assign(same=3.0)
    agrees(
        of_table(table, 7).risk["none"],
        of_table(table, 7, covariates=("need", "home", "same")).risk["none"],
        1e-10,
    )


def after_treatment(world, people):
    """Days to the first use after treatment, causes, the day aftercare began, and what drives both."""
    parts = []
    for block in blocks(world, people):
        course = block.course()
        known = (course.death_day > course.end_day) & (course.end_reason != INCARCERATED)
        use, death = (
            day - course.end_day for day in (course.first_use_after(course.end_day + 1), course.death_day)
        )
        time = np.minimum(np.minimum(use, death), 200)
        cause = np.where(use <= np.minimum(death, 200), 1, np.where(death <= 200, 2, 0))
        start = np.where(course.aftercare_day < NEVER, course.aftercare_day - course.end_day, np.inf)
        last_week = np.clip((course.end_day - 1) // 7, 0, None)
        used = course.latent[np.arange(len(time)), last_week]
        drivers = np.column_stack([block.people.severity, course.end_reason == COMPLETED, used])
        parts.append((time[known], cause[known], start[known], drivers[known]))
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def test_in_a_null_world_waiting_time_fools_the_naive_comparison_and_not_this_one():
    time, cause, start, drivers = after_treatment(load_world().null(), 6000)
    used = (cause == 1) & (time <= 90)
    ever = start < np.inf
    naive = used[ever].mean() - used[~ever].mean()
    ours = clone_censor_weight(time, cause, start, drivers, grace=14, days=(90,), seed=1, replicates=60)
    difference = ours.contrasts[0]
    assert naive < -0.05
    assert difference.lower < 0 < difference.upper
    assert difference.upper - difference.lower < 0.1


def test_an_interval_near_1_does_not_shrink_to_nothing():
    # Nobody is left free of it, so every replicate says 1; with 100 people in effect, up to 4 of 100 may still be.
    near = spread_of(1.0, np.ones(200), 100, before=0.6, free=0.4)
    assert near.upper == pytest.approx(1.0)
    assert near.lower == pytest.approx(1 - 0.4 * 0.037, abs=1e-3)
    # Far from the edge it is the interval of the replicates.
    draws = 0.5 + 0.05 * np.random.default_rng(1).standard_normal(4000)
    far = spread_of(0.5, draws, 1000)
    assert [far.lower, far.upper] == pytest.approx([0.5 - 1.96 * 0.05, 0.5 + 1.96 * 0.05], abs=0.004)


def test_two_risks_that_move_together_are_told_apart_better():
    draws = np.random.default_rng(2).normal(0.5, 0.05, (2000, 1))
    one, other = (spread_of(risk, risk - 0.5 + draws[:, 0], 1e6) for risk in (0.6, 0.5))
    together = contrasts_of((one, other), np.column_stack([draws + 0.1, draws]), 9, ("a", "b"))[0]
    apart = contrasts_of((one, other), np.column_stack([draws + 0.1, draws[::-1]]), 9, ("a", "b"))[0]
    assert together.estimate == apart.estimate == pytest.approx(0.1)
    assert together.upper - together.lower < 0.2 * (apart.upper - apart.lower)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"time": [0, 3, 4]}, "whole number of days from 1; it is not in 1 rows"),
        ({"cause": [0, 1, 3]}, "cause must be 0, 1 or 2"),
        ({"start_day": [np.nan] * 3}, "Nobody started"),
        ({"start_day": [0.5, np.nan, np.nan]}, "start_day must be a whole number"),
        ({"grace": 9}, "end before the horizon"),
        ({"covariates": [[np.nan], [1], [2]]}, "not finite"),
        ({"start_day": [1, np.nan, np.nan]}, "last day of the grace period"),
    ],
)
def test_what_cannot_be_estimated_is_said(change, message):
    given = {
        "time": [3, 3, 4],
        "cause": [0, 1, 0],
        "start_day": [1, 2, np.nan],
        "covariates": np.zeros((3, 0)),
        "grace": 2,
    }
    given |= change
    with pytest.raises(ValueError, match=message):
        clone_censor_weight(**given, days=(4,), seed=1, replicates=5)
