"""What must not matter to an answer, estimator by estimator: order, names, copies, units, and where follow-up is cut.

The tables name what holds for which estimator; hypothesis draws the studies and how they are rearranged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stepdown.estimators.aalen_johansen import aalen_johansen
from stepdown.estimators.cause_specific import cause_specific
from stepdown.estimators.cox import cox
from stepdown.estimators.kaplan_meier import kaplan_meier
from stepdown.estimators.multinomial import multinomial
from stepdown.estimators.restricted_loss import restricted_loss
from stepdown.estimators.restricted_mean import restricted_mean
from stepdown.estimators.weighted_log_rank import weighted_log_rank
from stepdown.estimators.weighted_survival import weighted_kaplan_meier

from .calls import CALLS
from .counted_calls import COUNTED
from .worlds import N, World, ordinary

# Draws from a seed, person by person in the order of rows: other rows, other draws.
DRAWN = {
    "clone_censor_weight",
    "cross_fitted_means",
    "impute",
    "impute_by_reference",
    "window_strategies",
    "per_protocol",
}
# A number for each person and nothing else.
PERSONAL = {
    "pseudo_values",
    "pseudo_incidence",
    "censoring_weights",
    "observation_weights",
    "follow_up_weights",
}
SEEDS = st.integers(0, 10**6)


def numbers(found: Any, n_rows: int, path: str = "") -> Iterator[tuple[str, np.ndarray]]:
    """Everything in a result that is not a number for each row, with its path."""
    if is_dataclass(found):
        for field in fields(found):
            yield from numbers(getattr(found, field.name), n_rows, f"{path}.{field.name}")
    elif isinstance(found, dict | tuple | list):
        pairs = found.items() if isinstance(found, dict) else enumerate(found)
        for key, value in pairs:
            yield from numbers(value, n_rows, f"{path}[{key}]")
    elif np.asarray(found).dtype.kind in "bfiu" and n_rows not in np.shape(found):
        yield path, np.asarray(found, dtype=float)


def answered(call: Callable[[Any], Any], *given: Any) -> Any:
    """The answer, or the reason why there is none."""
    try:
        return call(*given)
    except ValueError as reason:
        return str(reason)


def same(one: Any, other: Any, n_rows: int = N, but: tuple[str, ...] = (), rows: int | None = None) -> None:
    """Two answers agree in every number, or in that there is none."""
    if isinstance(one, str) or isinstance(other, str):
        assert isinstance(one, str) and isinstance(other, str), (one, other)
        return
    left = {path: value for path, value in numbers(one, n_rows) if not path.endswith(but)}
    right = {path: value for path, value in numbers(other, rows or n_rows) if not path.endswith(but)}
    shared = left.keys() & right.keys()
    assert shared or one == other
    for path in shared:
        scale = float(np.max(np.abs(np.nan_to_num(left[path])), initial=1.0))
        np.testing.assert_allclose(left[path], right[path], rtol=2e-6, atol=2e-6 * scale, err_msg=path)


@pytest.mark.parametrize("name", [name for name in CALLS if name not in DRAWN | PERSONAL])
@settings(max_examples=3)
@given(seed=SEEDS)
def test_order_of_rows(name, seed):
    world = ordinary(seed)
    order = np.random.default_rng(seed).permutation(N)
    # How many steps a search took may differ by one; nothing else.
    same(answered(CALLS[name], world), answered(CALLS[name], world.people(order)), but=(".iterations",))


@pytest.mark.parametrize("name", ["pseudo_values", "pseudo_incidence"])
@settings(max_examples=3)
@given(seed=SEEDS)
def test_order_of_rows_is_that_of_pseudo_values(name, seed):
    world = ordinary(seed)
    order = np.random.default_rng(seed).permutation(N)
    assert CALLS[name](world.people(order)) == pytest.approx(CALLS[name](world)[order], rel=1e-9, abs=1e-12)


# Those that know of sites; the bootstrap and the shrinkage answer in the order of their names.
SITES = {
    "weighted_log_rank", "cox: breslow, strata", "cox: weights, clusters", "logistic: clusters", "linear: clusters",
    "poisson: clusters", "modified_poisson: clusters", "categorical_difference", "weighted_means: matching",
    "gee: binomial", "intraclass_correlation",
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in CALLS if name in SITES])
@settings(max_examples=3)
@given(seed=SEEDS)
def test_names_of_sites(name, seed):
    world = ordinary(seed)
    renamed = replace(
        world,
        strata=np.where(world.strata == "east", "z", "a"),
        cluster=np.array([f"site {9 - site}" for site in world.cluster]),
    )
    same(answered(CALLS[name], world), answered(CALLS[name], renamed))


MEANS = (
    "standardized_means",
    "weighted_means",
    "weighted_risks",
    "weighted_restricted",
    "two_part",
    "augmented",
)
CONTRASTS = [name for name in CALLS if name.startswith(MEANS) and name != "weighted_means: treated"]


@pytest.mark.parametrize("name", [*CONTRASTS, "restricted_mean_difference", "restricted_loss_difference"])
@settings(max_examples=2)
@given(seed=SEEDS)
def test_swapping_the_groups_turns_the_difference_round(name, seed):
    world = ordinary(seed)
    swapped = replace(world, group=np.where(world.group == "clinic", "control", "clinic"))
    ours, theirs = answered(CALLS[name], world), answered(CALLS[name], swapped)
    assume(not isinstance(ours, str))
    ours, theirs = (one[2] if isinstance(one, tuple) else one for one in (ours, theirs))
    assert theirs.estimate == pytest.approx(-ours.estimate, rel=1e-6, abs=1e-9)
    assert (theirs.lower, theirs.upper) == pytest.approx((-ours.upper, -ours.lower), rel=1e-6, abs=1e-9)
    assert theirs.p_value == pytest.approx(ours.p_value, rel=1e-5)


@pytest.mark.parametrize("name", ["log_rank", "weighted_log_rank", "weighted_log_rank: late", "gray"])
@settings(max_examples=5)
@given(seed=SEEDS)
def test_names_of_groups_do_not_matter_to_a_test(name, seed):
    world = ordinary(seed)
    renamed = replace(world, group=np.where(world.group == "clinic", "z", "a"))
    ours, theirs = CALLS[name](world), CALLS[name](renamed)
    assert theirs.chi_square == pytest.approx(ours.chi_square, rel=1e-9)
    assert theirs.observed[::-1] == pytest.approx(ours.observed)


COUNTS = (".n", ".n_events", ".iterations", ".n_of_level")


@pytest.mark.parametrize("name", COUNTED)
@settings(max_examples=4)
@given(seed=SEEDS)
def test_a_count_of_two_is_two_people_and_a_count_of_none_is_nobody(name, seed):
    world = ordinary(seed)
    call, least = COUNTED[name]
    counts = np.random.default_rng(seed).integers(least, 4, N).astype(float)
    rows = np.repeat(np.arange(N), counts.astype(int))
    listed = world.people(rows)
    ours = answered(call, world, counts)
    # `n` is rows in some results and people in others: what is compared are estimates.
    same(
        ours,
        answered(call, listed, np.ones(len(rows))),
        but=COUNTS,
        rows=len(rows),
    )


# Estimates in days, which scale with time; everything else about a time to event does not.
IN_DAYS = {
    "restricted_mean", "restricted_mean: late entry", "restricted_mean_difference", "restricted_loss",
    "restricted_loss_difference", "weighted_restricted_means",
}  # fmt: skip
DAYS = (".time", ".horizon", ".days", ".days_std_error", ".after", ".to")
TIMED = [
    name for name in CALLS
    if name.split(":")[0] in {
        "kaplan_meier", "weighted_kaplan_meier", "log_rank", "weighted_log_rank", "restricted_mean_ratio", "cox",
        "restricted_loss_ratio", "proportional_hazards_test", "aalen_johansen", "gray", "cause_specific", "fine_gray",
        "state_occupation", "transition_probabilities", "grouped_hazards",
        "turnbull", "weighted_risks", "weighted_curves", "accelerated_failure_time", *IN_DAYS,
    }
]  # fmt: skip


@pytest.mark.parametrize("name", TIMED)
@settings(max_examples=3)
@given(seed=SEEDS, factor=st.sampled_from([2.0, 7.0, 24.0]))
def test_units_of_time(name, seed, factor):
    world = ordinary(seed)
    other = replace(
        world, time=factor * world.time, entry=factor * world.entry, horizon=factor * world.horizon
    )
    ours, theirs = answered(CALLS[name], world), answered(CALLS[name], other)
    if name.startswith("accelerated"):
        # Only the intercept moves, by the logarithm of the factor.
        assert theirs.coefficients[0] == pytest.approx(ours.coefficients[0] + np.log(factor), rel=1e-6)
        assert theirs.coefficients[1:] == pytest.approx(ours.coefficients[1:], rel=1e-5, abs=1e-7)
        assert theirs.std_error == pytest.approx(ours.std_error, rel=1e-5)
        return
    if name not in IN_DAYS:
        same(ours, theirs, but=DAYS)
        return
    ours, theirs = (one if isinstance(one, tuple) else (one,) for one in (ours, theirs))
    for one, scaled in zip(ours[:3], theirs[:3], strict=True):
        for part in ("estimate", "std_error", "lower", "upper"):
            assert getattr(scaled, part) == pytest.approx(factor * getattr(one, part), rel=1e-6, abs=1e-9)
        if hasattr(one, "p_value"):
            assert scaled.p_value == pytest.approx(one.p_value, rel=1e-6)


def cut(world: World, day: np.ndarray) -> tuple[np.ndarray, ...]:
    """Everybody's follow-up as two rows where it goes beyond a day: rows, entry, time, and whether it is the last."""
    goes_on = world.time > day
    rows = np.concatenate([np.arange(N), np.flatnonzero(goes_on)])
    entry = np.concatenate([np.zeros(N), day[goes_on]])
    time = np.concatenate([np.where(goes_on, day, world.time), world.time[goes_on]])
    return rows, entry, time, np.concatenate([~goes_on, np.ones(goes_on.sum(), bool)])


