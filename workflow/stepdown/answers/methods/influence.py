"""What each person adds to a primary effect: how effects that rest on the same people hang together.

Families that are judged by step-down max-T need it (`disclosure.families`); nobody else does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.adjusted_people import AdjustedAnalysis, AdjustedPeople, measures_of
from stepdown.answers.methods.base import attempt
from stepdown.plan.family import is_judged_jointly

if TYPE_CHECKING:
    from stepdown.answers.methods.adjusted_rows import Means

INFLUENCE = ["level", "person_id", "influence"]


def influence_of(
    analysis: AdjustedAnalysis, frame: QuestionFrame, people: AdjustedPeople, means: Means
) -> dict[str, pd.DataFrame]:
    """The influence on each level's difference from the reference, as the diagnostics of a primary analysis.

    Parameters
    ----------
    means : as `adjusted_rows` takes them.

    Returns
    -------
    dict
        Empty, or "influence" -> a table with `INFLUENCE`. A level without an estimate has no rows, and neither has one whose
        estimator tells only what cells of people add.
    """
    if analysis.role != "primary" or not is_judged_jointly(frame.plan, frame.question.id):
        return {}
    measure, reference = measures_of(frame)[0][0], frame.levels[0]
    parts = []
    for level in frame.levels[1:]:
        fit, _ = attempt(means, measure, level)
        parts_of_all = getattr(fit, "influence", None)
        if parts_of_all is None or len(parts_of_all) != len(people.people):
            continue
        of = {str(name): column for name, column in zip(fit.levels, parts_of_all.T, strict=True)}
        added = of[level] - of[reference]
        parts.append(
            pd.DataFrame({"level": level, "person_id": people.people["person_id"], "influence": added})
        )
    return {"influence": pd.concat(parts, ignore_index=True)[INFLUENCE]} if parts else {}
