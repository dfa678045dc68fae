"""Do the three files speak of the same people?"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from stepdown.errors import Problem, RecordError
from stepdown.records.adapters.published import PublishedTable

TEXTBOOK = PublishedTable(
    columns={"id": "whole", "cesd": "number"},
    becomes=dict.fromkeys(("id", "cesd"), "compared with HELPmiss.csv"),
    keys=frozenset({"id"}),
)


def check_agreement(
    folder: Path, people: pd.DataFrame, textbook: pd.DataFrame, interviews: pd.DataFrame
) -> None:
    """Refuse doubled keys and files that describe different people."""
    problems = []
    for name, table, key in (
        ("HELPmiss.csv", people, ["id"]),
        ("HELPrct.csv", textbook, ["id"]),
        ("HELPfull.csv", interviews, ["ID", "TIME"]),
    ):
        doubled = table.duplicated(key, keep=False)
        if doubled.any():
            lines = ", ".join(str(i + 2) for i in doubled.to_numpy().nonzero()[0][:5])
            problems.append(
                Problem(
                    f"{folder / name}, column {' + '.join(key)}",
                    f"{int(doubled.sum())} rows share a key with another row (line {lines}).",
                    "Keep one row for each key.",
                )
            )
    if not problems:
        started = set(interviews.loc[interviews["TIME"] == 0, "ID"])
        if set(people["id"]) != started:
            problems.append(
                Problem(
                    f"{folder / 'HELPfull.csv'}, column ID",
                    "The people with a baseline interview are not the people of HELPmiss.csv.",
                    "Export both files again from the same version (make data).",
                )
            )
        same = textbook.merge(people, on="id", how="left", suffixes=("", "_miss"))
        if same["cesd_miss"].isna().any() or (same["cesd"] != same["cesd_miss"]).any():
            problems.append(
                Problem(
                    f"{folder / 'HELPrct.csv'}, column cesd",
                    "People or baseline scores differ from HELPmiss.csv.",
                    "Export both files again from the same version (make data).",
                )
            )
    if problems:
        raise RecordError(problems)
