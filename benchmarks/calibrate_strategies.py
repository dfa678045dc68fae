"""Do intervals of strategies of starting, and of curves whose propensity is fitted anew each time, cover the truth?

People start something on any day, more often the better they are; the better they are, the later they relapse; and starting
helps. The strategies are to start within ten days, or not to. What each would lead to follows by arithmetic. Weighted
curves are of two arms that severity tells apart, with times in whole days; their intervals are the percentiles of a
bootstrap of people (200 resamples), those of the strategies rest on 60.
"""

from __future__ import annotations

import numpy as np
from worlds import generator

from stepdown.estimators.clone_censor_weight import clone_censor_weight
from stepdown.estimators.discrete.pack import dummies, pack
from stepdown.estimators.discrete.weighted_curve import weighted_curves

WORLDS, PEOPLE = 1000, 900
SEED = 20261128
GRACE, DAYS, REPLICATES, RESAMPLES = 10, (30, 60), 60, 200
# Log odds a day, without severity and for the severe: of starting, and of the event before and after having started.
START, EVENT, HELP = (-1.6, -0.8), (-4.2, 0.8), -0.7
SEVERE = 0.4
# Arms: share treated by severity; mean days to the event by severity and arm.
TREATED = (0.35, 0.65)
MEAN_DAYS = {(0, 0): 80, (0, 1): 120, (1, 0): 40, (1, 1): 45}
HORIZON = 60
NOTES = """
Notes. Few people start on the last day of grace, and on it each of them stands for all who had still to start: with 900
people a standard error that is estimated from them is now and then too small, and intervals cover a little less often than
they say; where more than one in twenty resamples has nobody who starts then, there is no interval, and such a world does not
count. Percentile limits of 200 resamples do too, by about as much as their own Monte Carlo error.
"""
EXPLAINED = ("*clone, censor, weight*", "weighted curves*")
Rows = dict[str, tuple[float, float, float, float, float]]


def _expit(log_odds: float | np.ndarray):
    return 1 / (1 + np.exp(-log_odds))


def truth_of_strategies(day: int, helps: float = HELP) -> dict[str, float]:
    """Risk difference, log risk ratio, and difference in days free of the event by a day: starting less not."""
    risk, area = {}, {}
    for strategy in ("start", "none"):
        curve = (1 - SEVERE) * _free(0, strategy, helps) + SEVERE * _free(1, strategy, helps)
        risk[strategy], area[strategy] = 1 - curve[day], curve[:day].sum()
    return {
        "risk_difference": risk["start"] - risk["none"],
        "risk_ratio": float(np.log(risk["start"] / risk["none"])),
        "rmst_difference": area["start"] - area["none"],
    }


def _free(severe: int, strategy: str, helps: float) -> np.ndarray:
    """Chance of no event by the end of each day from 0; on a day, starting comes before the event."""
    start = _expit(START[0] + START[1] * severe)
    event = [_expit(EVENT[0] + EVENT[1] * severe + helps * begun) for begun in (0, 1)]
    waiting, begun, free = 1.0, 0.0, [1.0]
    for day in range(1, DAYS[-1] + 1):
        share = start
        if day <= GRACE and strategy == "none":
            share = 0.0
        if day == GRACE and strategy == "start":
            share = 1.0
        waiting, begun = waiting * (1 - share), begun + waiting * share
        waiting, begun = waiting * (1 - event[0]), begun * (1 - event[1])
        free.append(waiting + begun)
    return np.array(free)


def one_world(number: int, n: int) -> Rows:
    """Estimator -> truth, estimate, standard error and 95 % limits."""
    draw, rows = generator(SEED, number), {}
    for name, helps in (("", HELP), ("nothing helps: ", 0.0)):
        time, cause, start, severe = _people(draw, n, helps)
        rows |= _strategies(name, helps, (time, cause, start, severe[:, np.newaxis]), number)
        used = ((cause == 1) & (time <= DAYS[-1])).astype(float)
        rows[f"{name}naive, ever against never, risk difference, day {DAYS[-1]}"] = (
            truth_of_strategies(DAYS[-1], helps)["risk_difference"], *_plain(used, np.isfinite(start))
        )  # fmt: skip
    _curves(draw, n, number, rows)
    return rows


