"""Derive the outcomes that a plan asks for, each once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from stepdown.cohort.clocks import told_from
from stepdown.outcomes.instruments.item_rows import with_item_scores

if TYPE_CHECKING:
    from stepdown.plan.study import Question


def derive_outcomes(
    records: Mapping[str, pd.DataFrame],
    questions: Mapping[str, Question],
    starts: Mapping[str, pd.Series] | None = None,
) -> dict[str, pd.DataFrame]:
    """Key -> table, one for each distinct outcome; answers to items are scored first.

    Parameters
    ----------
    records : canonical tables.
    questions : key of an outcome -> a question that asks for it (`StudyPlan.outcome_tables`).
    starts : clock -> person_id -> day 0 by that clock (`cohort.clocks.zero_days`), for every clock but admission.
    """
    records = with_item_scores(records)
    by_clock = {clock: told_from(records, zero) for clock, zero in (starts or {}).items()}
    return {
        key: question.outcome.derive(by_clock.get(question.clock, records))
        for key, question in sorted(questions.items())
    }
