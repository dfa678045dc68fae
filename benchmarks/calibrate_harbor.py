"""Do the primary analyses of Harbor cover what is true in it, and do the naive ones not?

Every question of config/harbor.yaml, asked as the plan asks it: its population, its adjustment set, its primary analysis
and gates, and beside it the analyses of the same estimand and a naive one. Every world is Harbor with other people. Half of
them are null: nothing that anyone does has an effect there, and every bias stays. Outcomes are those that happened, as if
nobody had been lost to follow-up; the next part says what loss does. The last column is the share of worlds in which the
plan's gates let the effect be stated.
"""

from __future__ import annotations

from functools import cache

from harbor_frames import frames
from harbor_rows import Rows, harbor_plan, rows_of

from stepdown.simulate.harbor.truth_questions import every_effect
from stepdown.simulate.harbor.world import load_world

# Every other one is null.
WORLDS, PEOPLE = 400, 6000
TRUTH_PEOPLE = 400_000
# Streams 0 and 1 of a world are its export and its truth.
FIRST_STREAM = 2
NULL = "null world; "
NOTES = """
Notes. No row: of hours delivered (g07) the ratio compares people and not strategies, so that only in the null world is
there something true of it; early attendance (g14) is a sign and not something done to people. Where an effect may not
be stated in every world, the other worlds count in its row all the same, but for those without an estimate. So few
employed people start in inpatient care that a world may have no propensity for them (g12).

Standardization alone leans on one model of the outcome, which Harbor, made week by week, does not follow: between
levels as far apart as intensive outpatient and inpatient care its bias shows; overlap weighting and AIPW are primary
for that reason. Clone, censor, weight cuts weights at their 99th percentile, and its model of starting lets use in the
last week of treatment count in both weeks of grace, while in Harbor it counts in the first. By day 180 nearly everybody
in a null world has used: so close to 1 intervals are a little wider than they need be, and where few start (g03) errors
differ from world to world. AIPW has too few events for its model of joint recovery, and too few people whom either
level could have taken for g12 and g13: the gates let none or few of its estimates be stated, though they hold what is
true. Of stepping down (g11): 24-hour care ends in whole weeks, so that on most days of grace nobody can start, and the
few who start on its last day stand for all others; where weighting leaves too few of them, the plan withholds the
effect. Of families: nobody's comes on the day of leaving in Harbor, while the estimator takes starting to come before
the outcome on a day, so that who would have started just then counts as somebody who did not: in 40 null worlds the
bias was -0.0081 (0.0033), and -0.0033 (0.0033) had they been able to come. MMRM counts people much as overlap weights
do, and is set against their truth. Retention in a null world is not 0 between a long level and a short one: a short
phase has less time to be left. The 60 resamples in place of the plan's 500 make intervals a little less steady. The
naive comparison is nearly right by luck for placement, joint recovery and stepping down in the planted world, where
what pulls it one way is about as strong as what pulls it the other; everywhere else it is far off.
"""
EXPLAINED = (
    "*inpatient: standardization",
    "*g10_cost_of_care: standardization",
    "*aftercare*: clone, censor, weight*",
    "*g11_step_down_to_iop: clone*",
    "*family_by_30: clone*",
    "*g03_iop_with_aftercare*: clone*",
)


def one_world(number: int, n: int) -> Rows:
    """What every question's analyses find; see `harbor_rows`."""
    null, plan = bool(number % 2), harbor_plan()
    world = load_world().null() if null else load_world()
    rows: Rows = {}
    for frame in frames(plan, world, FIRST_STREAM + number // 2, n):
        rows |= rows_of(frame, null)
    if null:
        return {NULL + name: (NULL + effect, *values) for name, (effect, *values) in rows.items()}
    return rows


@cache
def truths(workers=None) -> dict[str, tuple[float, float]]:
    """Every effect of both worlds, with its Monte Carlo error."""
    planted, null = (workers.map if workers else map)(_effects, (False, True))
    return planted | {NULL + name: value for name, value in null.items()} | {NULL + "nothing": (0.0, 0.0)}


def _effects(null: bool) -> dict[str, tuple[float, float]]:
    world = load_world().null() if null else load_world()
    effects = every_effect(world, TRUTH_PEOPLE)
    return {name: (found["truth"], found["monte_carlo_error"]) for name, found in effects.items()}
