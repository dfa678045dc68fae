"""Harbor's people as the study's own tables hold them, told from what happened instead of from records.

The tables of a study are made from its export: cohort, outcomes, contacts, days zero. Here they are made from the course of
every person, as if everybody had been reached at every interview and nothing had been misread, which takes a hundredth of
the time. From there on everything is the study's: `build_frame`, the analyses of the plan, their gates.
`tests/calibration/test_harbor_frames.py` compares both ways.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from stepdown.answers.frame import QuestionFrame, build_frame
from stepdown.cohort.clocks import zero_table
from stepdown.cohort.eligibility import build_cohort
from stepdown.cohort.stay_windows import STAY
from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.outcomes.definitions.unplanned_exit import COMPETING
from stepdown.plan.study import Question, StudyPlan
from stepdown.simulate.harbor import observe
from stepdown.simulate.harbor.block import Block, blocks
from stepdown.simulate.harbor.course import COMPLETED, DIED, INCARCERATED, LEFT, NEVER, REASONS, Course
from stepdown.simulate.harbor.people import PAYERS, RACES, SUBSTANCES
from stepdown.simulate.harbor.symptoms import WAVES, scores
from stepdown.simulate.harbor.truth_outcomes import abstinent_in_month_six, reliably_better, year_cost
from stepdown.simulate.harbor.world import World

Tables = dict[str, pd.DataFrame]
# What each outcome definition of the plan is made by.
LAST_DAY = 364


def frames(plan: StudyPlan, world: World, stream: int, people: int) -> Iterator[QuestionFrame]:
    """The people of every question that compares, in the plan's order; another stream gives other people.

    Weeks of care have a calibration of their own (`calibrate_weeks`).
    """
    parts = [tables_of(block, block.course()) for block in blocks(world, people, stream)]
    tables = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}
    vocabulary = vocabulary_of(plan.source)
    cohort, _ = build_cohort(tables["persons"], plan.populations)
    zero = zero_table({"end_of_treatment": tables["ends"].set_index("person_id")["zero_day"]})
    for question in plan.questions:
        if not compared_here(question):
            continue
        name = question.outcome.definition + ("" if question.clock == "admission" else f", {question.clock}")
        yield build_frame(plan, question, vocabulary, cohort, tables[name], tables["contacts"], zero)


def compared_here(question: Question) -> bool:
    """Does a question compare, and not weeks of care?"""
    return question.exposure is not None and not question.exposure.variable.startswith(STAY)


def tables_of(block: Block, course: Course) -> Tables:
    """What happened to a block of people, as the tables of a study."""
    people, keys = block.people, keys_of(block)
    asked = scores(block.world, people, course, block.draws)
    free = abstinent_in_month_six(block, course)
    alive = (course.death_day > course.end_day) & (course.end_reason != INCARCERATED)
    cause = np.select(
        [course.end_reason == LEFT, course.end_reason == COMPLETED, course.end_reason == DIED],
        [1, 2 + COMPETING.index("completed"), 2 + COMPETING.index("died")],
        default=2 + COMPETING.index("incarcerated"),
    )
    tables = {
        "persons": _persons(block, course, keys),
        "contacts": _contacts(block, course, keys),
        "ends": pd.DataFrame({"person_id": keys, "zero_day": course.end_day})[alive],
        "unplanned_exit": pd.DataFrame(
            {"person_id": keys, "day": course.end_day, "event": cause == 1, "cause": cause}
        ),
        "abstinent_throughout": pd.DataFrame({"person_id": keys, "value": free}),
        "joint_recovery": pd.DataFrame(
            {"person_id": keys, "value": free & reliably_better(asked[:, 0, 0], asked[:, 3, 0])}
        ),
        "payer_cost": pd.DataFrame(
            {"person_id": keys, "wave": 1, "due_day": 365, "day": 365, "score": year_cost(block, course)}
        ),
        "symptom_score": _scores(asked[:, :, 0], keys),
        "first_use": _first_use(course, np.zeros(len(people), dtype=int), keys),
        "first_use, end_of_treatment": _first_use(course, course.end_day, keys)[alive],
    }
    return {name: table.reset_index(drop=True) for name, table in tables.items()}


def keys_of(block: Block) -> pd.Series:
    """The names of a block's people."""
    number = block.first + np.arange(len(block.people)) + 1
    return pd.Series([f"H{n:06d}" for n in number], dtype="string")


def _words(codes: np.ndarray, words: tuple[str, ...]) -> np.ndarray:
    return np.array(words, dtype=object)[codes]


def _yes(flags: np.ndarray) -> np.ndarray:
    return np.where(flags, "yes", "no")


