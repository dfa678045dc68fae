"""The weighted product limit as steps, and its derivatives by every row's weight.

The derivative of log survival by the weight of a row at risk is d / (y (y − d)) in every step, and
−1 / y where the row has its event: Efron 1982, chapter 6 (infinitesimal jackknife).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Steps:
    """A weighted product limit, and where each row is in it.

    Attributes
    ----------
    time : ndarray, shape (k,), distinct days on which rows end
    code, opening : ndarrays of int, shape (n,), a row is at risk at steps opening ≤ s ≤ code
    at_risk, events, survival : ndarrays of float, shape (k,)
    """

    time: np.ndarray
    code: np.ndarray
    opening: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray
    survival: np.ndarray

    def at_risk_sum(self, values: np.ndarray) -> np.ndarray:
        """Sum of values (n,) over the rows at risk at each step."""
        return _at_risk_sum(values, self.code, self.opening, len(self.time))

    def slopes(self) -> tuple[np.ndarray, np.ndarray]:
        """Derivative of log survival at each step by the weight of a row that is at risk, or has its event there.

        At risk: d / (y (y − d)); event: −1 / y. Both 0 where nobody survives the step, because the
        curve stays at 0 however the weights change a little.
        """
        survivors = self.survival > 0
        left = np.where(survivors, self.at_risk - self.events, 1.0)
        at_risk = np.where(survivors, self.at_risk, 1.0)
        return np.where(survivors, self.events / (at_risk * left), 0.0), np.where(
            survivors, -1 / at_risk, 0.0
        )

    def derivative(self, event: np.ndarray, height: np.ndarray) -> np.ndarray:
        """Derivative of Σ_s height_s × (change of log survival at step s) by each row's weight.

        Parameters
        ----------
        event : ndarray of bool, shape (n,)
        height : ndarray, shape (k,) — S(t) for steps up to t to have S(t)'s derivative, the area
            that is left for that of a restricted mean

        Returns
        -------
        ndarray, shape (n,)
        """
        at_risk, own = self.slopes()
        running = np.concatenate([[0.0], np.cumsum(at_risk * height)])
        derivative = running[self.code + 1] - running[self.opening]
        # A row's own event takes the place of having been at risk in that step.
        derivative[event] += ((own - at_risk) * height)[self.code[event]]
        return derivative


def weighted_steps(
    time: np.ndarray, event: np.ndarray, weights: np.ndarray, entry: np.ndarray | None
) -> Steps:
    """The product limit Π (1 − d / y) of checked survival data with total weights of 0 or more."""
    distinct, code = np.unique(time, return_inverse=True)
    opening = np.zeros(len(time), dtype=int) if entry is None else np.searchsorted(distinct, entry, "right")
    at_risk = _at_risk_sum(weights, code, opening, len(distinct))
    events = np.bincount(code[event], weights[event], len(distinct))
    if weights.sum() <= 0:
        raise ValueError("Nobody has any weight: there is no curve.")
    # Rounding may leave a trace of weight where all who are at risk have the event.
    all_end = events >= at_risk * (1 - 1e-12)
    share = np.divide(events, at_risk, out=np.zeros(len(distinct)), where=events > 0)
    return Steps(
        distinct, code, opening, at_risk, events, np.cumprod(np.where(all_end & (events > 0), 0.0, 1 - share))
    )


def _at_risk_sum(values: np.ndarray, code: np.ndarray, opening: np.ndarray, n_steps: int) -> np.ndarray:
    ends = np.bincount(code, values, n_steps + 1)
    starts = np.bincount(opening, values, n_steps + 1)
    running = np.cumsum(ends[::-1])[::-1] - np.cumsum(starts[::-1])[::-1]
    # At step s: rows ending at s or later, less those opening after s.
    return running[:n_steps] + starts[:n_steps]
