"""What the numbers of a figure may be made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from stepdown.plan.study import Disclosure, Question, StudyPlan
    from stepdown.records.variables import Vocabulary


@dataclass(frozen=True)
class Behind:
    """One question's results at the door.

    Parameters
    ----------
    tables : the raw tables of `TABLES`, by name.
    curves : the raw curves of people as they came.
    estimates : the protected estimates of the study.
    """

    question: Question
    plan: StudyPlan
    vocabulary: Vocabulary
    tables: Mapping[str, pd.DataFrame]
    curves: pd.DataFrame
    estimates: pd.DataFrame

    @property
    def rules(self) -> Disclosure:
        return self.plan.disclosure
