"""Harbor's stays as the study's own tables hold them, told from what happened: see `harbor_frames`.

Every stay and session is recorded; use is known from screens alone, as to a program.
`tests/calibration/test_weeks_calibration.py` compares them with those of the records.
"""

from __future__ import annotations

from collections.abc import Iterator

import harbor_frames
import numpy as np
import pandas as pd

from stepdown.answers.frame import QuestionFrame, build_frame
from stepdown.cohort.clocks import zero_table
from stepdown.cohort.eligibility import build_cohort
from stepdown.cohort.stay_windows import STAY
from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.outcomes.stays import DEPARTURE, POSITIVE
from stepdown.plan.study import Question, StudyPlan
from stepdown.simulate.harbor import observe
from stepdown.simulate.harbor.block import Block
from stepdown.simulate.harbor.course import DIED, INCARCERATED, LEFT, Course

Blocks = list[tuple[Block, Course]]


def frames(plan: StudyPlan, questions: list[Question], parts: Blocks) -> Iterator[QuestionFrame]:
    """The people of questions about a stay, whose outcome is abstinence in month six."""
    tables = [harbor_frames.tables_of(block, course) for block, course in parts]
    persons, outcome = (
        pd.concat([table[name] for table in tables], ignore_index=True)
        for name in ("persons", "abstinent_throughout")
    )
    contacts = pd.concat([stay_contacts(block, course) for block, course in parts], ignore_index=True)
    cohort, _ = build_cohort(persons, plan.populations)
    vocabulary, zero = vocabulary_of(plan.source), zero_table({})
    for question in questions:
        yield build_frame(plan, question, vocabulary, cohort, outcome, contacts, zero)


def stay_contacts(block: Block, course: Course) -> pd.DataFrame:
    """Rows that strategies of staying read: when the first stay was over and how, positive screens, attended sessions."""
    keys = harbor_frames.keys_of(block)
    level = np.array(block.world.names, dtype=object)[course.level]
    reason = course.phase_reason[:, 0]
    screens, sessions = (
        observe.screens(block.world, course, block.draws),
        observe.sessions(block.world, course),
    )
    found = screens.columns["provided"] & screens.columns["positive"]
    came = sessions.columns["attended"]
    parts = [
        (keys, course.phase_end[:, 0], STAY + level, ~np.isin(reason, (DIED, INCARCERATED))),
        (keys, course.phase_end[:, 0], DEPARTURE + level, reason == LEFT),
        (keys.iloc[screens.who[found]], screens.columns["day"][found], POSITIVE, True),
        (keys.iloc[sessions.who[came]], sessions.columns["day"][came], "service.group", True),
    ]
    tables = [
        pd.DataFrame(
            {
                "person_id": who.to_numpy(),
                "day": pd.array(day, dtype="Int64"),
                "kind": pd.array(np.broadcast_to(kind, len(who)), dtype="string"),
                "received": pd.array(np.broadcast_to(received, len(who)), dtype="boolean"),
            }
        )
        for who, day, kind, received in parts
    ]
    table = pd.concat(tables, ignore_index=True)
    return table.assign(wave=pd.array([pd.NA] * len(table), dtype="Int64"), days_covered=1)
