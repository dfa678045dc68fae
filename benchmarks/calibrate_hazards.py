"""Do intervals of log hazard ratios and of pseudo-values cover the truth as often as they say?

Every world draws people anew, with hazards that are proportional and known. Times are in whole days, so that many are tied,
unless they must not be. Strata have hazards of their own, clusters times that hang together, late arrivals are seen only
from their day of entry on, and weights undo a sampling by how people fared. Rows in brackets leave out on purpose what the
row above them takes in.
"""

from __future__ import annotations

from math import nan

import numpy as np
from worlds import generator

from stepdown.estimators.cause_specific import cause_specific
from stepdown.estimators.cox import cox
from stepdown.estimators.discrete.pack import dummies, pack
from stepdown.estimators.linear import linear
from stepdown.estimators.proportional_hazards import proportional_hazards_test
from stepdown.estimators.pseudo_incidence import pseudo_incidence
from stepdown.estimators.pseudo_values import pseudo_values

WORLDS, PEOPLE = 1000, 300
SEED = 20261127
Z95 = 1.959963984540054
# Log hazard ratios of the treated and for a point of severity; mean days to the event of the others.
EFFECT, SEVERITY, DAYS, HORIZON = 0.5, 0.4, 50.0, 60.0
# Two causes: events a day in the reference, and how many times as many in the treated.
RATES, RATIOS = (1 / 60, 1 / 90), (1.5, 1.0)
CLUSTERS, SIZE = 60, 5
KEPT = 0.4
NOTES = """
Notes. Rows in brackets are there to fail.
"""
EXPLAINED = ("* (*)",)
Rows = dict[str, tuple[float, float, float, float, float]]


def one_world(number: int, n: int) -> Rows:
    """Estimator -> truth, estimate, standard error and 95 % limits."""
    draw, rows = generator(SEED, number), {}
    _ties(draw, n, rows)
    _sampled(draw, n, rows)
    _clustered(draw, rows)
    _entering(draw, n, rows)
    _causes(draw, n, rows)
    _pseudo(draw, n, rows)
    return rows


def _keep(rows: Rows, name: str, truth: float, fit, column: int = 0) -> None:
    estimate, error = float(fit.coefficients[column]), float(fit.std_error[column])
    rows[name] = (truth, estimate, error, estimate - Z95 * error, estimate + Z95 * error)


def _times(draw: np.random.Generator, log_hazard: np.ndarray, days: np.ndarray | float = DAYS):
    """Days to the event or to being lost, not rounded."""
    when, lost = draw.exponential(days / np.exp(log_hazard)), draw.uniform(30, 150, len(log_hazard))
    return np.minimum(when, lost), when <= lost


def _ties(draw: np.random.Generator, n: int, rows: Rows) -> None:
    """Whole days; a number as a covariate takes the dense path, categories the discrete one; strata."""
    arm, severity = np.arange(n) % 2, draw.normal(size=n)
    time, event = _times(draw, EFFECT * arm + SEVERITY * severity)
    known = np.column_stack([arm, severity])
    fit = cox(np.ceil(time), event, known)
    _keep(rows, "Cox, Efron, dense path", EFFECT, fit)
    _keep(rows, "Cox, Breslow, dense path", EFFECT, cox(np.ceil(time), event, known, ties="breslow"))
    test = proportional_hazards_test(np.ceil(time), event, known, fit.coefficients)
    for name, p_value in (("one", test.p_value[0]), ("global", test.global_p_value)):
        rows[f"silence of the test: proportional hazards, {name}"] = (0, nan, nan, float(p_value < 0.05), 1)
    severe = draw.integers(0, 3, n)
    time, event = _times(draw, EFFECT * arm + SEVERITY * severe)
    packed = pack([dummies(arm, 2), dummies(severe, 3)])
    _keep(rows, "Cox, Efron, discrete path", EFFECT, cox(np.ceil(time), event, packed, path="discrete"))
    site = draw.integers(0, 8, n)
    arm = (draw.random(n) < 0.2 + 0.6 * (site % 2)).astype(int)
    time, event = _times(draw, EFFECT * arm, DAYS / (1 + site % 2))
    _keep(rows, "Cox, stratified", EFFECT, cox(np.ceil(time), event, arm, strata=site))
    _keep(rows, "Cox (strata left out)", EFFECT, cox(np.ceil(time), event, arm))


def _sampled(draw: np.random.Generator, n: int, rows: Rows) -> None:
    """Everybody with the event is in the sample, and a share of the others by arm; weights undo it."""
    arm = np.arange(2 * n) % 2
    time, event = _times(draw, EFFECT * arm)
    chance = np.where(event, 1.0, np.where(arm, KEPT, 2 * KEPT))
    kept = draw.random(2 * n) < chance
    time, event, arm, weight = time[kept], event[kept], arm[kept], 1 / chance[kept]
    _keep(rows, "Cox, weighted, robust", EFFECT, cox(np.ceil(time), event, arm, weights=weight))
    _keep(rows, "Cox (weights left out)", EFFECT, cox(np.ceil(time), event, arm))


