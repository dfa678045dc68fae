"""The course that people took: phases of treatment, use, aftercare, readmission and death."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from stepdown.simulate.harbor.draws import AFTER_WEEKS, PHASES, TREATMENT_WEEKS

# Why a phase or a spell ended.
REASONS = ("completed", "transferred", "left", "incarcerated", "died")
COMPLETED, TRANSFERRED, LEFT, INCARCERATED, DIED = range(5)
NEVER = 10_000
# Whoever comes back to treatment has four weeks of intensive outpatient care.
READMISSION_DAYS, READMISSION_LEVEL = 28, 1


@dataclass
class Course:
    """What happened to n people; days count from admission to the first level, NEVER where it did not happen.

    level, mismatch : at the start
    phase_level, phase_start, phase_end, phase_reason : n x PHASES, level -1 where there was no such phase
    end_day, end_reason : of the treatment spell
    attended : n x weeks x sessions, attended, where `held`
    hours : n x weeks attended
    use_day : n x (weeks of treatment + weeks after), the day of use in a week, -1 where none
    week_start : n x the same, first day of the week; -1 where the week was not lived through
    """

    level: np.ndarray
    mismatch: np.ndarray
    phase_level: np.ndarray
    phase_start: np.ndarray
    phase_end: np.ndarray
    phase_reason: np.ndarray
    end_day: np.ndarray
    end_reason: np.ndarray
    level_of_week: np.ndarray
    attended: np.ndarray
    hours: np.ndarray
    use_day: np.ndarray
    week_start: np.ndarray
    family_day: np.ndarray
    aftercare_day: np.ndarray
    readmission_day: np.ndarray
    death_day: np.ndarray
    latent: np.ndarray = field(repr=False)

    def used_between(self, first: np.ndarray | int, last: np.ndarray | int) -> np.ndarray:
        """Did they use on a day from `first` to `last`, both included?"""
        # Before admission nothing is known, and -1 is no day.
        first, last = np.maximum(np.reshape(first, (-1, 1)), 0), np.reshape(last, (-1, 1))
        return ((self.use_day >= first) & (self.use_day <= last)).any(axis=1)

    def first_use_after(self, day: np.ndarray | int) -> np.ndarray:
        """The first day of use on or after a day."""
        late = (self.use_day >= np.reshape(day, (-1, 1))) & (self.use_day >= 0)
        return np.where(late, self.use_day, NEVER).min(axis=1)


def not_yet_lived(level: np.ndarray, mismatch: np.ndarray, slots: int) -> Course:
    """The course of n people who start at a level and to whom nothing has happened yet; `slots` sessions a week."""
    n, weeks = len(level), TREATMENT_WEEKS + AFTER_WEEKS
    course = Course(
        level=level,
        mismatch=mismatch,
        phase_level=np.full((n, PHASES), -1, dtype=np.int8),
        phase_start=np.full((n, PHASES), NEVER, dtype=np.int32),
        phase_end=np.full((n, PHASES), NEVER, dtype=np.int32),
        phase_reason=np.full((n, PHASES), -1, dtype=np.int8),
        end_day=np.full(n, NEVER, dtype=np.int32),
        end_reason=np.full(n, -1, dtype=np.int8),
        level_of_week=np.full((n, TREATMENT_WEEKS), -1, dtype=np.int8),
        attended=np.zeros((n, TREATMENT_WEEKS, slots), dtype=bool),
        hours=np.zeros((n, TREATMENT_WEEKS), dtype=np.float32),
        use_day=np.full((n, weeks), -1, dtype=np.int32),
        week_start=np.full((n, weeks), -1, dtype=np.int32),
        family_day=np.full(n, NEVER, dtype=np.int32),
        aftercare_day=np.full(n, NEVER, dtype=np.int32),
        readmission_day=np.full(n, NEVER, dtype=np.int32),
        death_day=np.full(n, NEVER, dtype=np.int32),
        latent=np.zeros((n, weeks), dtype=bool),
    )
    course.phase_level[:, 0], course.phase_start[:, 0] = level, 0
    return course
