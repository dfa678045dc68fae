"""An act that may come in any of a row of intervals (stopping, leaving), and the chance of it given what was known.

Days are cut into intervals, because people decide in weeks and programs plan in weeks. Whoever is still at risk at the start
of an interval, and to whom nothing else happens in it, either acts in it or does not. A pooled logistic model with a
constant for each interval gives the chance (D'Agostino et al. 1990, 10.1002/sim.4780091214); where fewer than `FEWEST` act,
or do not, the chance is the plain share, since a model of so few has no maximum. What makes people stop early need not be
what makes them stop when the plan ends: each stretch of intervals has a model of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators.pooled_logistic import PersonDays, fit_hazard, standardize

FEWEST = 5


@dataclass(frozen=True, eq=False)
class Decisions:
    """Who could act in each interval, who did, and what was known at its start.

    Attributes
    ----------
    ends : ndarray of int, shape (k,): the last day of each interval; the first begins on day 0
    at_risk, acted : ndarrays of bool, shape (n, k)
    baseline : ndarray, shape (n, p)
    history : ndarray, shape (n, k, q): what was known at the start of each interval; q may be 0
    modelled : ndarray of int: the intervals that have a constant in a model
    rows : for each stretch that has modelled intervals, their people and intervals at risk
    """

    ends: np.ndarray
    at_risk: np.ndarray
    acted: np.ndarray
    baseline: np.ndarray
    history: np.ndarray
    modelled: np.ndarray
    rows: tuple[PersonDays, ...]

    @classmethod
    def of(
        cls,
        act_day: Any,
        free_to: Any,
        ends: Sequence[int],
        baseline: Any,
        history: Any = None,
        stretches: Sequence[int] | None = None,
    ) -> Decisions:
        """Cut each person's days.

        Parameters
        ----------
        act_day : shape (n,), the day of the act from 0, infinite where it did not come
        free_to : shape (n,), the last day through which nothing else had happened that ends the risk (the outcome, death,
            jail, the end of the record); infinite where nothing did
        ends : last day of each interval, ascending
        baseline : shape (n, p), known at time zero
        history : shape (n, k, q), known at the start of each interval
        stretches : k numbers; intervals with the same one share a model; all do where it is not given
        """
        act_day, free_to = np.asarray(act_day, dtype=float), np.asarray(free_to, dtype=float)
        ends = np.asarray(ends, dtype=int)
        starts = np.concatenate([[0], ends[:-1] + 1])
        n, k = len(act_day), len(ends)
        if not n:
            raise ValueError("There is nobody whose days could be cut.")
        baseline = np.asarray(baseline, dtype=float).reshape(n, -1)
        history = np.zeros((n, k, 0)) if history is None else np.asarray(history, dtype=float)
        if not (np.isfinite(baseline).all() and np.isfinite(history).all()):
            raise ValueError("covariates are missing or not finite in some rows.")
        # Through the end of the interval, so that its chance is that of people whose weight it will carry.
        at_risk = (act_day[:, np.newaxis] >= starts) & (free_to[:, np.newaxis] >= ends)
        acted = at_risk & (act_day[:, np.newaxis] <= ends)
        acts, waits = acted.sum(axis=0), (at_risk & ~acted).sum(axis=0)
        modelled = np.flatnonzero((acts >= FEWEST) & (waits >= FEWEST))
        stretch = np.zeros(k, dtype=int) if stretches is None else np.asarray(stretches)
        rows = tuple(
            _rows(at_risk, acted, modelled[stretch[modelled] == one], baseline, history)
            for one in np.unique(stretch[modelled])
        )
        return cls(ends, at_risk, acted, baseline, history, modelled, rows)

    def fit(
        self, counts: np.ndarray, start: Sequence[np.ndarray] | None = None
    ) -> tuple[list[np.ndarray], np.ndarray]:
        """Coefficients of each model, and the chance of acting of people who count `counts` times, shape (n, k).

        Who is not at risk has no chance. Who counts 0 times has the plain share, and no weight later on.

        Raises
        ------
        ValueError
            If a likelihood has no maximum.
        """
        counted = counts[:, np.newaxis] * self.at_risk
        people = counted.sum(axis=0)
        share = np.divide(
            (counted * self.acted).sum(axis=0), people, out=np.zeros(len(people)), where=people > 0
        )
        chance = self.at_risk * share
        found = []
        for i, model in enumerate(self.rows):
            weight = counts[model.who]
            some = np.flatnonzero(weight)
            rows = PersonDays(model.who[some], model.day[some], model.acted[some], model.design[some])
            beta, hazard = fit_hazard(rows, weight[some], None if start is None else start[i])
            chance[rows.who, rows.day] = hazard
            found.append(beta)
        return found, chance


def _rows(
    at_risk: np.ndarray, acted: np.ndarray, modelled: np.ndarray, baseline: np.ndarray, history: np.ndarray
) -> PersonDays:
    who, place = np.nonzero(at_risk[:, modelled])
    interval = modelled[place]
    dummies = (place[:, np.newaxis] == np.arange(1, len(modelled))).astype(float)
    known = standardize(np.column_stack([baseline[who], history[who, interval]]))
    design = np.column_stack([np.ones(len(who)), dummies, known])
    return PersonDays(who, interval, acted[who, interval].astype(float), design)
