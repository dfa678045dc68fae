"""What a program and its interviewers get to see of a course."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.simulate.harbor.course import INCARCERATED, LEFT, Course
from stepdown.simulate.harbor.draws import TREATMENT_WEEKS, Draws, expit
from stepdown.simulate.harbor.people import People
from stepdown.simulate.harbor.symptoms import WAVES
from stepdown.simulate.harbor.world import World

REACHED, NOT_REACHED, DIED, JAILED = range(4)
STATUSES = ("reached", "not_reached", "died", "incarcerated")
# Screening days of a week, and every how many weeks, from the lowest to the highest level: surveillance differs by level.
SCREENS = (((3,), 4), ((1, 4), 1), ((1, 4), 1), ((2,), 2), ((2,), 2))


@dataclass(frozen=True)
class Rows:
    """Long rows: whose (position in the block) and the columns, all of one length."""

    who: np.ndarray
    columns: dict[str, np.ndarray]


def interviews(world: World, people: People, course: Course, draws: Draws) -> np.ndarray:
    """n x waves: what came of each planned interview, as a place in STATUSES."""
    biases = world.biases
    status = np.zeros((len(people), len(WAVES)), dtype=np.int8)
    for wave, due in enumerate(WAVES[1:], start=1):
        left = (course.end_reason == LEFT) & (course.end_day < due)
        chance = expit(
            biases.followup
            + biases.followup_severity * people.severity
            + biases.followup_unstable * people.unstable
            + biases.followup_left * left
            + biases.followup_use * course.used_between(due - 28, due - 1)
        )
        status[:, wave] = np.where(draws.reached[:, wave] < chance, REACHED, NOT_REACHED)
        status[(course.end_reason == INCARCERATED) & (course.end_day < due), wave] = JAILED
        status[course.death_day <= due, wave] = DIED
    return status


def reported_use(course: Course, status: np.ndarray) -> Rows:
    """Use that reached people report, week by week since the interview before: the day of use, or a week without."""
    who, day, covered, used = [], [], [], []
    for wave in range(1, len(WAVES)):
        asked = (status[:, wave] == REACHED)[:, None]
        start = course.week_start
        week = (
            asked & (start >= WAVES[wave - 1]) & (start < WAVES[wave]) & (start < course.death_day[:, None])
        )
        rows, weeks = np.nonzero(week)
        use_day = course.use_day[rows, weeks]
        first = start[rows, weeks]
        # The last week of treatment is over when treatment is.
        free = np.where(weeks < TREATMENT_WEEKS, np.minimum(7, course.end_day[rows] - first + 1), 7)
        who.append(rows)
        used.append(use_day >= 0)
        covered.append(np.where(use_day >= 0, 1, free))
        # A report covers the days up to and including its own.
        day.append(np.where(use_day >= 0, use_day, first + free - 1))
    rows = Rows(
        np.concatenate(who),
        {"day": np.concatenate(day), "days": np.concatenate(covered), "used": np.concatenate(used)},
    )
    return _sorted(rows, "day")


def screens(world: World, course: Course, draws: Draws) -> Rows:
    """Scheduled urine screens of the weeks in treatment: provided or not, positive or not."""
    parts = []
    attended = course.hours > 0
    for level, (days, every) in enumerate(SCREENS):
        for week in range(0, TREATMENT_WEEKS, every):
            here = course.level_of_week[:, week] == level
            for day_of_week in days:
                day = 7 * week + day_of_week
                rows = np.flatnonzero(here & (course.end_day > day))
                recent = course.used_between(day - 4, day)[rows]
                chance = draws.screen[rows, week]
                parts.append(
                    (
                        rows,
                        np.full(len(rows), day),
                        attended[rows, week],
                        recent & (chance < world.biases.screen_detects),
                    )
                )
    who, day, provided, positive = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _sorted(Rows(who, {"day": day, "provided": provided, "positive": positive}), "day")


def sessions(world: World, course: Course) -> Rows:
    """Every scheduled session of the weeks in treatment, and whether it was attended."""
    tables = world.column("sessions")
    weekday = np.zeros((len(tables), course.attended.shape[2]), dtype=np.int16)
    exists = np.zeros_like(weekday, dtype=bool)
    for level, of_level in enumerate(tables):
        weekday[level, : len(of_level)] = [session[0] for session in of_level]
        exists[level, : len(of_level)] = True
    level = course.level_of_week
    scheduled = exists[level] & (level >= 0)[:, :, None]
    who, week, slot = np.nonzero(scheduled)
    at = level[who, week]
    day = 7 * week + weekday[at, slot]
    lived = day < course.end_day[who]
    who, week, slot, at, day = (column[lived] for column in (who, week, slot, at, day))
    return _sorted(
        Rows(who, {"day": day, "level": at, "slot": slot, "attended": course.attended[who, week, slot]}),
        "day",
    )


def phases(course: Course) -> Rows:
    """Treatment at one level: start, end and reason."""
    who, phase = np.nonzero(course.phase_level >= 0)
    return Rows(
        who,
        {
            "phase": phase,
            "level": course.phase_level[who, phase],
            "start": course.phase_start[who, phase],
            "end": course.phase_end[who, phase],
            "reason": course.phase_reason[who, phase],
        },
    )


def _sorted(rows: Rows, column: str) -> Rows:
    order = np.lexsort((rows.columns[column], rows.who))
    return Rows(rows.who[order], {name: values[order] for name, values in rows.columns.items()})
