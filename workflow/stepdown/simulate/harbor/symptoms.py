"""Symptom scores at the interviews."""

from __future__ import annotations

import numpy as np

from stepdown.simulate.harbor.course import Course
from stepdown.simulate.harbor.draws import Draws
from stepdown.simulate.harbor.people import People
from stepdown.simulate.harbor.world import World

# Days on which interviews are due after admission to the first level; the first is intake.
WAVES = (0, 30, 90, 180, 365)
# Questionnaire: points at no depression, points for each PHQ-9 point, spread of its own, range.
INSTRUMENTS = {
    "phq9": (0.0, 1.0, 1.8, 0, 27),
    "gad7": (1.0, 0.7, 2.2, 0, 21),
    "pcl5": (6.0, 2.0, 7.0, 0, 80),
    "audit_c": (2.0, 0.3, 1.8, 0, 12),
    "bam_risk": (4.0, 0.5, 2.5, 0, 24),
}


def true_phq9(world: World, people: People, course: Course, day: int) -> np.ndarray:
    """Depression without measurement error, in PHQ-9 points, on a day after admission."""
    effects = world.effects
    hours = (course.hours * (7 * np.arange(course.hours.shape[1]) < day)).sum(axis=1)
    share_of_course = -np.expm1(-hours / effects.hours_full)
    weeks_used = sum(
        course.used_between(day - 7 * week, day - 7 * week + 6).astype(float) for week in range(1, 5)
    )
    abstinence = 1 - weeks_used / 4
    return (
        people.phq9
        + world.course.symptoms_time * min(day / 365, 1)
        + np.array(world.column("symptoms"))[course.level] * share_of_course
        + effects.abstinence_on_symptoms * abstinence
    )


def scores(world: World, people: People, course: Course, draws: Draws) -> np.ndarray:
    """n x waves x instruments, as the questionnaires give them: whole points within the range.

    At intake the PHQ-9 is the one that placement was decided on.
    """
    result = np.empty((len(people), len(WAVES), len(INSTRUMENTS)), dtype=np.int16)
    for wave, day in enumerate(WAVES):
        depression = people.phq9 if day == 0 else true_phq9(world, people, course, day)
        for place, (base, slope, spread, lowest, highest) in enumerate(INSTRUMENTS.values()):
            noise = 0 if day == 0 and place == 0 else spread * draws.symptoms[:, wave, place]
            result[:, wave, place] = np.clip(np.round(base + slope * depression + noise), lowest, highest)
    return result
