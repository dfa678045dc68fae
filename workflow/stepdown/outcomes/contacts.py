"""Days on which something began that a question may turn on: aftercare, a kind of session, a lower level of care."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

COLUMNS = ["person_id", "wave", "day", "days_covered", "kind", "received"]
# Kinds that a program's own records hold completely: no row is no contact.
COMPLETE = ("service.", "step_down.")


def contacts(records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The aftercare records, and rows of the same shape for what else a question may turn on.

    Kinds: those of the aftercare table as they stand; `any` (every dated aftercare contact); `service.<kind>` (attended
    sessions); `step_down.<level>` (admissions to a level).
    """
    aftercare = records["aftercare"]
    dated = aftercare[aftercare["wave"].isna()]
    services, episodes = records["services"], records["episodes"]
    attended = services[services["attendance"] == "attended"]
    admitted = episodes[episodes["admission_day"].notna() & ~episodes["withdrawal_management"].astype("bool")]
    parts = [
        aftercare[COLUMNS],
        dated[COLUMNS].assign(kind="any"),
        _rows(attended, attended["day"], "service." + attended["kind"].astype("string")),
        _rows(admitted, admitted["admission_day"], "step_down." + admitted["level_of_care"].astype("string")),
    ]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _rows(table: pd.DataFrame, day: pd.Series, kind: pd.Series) -> pd.DataFrame:
    rows = pd.DataFrame({"person_id": table["person_id"], "day": day.astype("Int64"), "kind": kind})
    rows = rows.assign(wave=pd.Series(pd.NA, index=rows.index, dtype="Int64"), days_covered=1, received=True)
    return rows.astype({"days_covered": "Int64", "received": "boolean"})[COLUMNS]


def unrecorded_is_no(kind: str, unrecorded: str) -> bool:
    """Does silence about a kind mean that it did not happen?"""
    return unrecorded == "no" or kind.startswith(COMPLETE)