# name -> what it says of (time, event, cause, covariates, group, person, entry)
SPLIT: dict[str, Callable[..., Any]] = {
    "cox": lambda w, r, e, t, last: cox(t, w.event[r] & last, w.covariates[r], entry=e).coefficients,
    "cox: errors": lambda w, r, e, t, last: cox(t, w.event[r] & last, w.covariates[r], entry=e).std_error,
    "cox: robust": lambda w, r, e, t, last: (
        cox(t, w.event[r] & last, w.covariates[r], entry=e, cluster=r).std_error
    ),
    "cox: strata": lambda w, r, e, t, last: (
        cox(t, w.event[r] & last, w.covariates[r], entry=e, strata=w.strata[r], ties="breslow").coefficients
    ),
    "cause_specific": lambda w, r, e, t, last: (
        cause_specific(t, w.cause[r] * last, w.covariates[r], entry=e)[2].coefficients
    ),
    "weighted_log_rank": lambda w, r, e, t, last: (
        weighted_log_rank(t, w.event[r] & last, w.group[r], entry=e).chi_square
    ),
    "kaplan_meier": lambda w, r, e, t, last: kaplan_meier(t, w.event[r] & last, e).at([20, 40, 60]),
    "weighted_kaplan_meier": lambda w, r, e, t, last: _in_order(w, r, e, t, last).at([20, 40, 60]),
    "aalen_johansen": lambda w, r, e, t, last: aalen_johansen(t, w.cause[r] * last, e, 2).at([20, 40, 60]),
    "restricted_mean": lambda w, r, e, t, last: restricted_mean(t, w.event[r] & last, 40, e).std_error,
    "restricted_loss": lambda w, r, e, t, last: restricted_loss(t, w.cause[r] * last, 40, 1, e, 2).std_error,
}


