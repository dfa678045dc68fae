"""The daily chance of an act among people who still wait for it, modelled fast enough to be refitted in every replicate.

A pooled logistic model (D'Agostino et al. 1990, 10.1002/sim.4780091214) whose covariates do not change while people wait:
the odds of person i on day j are then exp(s_i) exp(a_j), so that a step of Newton's method takes n + days exponentials and
sums over a table of people by days, and never a row a person-day. The maximum is that of `pooled_logistic.fit_hazard`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.estimators.pooled_logistic import FAR, NO_MAXIMUM, STEPS, standardize

# So near the maximum a step squares its distance: the next one would change nothing.
CLOSE = 1e-8


@dataclass(frozen=True, eq=False)
class Waiting:
    """Who was still waiting on each day, and what tells how long.

    Attributes
    ----------
    waits : ndarray of float, shape (n, days): 1 on the days on which the act could have come
    acted : ndarray of int, shape (n,): the day of the act, from 1; 0 where it did not come within these days
    clock : ndarray, shape (days, 1 + degree): an intercept and the polynomial in days
    covariates : ndarray, shape (n, p), standardized
    """

    waits: np.ndarray
    acted: np.ndarray
    clock: np.ndarray
    covariates: np.ndarray

    @classmethod
    def of(
        cls, last_day: np.ndarray, act_day: np.ndarray, covariates: np.ndarray, days: int, degree: int
    ) -> Waiting:
        """Lay out `days` days; `last_day` is the last one waited through, the act's own where it came.

        Parameters
        ----------
        last_day : shape (n,), 0 where no day was waited through
        act_day : shape (n,), infinite where the act did not come
        covariates : shape (n, p), known before day 1; p may be 0
        degree : of the polynomial, lowered where there are fewer days
        """
        reached = int(last_day.max(initial=0))
        day = np.arange(1, days + 1)
        waits = (day <= last_day[:, np.newaxis]).astype(float)
        acted = np.where(act_day <= np.minimum(last_day, days), act_day, 0).astype(int)
        spread = standardize(np.arange(1.0, reached + 1)[:, np.newaxis]) if reached > 1 else np.zeros((1, 0))
        clock = np.ones((days, 1))
        if spread.shape[1]:
            # Days beyond those that anybody waited through have no rows, so what stands for them does not matter.
            time = np.concatenate([spread[:, 0], np.full(days - reached, spread[-1, 0])])
            powers = range(1, min(degree, reached - 1) + 1)
            clock = np.column_stack([clock, *(time**power for power in powers)])
        return cls(waits, acted, clock, standardize(covariates))

    def fit(self, counts: np.ndarray, start: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Maximize the likelihood of people who count `counts` times, by Newton's method with step halving.

        Returns
        -------
        coefficients : shape (1 + degree + p,), of the clock and the covariates
        hazard : shape (n, days), the chance of the act on each day, of everybody; 0 where none was waited

        Raises
        ------
        ValueError
            If nobody or everybody acts, or the likelihood has no maximum.
        """
        rows = np.flatnonzero(counts)
        some = _Counted(
            self.waits[rows], self.acted[rows], self.clock, self.covariates[rows], counts[rows].astype(float)
        )
        beta = some.maximum(start)
        odds = _odds(beta, self.clock, self.covariates)
        return beta, odds / (1 + odds) * self.waits


@dataclass(frozen=True, eq=False)
class _Counted:
    waits: np.ndarray
    acted: np.ndarray
    clock: np.ndarray
    covariates: np.ndarray
    counts: np.ndarray

    def maximum(self, start: np.ndarray | None) -> np.ndarray:
        who = self.acted > 0
        days, k = self.clock.shape
        acts_by_day = np.bincount(self.acted[who] - 1, self.counts[who], minlength=days)
        acts, total = float(self.counts[who].sum()), float(self.counts @ self.waits.sum(axis=1))
        if not 0 < acts < total:
            raise ValueError(
                "On the days at risk nobody acted, or everybody did: the chance of it cannot be modelled."
            )
        seen = np.concatenate([acts_by_day @ self.clock, (self.counts * who) @ self.covariates])
        if start is None:
            start = np.zeros(k + self.covariates.shape[1])
            start[0] = np.log(acts / (total - acts))
        beta, odds = start, self._odds(start)
        value = self._value(start, odds, seen)
        for _ in range(STEPS):
            score, information = self._derivatives(odds, seen)
            try:
                step = np.linalg.solve(information, score)
            except np.linalg.LinAlgError:
                raise ValueError(NO_MAXIMUM) from None
            if float(score @ step) < CLOSE:
                return beta + step
            for _ in range(20):
                odds = self._odds(beta + step)
                new = self._value(beta + step, odds, seen)
                if new >= value:
                    break
                step = step / 2
            beta, value = beta + step, new
            if np.abs(beta[1:]).max(initial=0.0) > FAR:
                break
        raise ValueError(NO_MAXIMUM)

    def _odds(self, beta: np.ndarray) -> np.ndarray:
        return _odds(beta, self.clock, self.covariates)

    def _value(self, beta: np.ndarray, odds: np.ndarray, seen: np.ndarray) -> float:
        """Log-likelihood; a product over days first, so that there is one logarithm a person."""
        with np.errstate(over="ignore"):
            product = np.prod(1 + odds * self.waits, axis=1)
        return float(beta @ seen - self.counts @ np.log(product))

    def _derivatives(self, odds: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        hazard = odds / (1 + odds) * self.waits
        spread = hazard * (1 - hazard)
        expected = np.concatenate(
            [(self.counts @ hazard) @ self.clock, (self.counts * hazard.sum(axis=1)) @ self.covariates]
        )
        by_person = (spread @ self.clock) * self.counts[:, np.newaxis]
        cross = self.covariates.T @ by_person
        information = np.block(
            [
                [(self.clock * (self.counts @ spread)[:, np.newaxis]).T @ self.clock, cross.T],
                [cross, (self.covariates * by_person[:, :1]).T @ self.covariates],
            ]
        )
        return seen - expected, information


def _odds(beta: np.ndarray, clock: np.ndarray, covariates: np.ndarray) -> np.ndarray:
    k = clock.shape[1]
    by_day, by_person = np.clip(clock @ beta[:k], -350, 350), np.clip(covariates @ beta[k:], -350, 350)
    return np.exp(by_person)[:, np.newaxis] * np.exp(by_day)
