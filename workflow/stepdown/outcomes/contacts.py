"""Days on which something began that a question may turn on: aftercare, a kind of session, a lower level of care."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stepdown.cohort.doses import DOSES, Dose

COLUMNS = ["person_id", "wave", "day", "days_covered", "kind", "received"]
# Kinds that a program's own records hold completely: no row is no contact.
COMPLETE = ("service.", "step_down.")


def contacts(records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The aftercare records, and rows of the same shape for what else a question may turn on.

    Kinds: those of the aftercare table as they stand; `any` (every dated aftercare contact); `service.<kind>` (attended
    sessions); `service.<dose>` (the day on which attended sessions added up to a dose); `step_down.<level>` (admissions to a
    level).
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
        *(_reached(attended, dose, f"service.{name}") for name, dose in DOSES.items()),
        _rows(admitted, admitted["admission_day"], "step_down." + admitted["level_of_care"].astype("string")),
    ]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _rows(table: pd.DataFrame, day: pd.Series, kind: pd.Series) -> pd.DataFrame:
    rows = pd.DataFrame({"person_id": table["person_id"], "day": day.astype("Int64"), "kind": kind})
    rows = rows.assign(wave=pd.Series(pd.NA, index=rows.index, dtype="Int64"), days_covered=1, received=True)
    return rows.astype({"days_covered": "Int64", "received": "boolean"})[COLUMNS]


def _reached(attended: pd.DataFrame, dose: Dose, kind: str) -> pd.DataFrame:
    """The day on which each person's attended sessions added up to a dose; what lies before time zero does not count."""
    since = attended[attended["day"] >= 0].sort_values(["person_id", "day"], kind="stable")
    if dose.of == "hours" and "hours" not in since:
        return _rows(since[:0], since["day"][:0], pd.Series(kind, since.index[:0], dtype="string"))
    each = since["hours"].astype("float64").fillna(0.0) if dose.of == "hours" else pd.Series(1.0, since.index)
    enough = since[each.groupby(since["person_id"]).cumsum() >= dose.amount].drop_duplicates("person_id")
    return _rows(enough, enough["day"], pd.Series(kind, enough.index, dtype="string"))


def unrecorded_is_no(kind: str, unrecorded: str) -> bool:
    """Does silence about a kind mean that it did not happen?"""
    return unrecorded == "no" or kind.startswith(COMPLETE)
