"""Estimators of times and of competing causes, called on a `World`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from stepdown.estimators.aalen_johansen import aalen_johansen
from stepdown.estimators.accelerated_failure_time import accelerated_failure_time
from stepdown.estimators.act_windows import Window
from stepdown.estimators.cause_specific import cause_specific
from stepdown.estimators.clone_censor_weight import clone_censor_weight
from stepdown.estimators.cox import cox
from stepdown.estimators.decisions import Decisions
from stepdown.estimators.fine_gray import fine_gray
from stepdown.estimators.gray import gray
from stepdown.estimators.grouped_hazards import grouped_hazards
from stepdown.estimators.kaplan_meier import kaplan_meier
from stepdown.estimators.log_rank import log_rank
from stepdown.estimators.per_protocol import per_protocol
from stepdown.estimators.proportional_hazards import proportional_hazards_test
from stepdown.estimators.pseudo_incidence import pseudo_incidence
from stepdown.estimators.pseudo_values import pseudo_values
from stepdown.estimators.restricted_loss import (
    restricted_loss,
    restricted_loss_difference,
    restricted_loss_ratio,
)
from stepdown.estimators.restricted_mean import (
    restricted_mean,
    restricted_mean_difference,
    restricted_mean_ratio,
)
from stepdown.estimators.state_occupation import (
    later_occupation,
    state_occupation,
    transition_probabilities,
)
from stepdown.estimators.turnbull import turnbull
from stepdown.estimators.weighted_log_rank import weighted_log_rank
from stepdown.estimators.weighted_survival import weighted_kaplan_meier
from stepdown.estimators.window_strategies import value_risks, window_strategies

from .worlds import World


def both(world: World, one: Callable[[np.ndarray], Any], contrast: Callable[[Any, Any], Any]) -> Any:
    """A contrast of the clinic with the control."""
    return contrast(one(world.group == "clinic"), one(world.group == "control"))


def _clones(world: World) -> Any:
    """Whoever pays starts within ten days, some on the last of them."""
    start = np.where(world.cost > 0, np.minimum(world.time, 1 + world.entry % 4 * 3), np.inf)
    return clone_censor_weight(
        world.time, world.cause, start, world.covariates, grace=10, days=[40], seed=1, replicates=20
    )


def _decisions(world: World) -> Decisions:
    """Whoever has an event decided on that day; the end of follow-up was nobody's doing."""
    decided = np.where(world.event, world.time, np.inf)
    free_to = np.where(world.event, np.inf, world.time - 1)
    return Decisions.of(decided, free_to, [30, 60], world.covariates)


def _windows(world: World) -> Any:
    """To decide by day 60, or from then on."""
    decided = np.where(world.event, world.time, np.inf)
    windows = [Window("early", 0, 60), Window("late", 61)]
    risks = value_risks(world.yes)
    return window_strategies(_decisions(world), decided, windows, risks, [40], seed=1, replicates=20)


def _kept(world: World) -> Any:
    return per_protocol(
        world.yes, world.group, world.covariates, _decisions(world), keep_to=40, levels=["control", "clinic"], day=40,
        seed=1, replicates=20,
    )  # fmt: skip


def _stays(world: World) -> dict[str, Any]:
    """Everybody starts in state 0 and goes where the cause says; half of them come back from 1 later."""
    n = len(world.time)
    return {
        "person": np.arange(n),
        "start": np.zeros(n),
        "stop": world.time,
        "state": np.zeros(n, dtype=int),
        "to": np.where(world.cause > 0, world.cause, -1),
        "n_states": 3,
        "horizon": world.horizon,
    }