def _in_order(w: World, r, e, t, last):
    order = np.lexsort([e, r])
    r, e, t, last = r[order], e[order], t[order], last[order]
    return weighted_kaplan_meier(t, w.event[r] & last, w.weight[r], e, person=r)


@pytest.mark.parametrize("name", SPLIT)
@settings(max_examples=4)
@given(seed=SEEDS)
def test_where_follow_up_is_cut(name, seed):
    world = ordinary(seed)
    whole = (np.arange(N), np.zeros(N), world.time, np.ones(N, bool))
    pieces = cut(world, np.random.default_rng(seed).integers(3, 80, N).astype(float))
    ours, theirs = SPLIT[name](world, *whole), SPLIT[name](world, *pieces)
    for one, other in zip(np.atleast_1d(ours), np.atleast_1d(theirs), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-7, atol=1e-9)


@settings(max_examples=10)
@given(seed=SEEDS)
def test_a_level_that_nobody_has(seed):
    """A third cause, a stratum of people who are never at risk, a fourth ending that nobody had."""
    world = ordinary(seed)
    two, three = (aalen_johansen(world.time, world.cause, n_causes=k) for k in (2, 3))
    assert np.array_equal(three.incidence[:, :2], two.incidence) and not three.incidence[:, 2].any()
    assert np.array_equal(three.std_error[:, :2], two.std_error, equal_nan=True)
    assert restricted_loss(world.time, world.cause, 40, 1, n_causes=3) == restricted_loss(
        world.time, world.cause, 40, 1
    )

    plain = cox(world.time, world.event, world.covariates, strata=world.strata)
    more = world.people(np.append(np.arange(N), [0, 1, 2]))
    event, strata = more.event.copy(), more.strata.copy()
    event[N:], strata[N:] = False, "nowhere"
    with_more = cox(more.time, event, more.covariates, strata=strata)
    same(plain, with_more, but=(".n", ".iterations"))

    counts = np.append(np.ones(N), 0)
    endings, covariates = np.append(world.cause, 2), np.vstack([world.covariates, [9.0, 9.0]])
    counted = answered(lambda: multinomial(endings, covariates, frequency=counts))
    same(answered(lambda: multinomial(world.cause, world.covariates)), counted, but=(".n",), rows=N + 1)
