"""The outcomes that Harbor's questions are about, as they happened: nobody is lost, and nothing is misread."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from stepdown.simulate.harbor.block import Block
from stepdown.simulate.harbor.course import LEFT, NEVER, READMISSION_DAYS, READMISSION_LEVEL, Course
from stepdown.simulate.harbor.symptoms import WAVES, scores

# Days of follow-up.
EARLY, MONTH_SIX, YEAR = 90, (150, 179), 365
Outcome = Callable[[Block, Course], np.ndarray]


def left_early(block: Block, course: Course) -> np.ndarray:
    """Left treatment, unplanned, by day 90."""
    return (course.end_reason == LEFT) & (course.end_day <= EARLY)


def abstinent_in_month_six(block: Block, course: Course) -> np.ndarray:
    """Alive, and no use from day 150 to day 179."""
    return ~course.used_between(*MONTH_SIX) & (course.death_day > MONTH_SIX[1])


def depression_at_90(block: Block, course: Course) -> np.ndarray:
    """PHQ-9 points on day 90, as the questionnaire gives them."""
    return _phq9(block, course)[:, WAVES.index(90)]


def depression_after_a_year(block: Block, course: Course) -> np.ndarray:
    """PHQ-9 points on day 365, as the questionnaire gives them."""
    return _phq9(block, course)[:, WAVES.index(365)]


def recovered_in_both(block: Block, course: Course) -> np.ndarray:
    """Free of use in the sixth month, and clearly less depressed on day 180 than at intake."""
    points = _phq9(block, course)
    return abstinent_in_month_six(block, course) & reliably_better(points[:, 0], points[:, WAVES.index(180)])


def year_cost(block: Block, course: Course) -> np.ndarray:
    """Dollars paid for all care that began within a year of admission."""
    daily = np.array(block.world.column("daily_cost"), dtype=float)
    there = (course.phase_level >= 0) & (course.phase_start <= YEAR)
    days = np.maximum(course.phase_end - course.phase_start, 1)
    paid = (np.where(there, days, 0) * daily[course.phase_level]).sum(axis=1)
    back = (course.readmission_day < NEVER) & (course.readmission_day <= YEAR)
    return paid + back * READMISSION_DAYS * daily[READMISSION_LEVEL]


def reliably_better(baseline: np.ndarray, follow_up: np.ndarray) -> np.ndarray:
    """Has the PHQ-9 fallen by more than the noise of two administrations (Jacobson and Truax)?"""
    return baseline - follow_up.astype(float) > _threshold()


def _phq9(block: Block, course: Course) -> np.ndarray:
    return scores(block.world, block.people, course, block.draws)[:, :, 0]


@cache
def _threshold() -> float:
    from stepdown.outcomes.instruments.change import noises

    return max(noise.threshold for label, noise in noises("phq9").items() if label.startswith("retest"))


LEVEL_OUTCOMES: dict[str, Outcome] = {
    "left_by_90": left_early,
    "abstinent_month_6": abstinent_in_month_six,
    "phq9_at_90": depression_at_90,
    "phq9_at_365": depression_after_a_year,
    "recovered_in_both": recovered_in_both,
    "cost_in_a_year": year_cost,
}