def _clustered(draw: np.random.Generator, rows: Rows) -> None:
    """Sites treat all of their people alike, and their people's times hang together."""
    from scipy.special import ndtr

    site = np.repeat(np.arange(CLUSTERS), SIZE)
    arm = site % 2
    shared = draw.normal(size=CLUSTERS)[site]
    chance = ndtr(np.sqrt(0.4) * shared + np.sqrt(0.6) * draw.normal(size=len(site)))
    when, lost = -DAYS * np.log(chance) / np.exp(EFFECT * arm), draw.uniform(30, 150, len(site))
    time, event = np.ceil(np.minimum(when, lost)), when <= lost
    _keep(rows, "Cox, 60 clusters, robust", EFFECT, cox(time, event, arm, cluster=site))
    _keep(rows, "Cox (clusters left out)", EFFECT, cox(time, event, arm))


def _entering(draw: np.random.Generator, n: int, rows: Rows) -> None:
    """Delayed entry; and something that begins on the way."""
    arm, late = np.arange(2 * n) % 2, draw.uniform(0, 40, 2 * n)
    time, event = _times(draw, EFFECT * arm)
    seen = time > late
    fit = cox(time[seen], event[seen], arm[seen], entry=late[seen])
    _keep(rows, "Cox, delayed entry", EFFECT, fit)
    begins, lost = draw.exponential(30, n), draw.uniform(30, 150, n)
    need = draw.exponential(DAYS, n)
    when = np.where(need <= begins, need, begins + (need - begins) / np.exp(EFFECT))
    stop, event = np.minimum(when, lost), when <= lost
    both = np.flatnonzero(begins < stop)
    entry = np.concatenate([np.zeros(n), begins[both]])
    until = np.concatenate([np.minimum(begins, stop), stop[both]])
    happened = np.concatenate([event & (stop <= begins), event[both]])
    after = np.concatenate([np.zeros(n), np.ones(len(both))])
    _keep(rows, "Cox, what begins on the way", EFFECT, cox(until, happened, after, entry=entry))
    ever = (begins < stop).astype(int)
    _keep(rows, "Cox (ever against never, naive)", EFFECT, cox(stop, event, ever))


def _causes(draw: np.random.Generator, n: int, rows: Rows) -> None:
    arm = np.arange(n) % 2
    moments = draw.exponential(1 / np.array([np.array(RATIOS) * RATES if one else RATES for one in arm]))
    lost, first = draw.uniform(30, 150, n), moments.min(axis=1)
    cause = np.where(first <= lost, 1 + moments.argmin(axis=1), 0)
    fits = cause_specific(np.ceil(np.minimum(first, lost)), cause, arm)
    for one, fit in fits.items():
        _keep(rows, f"cause-specific Cox, cause {one}", float(np.log(RATIOS[one - 1])), fit)


def _pseudo(draw: np.random.Generator, n: int, rows: Rows) -> None:
    """Differences at the horizon as the slope of pseudo-values on the arm."""
    arm = np.arange(n) % 2
    rates = np.exp(EFFECT * np.arange(2)) / DAYS
    time, event = _times(draw, EFFECT * arm)
    safe = np.exp(-rates * HORIZON)
    for summary, truth in (("risk", safe[0] - safe[1]), ("restricted_mean", np.diff((1 - safe) / rates)[0])):
        values = pseudo_values(time, event, arm, HORIZON, summary)
        _slope(rows, f"pseudo-values, {summary.replace('_', ' ')} difference", truth, linear(values, arm))
    moments = draw.exponential(1 / np.array([np.array(RATIOS) * RATES if one else RATES for one in arm]))
    lost, first = draw.uniform(30, 150, n), moments.min(axis=1)
    cause = np.where(first <= lost, 1 + moments.argmin(axis=1), 0)
    values = pseudo_incidence(np.minimum(first, lost), cause, arm, HORIZON)
    truth = np.diff([_incidence(RATES[0] * ratio, RATES[1]) for ratio in (1.0, RATIOS[0])])[0]
    _slope(rows, "pseudo-values, difference in incidence", truth, linear(values, arm))


def _incidence(own: float, other: float) -> float:
    return own / (own + other) * (1 - np.exp(-(own + other) * HORIZON))


def _slope(rows: Rows, name: str, truth: float, fit) -> None:
    rows[name] = (float(truth), fit.coefficients[1], fit.std_error[1], fit.lower[1], fit.upper[1])