def _strategies(name: str, helps: float, people: tuple[np.ndarray, ...], number: int) -> Rows:
    """Contrasts of both strategies; none where the estimator refuses to give intervals."""
    try:
        fit = clone_censor_weight(*people, grace=GRACE, days=DAYS, seed=number, replicates=REPLICATES)
    except ValueError:
        return {}
    rows: Rows = {}
    for contrast in fit.contrasts:
        truth = truth_of_strategies(contrast.day, helps)[contrast.measure]
        values = np.array([contrast.estimate, contrast.lower, contrast.upper])
        estimate, lower, upper = np.log(values) if contrast.measure == "risk_ratio" else values
        words = {"risk_ratio": "log risk ratio", "rmst_difference": "days free, difference"}
        measure = words.get(contrast.measure, "risk difference")
        rows[f"{name}clone, censor, weight, {measure}, day {contrast.day}"] = (
            truth, estimate, contrast.std_error, lower, upper
        )  # fmt: skip
    return rows


def _people(draw: np.random.Generator, n: int, helps: float):
    """Day of the event or of the end, whether it happened, day of starting if it came first, and severity."""
    severe = (draw.random(n) < SEVERE).astype(int)
    start = draw.geometric(_expit(START[0] + START[1] * severe))
    log_odds = EVENT[0] + EVENT[1] * severe
    before = draw.geometric(_expit(log_odds))
    after = start - 1 + draw.geometric(_expit(log_odds + helps))
    when = np.where(before < start, before, after)
    lost = draw.integers(40, 120, n)
    time = np.minimum(when, lost)
    return time, np.where(when <= lost, 1, 0), np.where(start <= time, start, np.inf), severe.astype(float)


def _plain(outcome: np.ndarray, group: np.ndarray) -> tuple[float, float, float, float]:
    one, other = outcome[group], outcome[~group]
    estimate = one.mean() - other.mean()
    error = np.sqrt(one.var() / len(one) + other.var() / len(other))
    return estimate, error, estimate - 1.96 * error, estimate + 1.96 * error


def _curves(draw: np.random.Generator, n: int, number: int, rows: Rows) -> None:
    """Difference in survival at the horizon; treatment is as balanced in the severe as in the others."""
    severe = (draw.random(n) < SEVERE).astype(int)
    site = draw.integers(0, 4, n)
    arm = (draw.random(n) < np.array(TREATED)[severe]).astype(int)
    when = draw.exponential(np.array([[MEAN_DAYS[x, a] for a in (0, 1)] for x in (0, 1)])[severe, arm])
    lost = draw.uniform(HORIZON + 1, 200, n)
    time, event = np.ceil(np.minimum(when, lost)), when <= lost
    packed = pack([dummies(severe, 2), dummies(site, 4)])
    treated = SEVERE * TREATED[1] / (SEVERE * TREATED[1] + (1 - SEVERE) * TREATED[0])
    for weights, share in (("iptw", SEVERE), ("overlap", SEVERE), ("att", treated)):
        fit = weighted_curves(time, event, arm, packed, weights, RESAMPLES, number)
        at = int(np.searchsorted(fit.time, HORIZON, side="right")) - 1
        gain = [np.exp(-HORIZON / MEAN_DAYS[x, 1]) - np.exp(-HORIZON / MEAN_DAYS[x, 0]) for x in (0, 1)]
        rows[f"weighted curves, {weights}, bootstrap, survival difference"] = (
            (1 - share) * gain[0] + share * gain[1],
            fit.difference[at],
            fit.difference_std_error[at],
            fit.difference_lower[at],
            fit.difference_upper[at],
        )
