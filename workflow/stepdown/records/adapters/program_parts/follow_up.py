"""Follow-up of planned interviews, where the export has no table of its own for it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def follow_up_from_assessments(
    persons: pd.DataFrame, assessments: pd.DataFrame, waves: Mapping[int, int]
) -> pd.DataFrame:
    """A planned interview took place if any instrument was answered at its wave.

    Parameters
    ----------
    persons : everybody of whom an interview was expected.
    assessments : canonical assessments.
    waves : planned interview -> day due.

    Returns
    -------
    pandas.DataFrame
        Canonical follow_up: one row a person and planned interview.
    """
    planned = (
        persons[["person_id"]]
        .drop_duplicates()
        .merge(pd.DataFrame({"wave": list(waves), "due_day": list(waves.values())}), how="cross")
    )
    done = assessments.dropna(subset="wave").groupby(["person_id", "wave"], as_index=False)["day"].min()
    table = planned.merge(done.astype({"wave": planned["wave"].dtype}), on=["person_id", "wave"], how="left")
    table["status"] = table["day"].notna().map({True: "reached", False: "not_reached"})
    return table