def in_quarters(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Times known only to lie in a quarter of the horizon."""
    width = world.horizon / 4
    lowest = np.floor(world.time / width) * width
    return lowest, np.where(world.event, lowest + width - 1, np.nan)


def _fitted_test(world: World) -> Any:
    fitted = cox(world.time, world.event, world.covariates)
    return proportional_hazards_test(world.time, world.event, world.covariates, fitted.coefficients)


# name -> the estimator on a world. Names before a colon are those of the functions.
CALLS: dict[str, Callable[[World], Any]] = {
    "kaplan_meier": lambda w: kaplan_meier(w.time, w.event),
    "kaplan_meier: late entry": lambda w: kaplan_meier(w.time, w.event, w.entry),
    "weighted_kaplan_meier": lambda w: weighted_kaplan_meier(w.time, w.event, w.weight),
    "log_rank": lambda w: log_rank(w.time, w.event, w.group),
    "weighted_log_rank": lambda w: weighted_log_rank(w.time, w.event, w.group, strata=w.strata),
    "weighted_log_rank: late": lambda w: weighted_log_rank(
        w.time, w.event, w.group, weighting="fleming_harrington", gamma=1
    ),
    "restricted_mean": lambda w: restricted_mean(w.time, w.event, w.horizon),
    "restricted_mean: late entry": lambda w: restricted_mean(w.time, w.event, w.horizon, w.entry),
    "restricted_mean_difference": lambda w: both(
        w, lambda of: restricted_mean(w.time[of], w.event[of], w.horizon), restricted_mean_difference
    ),
    "restricted_mean_ratio": lambda w: both(
        w, lambda of: restricted_mean(w.time[of], w.event[of], w.horizon), restricted_mean_ratio
    ),
    "restricted_loss": lambda w: restricted_loss(w.time, w.cause, w.horizon, 1, n_causes=2),
    "restricted_loss_difference": lambda w: both(
        w,
        lambda of: restricted_loss(w.time[of], w.cause[of], w.horizon, 1, n_causes=2),
        restricted_loss_difference,
    ),
    "restricted_loss_ratio": lambda w: both(
        w,
        lambda of: restricted_loss(w.time[of], w.cause[of], w.horizon, 1, n_causes=2),
        restricted_loss_ratio,
    ),
    "cox": lambda w: cox(w.time, w.event, w.covariates),
    "cox: breslow, strata": lambda w: cox(w.time, w.event, w.covariates, strata=w.strata, ties="breslow"),
    "cox: weights, clusters": lambda w: cox(
        w.time, w.event, w.covariates, weights=w.weight, cluster=w.cluster
    ),
    "cox: late entry": lambda w: cox(w.time, w.event, w.covariates, w.entry),
    "proportional_hazards_test": _fitted_test,
    "accelerated_failure_time": lambda w: accelerated_failure_time(w.time, w.event, w.covariates),
    "accelerated_failure_time: log_normal": lambda w: accelerated_failure_time(
        w.time, w.event, w.covariates, distribution="log_normal"
    ),
    "aalen_johansen": lambda w: aalen_johansen(w.time, w.cause, n_causes=2),
    "gray": lambda w: gray(w.time, w.cause, w.group),
    "cause_specific": lambda w: cause_specific(w.time, w.cause, w.covariates),
    "fine_gray": lambda w: fine_gray(w.time, w.cause, w.covariates),
    "pseudo_values": lambda w: pseudo_values(w.time, w.event, w.group, w.horizon, "risk"),
    "pseudo_incidence": lambda w: pseudo_incidence(w.time, w.cause, w.group, w.horizon),
    "state_occupation": lambda w: state_occupation(**_stays(w)),
    "transition_probabilities": lambda w: transition_probabilities(
        **_stays(w), from_state=0, from_day=w.horizon / 8
    ),
    "later_occupation": lambda w: later_occupation(**_stays(w), from_state=0, from_day=w.horizon / 8),
    "window_strategies": _windows,
    "per_protocol": _kept,
    "grouped_hazards": lambda w: grouped_hazards(*in_quarters(w), w.covariates),
    "turnbull": lambda w: turnbull(*in_quarters(w)),
    "clone_censor_weight": _clones,
}