def _persons(block: Block, course: Course, keys: pd.Series) -> pd.DataFrame:
    people, placement, names = block.people, block.placement, tuple(block.world.names)
    offered = placement.offered
    single, contained = offered.sum(axis=1) == 1, np.array(block.world.column("contained"))
    offers = np.select([single, ~offered[:, contained].any(axis=1)], ["single", "community"], "whole")
    recommended = _words(placement.recommended, names)
    categories = {
        "site": [f"s{site + 1:02d}" for site in people.site],
        "sex": np.where(people.female, "female", "male"),
        "race": _words(people.race, RACES),
        "primary_substance": _words(people.substance, SUBSTANCES),
        "payer": _words(people.payer, PAYERS),
        "housing": np.where(people.unstable, "unstable", "stable"),
        "employed": _yes(people.employed),
        "legal_mandate": _yes(people.mandate),
        "relative": _yes(people.relative),
        "relapse_potential": np.where(people.dimensions[:, 4] >= 2, "high", "low"),
        "detox_need": np.where(people.needs_detox, "high", "low"),
        "recommended": np.where(placement.recommended >= 3, "day_and_night", recommended),
        "admission_quarter": [f"q{min(quarter + 1, 6)}" for quarter in people.quarter],
        "offers": offers[people.site],
        "level_of_care": _words(course.level, names),
        "placement": _words(course.mismatch + 1, ("under_placed", "matched", "over_placed")),
        "recommended_level": recommended,
        "treatment_exit": _words(course.end_reason, REASONS),
    }
    numbers = {
        "age": people.age,
        "miles": people.miles,
        "prior_episodes": people.prior_episodes,
        **{f"asam_{place + 1}": people.dimensions[:, place] for place in range(1, 6)},
        "intake_phq9": people.phq9,
    }
    return pd.DataFrame(
        {"person_id": keys}
        | {name: pd.array(values, dtype="string") for name, values in categories.items()}
        | {name: pd.array(values.astype(float), dtype="Float64") for name, values in numbers.items()}
    )


def _scores(asked: np.ndarray, keys: pd.Series) -> pd.DataFrame:
    """One row a person and interview."""
    n, waves = asked.shape
    due = np.tile(WAVES, n)
    return pd.DataFrame(
        {
            "person_id": keys.repeat(waves).reset_index(drop=True),
            "wave": np.tile(np.arange(waves), n),
            "due_day": due,
            "day": due,
            "score": asked.ravel().astype(float),
        }
    )


def _first_use(course: Course, zero: np.ndarray, keys: pd.Series) -> pd.DataFrame:
    """Days from day zero to the first use after it, or to the end of what can be known."""
    first = course.first_use_after(np.where(zero > 0, zero + 1, 0))
    jailed = np.where(course.end_reason == INCARCERATED, course.end_day, NEVER)
    last = np.minimum(np.minimum(course.death_day, jailed), LAST_DAY)
    return pd.DataFrame({"person_id": keys, "day": np.minimum(first, last) - zero, "event": first <= last})


def _contacts(block: Block, course: Course, keys: pd.Series) -> pd.DataFrame:
    """The day on which something began that is learned only after time zero."""
    into = (course.phase_level == block.world.names.index("intensive_outpatient")) & (course.phase_start > 0)
    # Whoever comes back comes into intensive outpatient care, and the records know no difference.
    down = np.minimum(np.where(into, course.phase_start, NEVER).min(axis=1), course.readmission_day)
    begun = {
        "any": course.aftercare_day,
        "service.family": course.family_day,
        "step_down.intensive_outpatient": down,
        **_delivered(block, course),
    }
    parts = [
        pd.DataFrame({"person_id": keys, "day": day, "kind": kind})[day < NEVER]
        for kind, day in begun.items()
    ]
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(wave=pd.array([pd.NA] * len(table), dtype="Int64"), days_covered=1, received=True)
    return table.astype({"day": "Int64", "days_covered": "Int64", "received": "boolean"})


def _delivered(block: Block, course: Course) -> dict[str, np.ndarray]:
    """The day on which somebody had received 36 hours, and had been to six sessions."""
    rows = observe.sessions(block.world, course)
    tables = block.world.column("sessions")
    length = np.zeros((len(tables), max(map(len, tables))))
    for level, of_level in enumerate(tables):
        length[level, : len(of_level)] = [session[2] for session in of_level]
    columns = rows.columns
    table = pd.DataFrame(
        {
            "who": rows.who,
            "day": columns["day"],
            "hours": length[columns["level"], columns["slot"]] * columns["attended"],
            "sessions": columns["attended"].astype(int),
        }
    )
    came = np.flatnonzero(course.family_day < NEVER)
    family = pd.DataFrame({"who": came, "day": course.family_day[came], "hours": 1.0, "sessions": 1})
    table = pd.concat([table, family]).sort_values(["who", "day"], kind="stable")
    so_far = table.groupby("who")[["hours", "sessions"]].cumsum()
    found = {}
    for kind, reached in (
        ("service.hours_36", so_far["hours"] >= 36),
        ("service.sessions_6", so_far["sessions"] >= 6),
    ):
        first = table.loc[reached].groupby("who")["day"].first()
        found[kind] = first.reindex(range(len(course.level)), fill_value=NEVER).to_numpy()
    return found
