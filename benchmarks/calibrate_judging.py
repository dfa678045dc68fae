"""Do tests of several questions, margins, sites and their limits err as seldom as they say?

Of a procedure that claims something there is only how often it makes no false claim: 95 of 100 where it uses up its error.
Holm, the fixed sequence and Benjamini–Hochberg are given independent P values of which nothing, or half, is real; max-T
some that hang together, and is told how, or not. At its margin a difference is claimed to be non-inferior, or inferior,
falsely in 2.5 of 100 each. Sites differ by a known variance, and the first site stands for all.
"""

from __future__ import annotations

from math import nan

import numpy as np
from worlds import generator

from stepdown.estimators.funnel_limits import funnel_limits
from stepdown.estimators.intraclass_correlation import intraclass_correlation
from stepdown.estimators.multiplicity import (
    benjamini_hochberg,
    holm,
    in_sequence,
    max_t_p_values,
)
from stepdown.estimators.non_inferiority import non_inferiority
from stepdown.estimators.site_shrinkage import shrink_sites

WORLDS, PEOPLE = 2000, 400
SEED = 20261130
TESTS, TOGETHER, DRAWS = 4, 0.7, 999
MARGIN = 0.1
SITES, BETWEEN, WITHIN = 30, 0.5, 0.4
CORRELATION = 0.1
NOTES = """
Notes. Step-down max-T that is not told how P values hang together is cautious: it claims falsely more seldom than it might.
The interval of a shrunken site takes the variance between sites for known, though 30 sites only estimate it: it is
a little too narrow, as published, and sites' limits are drawn as a guide and not as a test. That of the intraclass
correlation is symmetric, while with 40 sites the estimate is skewed.
"""
EXPLAINED = ("*taken as unrelated", "a site, shrunk*", "intraclass correlation*")
Rows = dict[str, tuple[float, float, float, float, float]]


def one_world(number: int, n: int) -> Rows:
    """Estimator -> truth, estimate, standard error and 95 % limits."""
    draw, rows = generator(SEED, number), {}
    _several(draw, number, rows)
    _margin(draw, n, rows)
    _sites(draw, n, rows)
    return rows


def _silent(rows: Rows, name: str, spoke: bool) -> None:
    rows[f"no false claim: {name}"] = (0.0, nan, nan, float(spoke), 1.0)


def _several(draw: np.random.Generator, number: int, rows: Rows) -> None:
    from scipy.stats import norm

    alone = draw.normal(size=TESTS)
    p_value = 2 * norm.sf(np.abs(alone))
    half = np.arange(TESTS) < TESTS // 2
    real = 2 * norm.sf(np.abs(alone + 8 * half))
    _silent(rows, "Holm, nothing real", bool((holm(p_value) < 0.05).any()))
    _silent(rows, "Holm, half of it real", bool((holm(real)[~half] < 0.05).any()))
    _silent(rows, "fixed sequence, nothing real", bool((in_sequence(p_value, np.arange(TESTS)) < 0.05).any()))
    _silent(
        rows,
        "fixed sequence, half of it real",
        bool((in_sequence(real, np.arange(TESTS)) < 0.05)[~half].any()),
    )
    _silent(rows, "Benjamini–Hochberg, nothing real", bool((benjamini_hochberg(p_value) < 0.05).any()))
    covariance = TOGETHER + (1 - TOGETHER) * np.eye(TESTS)
    together = 2 * norm.sf(np.abs(np.linalg.cholesky(covariance) @ draw.normal(size=TESTS)))
    joint = max_t_p_values(together, covariance, number, DRAWS)
    _silent(rows, "step-down max-T, together", bool((joint <= 0.05).any()))
    cautious = max_t_p_values(together, np.eye(TESTS), number, DRAWS)
    _silent(rows, "step-down max-T, together but taken as unrelated", bool((cautious <= 0.05).any()))
    plain = 2 * norm.sf(np.abs(alone))
    _silent(rows, "naive, each by itself", bool((plain < 0.05).any()))


def _margin(draw: np.random.Generator, n: int, rows: Rows) -> None:
    """The truth lies just at the margin: new care loses 10 of 100."""
    shares = [draw.binomial(n, chance) / n for chance in (0.5 - MARGIN, 0.5)]
    error = np.sqrt(sum(share * (1 - share) / n for share in shares))
    difference = shares[0] - shares[1]
    judged = non_inferiority(difference - 1.96 * error, difference + 1.96 * error, MARGIN, True)
    _silent(rows, "non-inferiority at its margin", judged.verdict != "inconclusive")


def _sites(draw: np.random.Generator, n: int, rows: Rows) -> None:
    own = 0.3 + BETWEEN * draw.normal(size=SITES)
    error = WITHIN * draw.uniform(0.6, 1.6, SITES)
    shrunk = shrink_sites(own + error * draw.normal(size=SITES), error)
    rows["a site, shrunk to the mean"] = (
        own[0], shrunk.estimate[0], shrunk.std_error[0], shrunk.lower[0], shrunk.upper[0]
    )  # fmt: skip
    half = 1.959963984540054 * shrunk.mean_std_error
    rows["mean of the sites"] = (
        0.3, shrunk.mean, shrunk.mean_std_error, shrunk.mean - half, shrunk.mean + half
    )  # fmt: skip
    site = np.arange(n) % 40
    outcome = np.sqrt(CORRELATION) * draw.normal(size=40)[site] + np.sqrt(1 - CORRELATION) * draw.normal(
        size=n
    )
    found = intraclass_correlation(outcome, site)
    rows["intraclass correlation, 40 sites"] = (
        CORRELATION, found.estimate, found.std_error, found.lower, found.upper
    )  # fmt: skip
    limits = funnel_limits(np.array([200.0]), 0.3)
    share = draw.binomial(200, 0.3) / 200
    rows["funnel limits of a site like all others"] = (share, nan, nan, limits.lower[0], limits.upper[0])
